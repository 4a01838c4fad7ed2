import { expect, it } from 'vitest';
import type { Check } from '../../src/core/diagnosis.ts';
import { renderDiagnosis } from '../../src/report/diagnosis.ts';
import { painter } from '../../src/report/page.ts';

const CHECKS: readonly Check[] = [
  { area: 'configuration', state: 'ok', text: 'fine', fix: [] },
  {
    ...{ area: 'ports', state: 'wrong', fix: ["sudo ss -lnp 'sport = :514'"] },
    text: `syslog udp *:514: evil\x1b[2J\n${'word '.repeat(30)}(process 7) listens there already`,
  },
  { area: 'disk', state: 'warning', text: 'little room', fix: ["sudo du '/a\x1b[2Jb'"] },
];

it('breaks sentences at the width of the terminal, keeps commands in one piece, and lets nothing steer it', () => {
  const text = renderDiagnosis(CHECKS, { width: 80, paint: painter(false) });
  expect(text.split('\n').every((row) => row.length <= 80)).toBe(true);
  expect(text).toContain("\n    sudo ss -lnp 'sport = :514'\n");
  expect(text).toContain('evil\\x1b[2J\\n');
  expect(text).toContain("\n    sudo du '/a\\x1b[2Jb'\n");
  expect(text.startsWith('ok       configuration  fine\nwrong    ports          syslog')).toBe(true);
  expect(text.endsWith('\n1 thing is wrong; 1 warning.\n')).toBe(true);
});

it('says in a word that all is well', () => {
  const page = { width: 80, paint: painter(false) };
  expect(renderDiagnosis(CHECKS.slice(0, 1), page)).toBe('ok       configuration  fine\n\nAll is well.\n');
  expect(renderDiagnosis(CHECKS.slice(2), page)).toMatch(/\nNothing is wrong; 1 warning\.\n$/);
});

import { expect, test } from 'vitest';
import { Engine } from '../../src/app/engine.ts';
import type { Finding } from '../../src/core/finding.ts';
import { PAGE_LINE, rank } from '../../src/core/finding.ts';
import { inLatestWords } from '../../src/core/template.ts';
import novelty from '../../src/detectors/novelty.ts';
import rate from '../../src/detectors/rate.ts';
import silence from '../../src/detectors/silence.ts';
import { MADE_START, madeEvent } from '../../src/testing/made-events.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const UPGRADE = 5 * DAY + 9.5 * HOUR;
const END = 8 * DAY;

/** What a program says every so often, before and after; null for what says nothing any more. */
const KINDS: readonly (readonly [
  every: number,
  before: (n: number) => string,
  after: (n: number) => string,
])[] = [
  [10 * MINUTE, (n) => `pressed ${n % 50} olives into vat 4`, (n) => `vat 4: pressing of ${n % 50} olives`],
  [HOUR, (n) => `vat 4 holds ${300 + (n % 90)} litres`, (n) => `content of vat 4: ${300 + (n % 90)} litres`],
  [3 * HOUR, () => 'filter was rinsed', () => 'rinsed the filter'],
];

/** What the program says, null where it is silent since the upgrade. */
function linesOf(silent: boolean): { at: number; message: string | null }[] {
  return KINDS.flatMap(([every, before, after], k) =>
    Array.from({ length: Math.floor(END / every) }, (_, n) => {
      const at = n * every + (k + 1) * 7000;
      return { at, message: at < UPGRADE ? before(n) : silent ? null : after(n) };
    }),
  ).sort((a, b) => a.at - b.at);
}

function hear(engine: Engine, at: number, message: string | null): void {
  const time = MADE_START + at;
  // Another program, that nobody touched.
  engine.observe(madeEvent({ time: time - 3000, host: 'mill', app: 'cron', message: `job ${at % 7} done` }));
  if (message !== null) engine.observe(madeEvent({ time, host: 'mill', app: 'pressd', message }));
}

function findingsOf(silent: boolean): { findings: Finding[]; engine: Engine } {
  const findings = new Map<string, Finding>();
  const engine = new Engine({
    detectors: [silence, novelty],
    onFinding: (finding) => findings.set(finding.id, finding),
  });
  for (const { at, message } of linesOf(silent)) hear(engine, at, message);
  return { findings: [...findings.values()].filter(({ about }) => about.app === 'pressd'), engine };
}

test('a program that says the same in other words after an upgrade has not fallen silent', () => {
  const { findings, engine } = findingsOf(false);
  expect(findings.filter(({ detector }) => detector === 'silence')).toEqual([]);
  expect(findings.filter((finding) => rank(finding) >= PAGE_LINE)).toEqual([]);
  const texts = engine.miner.templates().map(({ text }) => text);
  expect(texts).not.toContain('filter was rinsed');
  const restored = new Engine({ detectors: [silence, novelty] });
  restored.restore(JSON.parse(JSON.stringify(engine.snapshot())));
  expect(JSON.stringify(restored.snapshot())).toBe(JSON.stringify(engine.snapshot()));
});

test('one that says nothing any more has', () => {
  const { findings } = findingsOf(true);
  expect(findings.some(({ detector }) => detector === 'silence')).toBe(true);
});

test('in two passes: neither silent, nor more or less often, nor new, with one kind of line for both', () => {
  const { findings } = twoPassesOf(false);
  expect(
    findings.filter((finding) => finding.about.app === 'pressd' || finding.about.host === 'mill'),
  ).toEqual([]);
});

test('in two passes: what says nothing any more, or something else, is still told', () => {
  const silent = twoPassesOf(true).findings;
  expect(silent.some(({ detector }) => detector === 'silence')).toBe(true);
  const { findings } = twoPassesOf(false, 'pump failed: pressure lost');
  expect(findings.some(({ evidence }) => evidence.some(({ text }) => text.includes('pump failed')))).toBe(
    true,
  );
});

test('in two passes: values are judged in the slots of their own words', () => {
  const { engine } = twoPassesOf(false);
  const old = engine.miner.templates().find(({ text }) => text.startsWith('pressed'))!;
  expect(old.rewordedAs?.text).toMatch(/^vat <\*>: pressing/);
  expect(old.profile!.slots).toHaveLength(2);
  expect(inLatestWords(old)).toBe(old.rewordedAs);
});

function twoPassesOf(silent: boolean, said?: string): { findings: Finding[]; engine: Engine } {
  const engine = new Engine({
    detectors: [silence, novelty, rate],
    phase: { learning: true, reporting: true, segment: 0 },
  });
  const lines = linesOf(silent);
  if (said !== undefined) lines.push({ at: UPGRADE + 7 * HOUR, message: said });
  lines.sort((a, b) => a.at - b.at);
  for (const pass of [1, 2]) {
    for (const [i, { at, message }] of lines.entries()) {
      engine.phase.segment = Math.floor((10 * i) / lines.length);
      hear(engine, at, message);
    }
    if (pass === 1) engine.learned();
  }
  engine.finish();
  return { findings: engine.findings(), engine };
}

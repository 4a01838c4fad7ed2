import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Notice } from '../../src/core/notice.ts';
import { LineFile } from '../../src/output/line-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'logsift-lines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lineFile(path: string) {
  const printed: string[] = [];
  const notices: Notice[] = [];
  const file = new LineFile({
    path,
    stdout: (text) => printed.push(text) > 0,
    now: () => 0,
    notice: (notice) => notices.push(notice),
  });
  return { file, printed, notices };
}

test('lines are appended, and after a rotation go into the new file', () => {
  const path = join(folder, 'findings.ndjson');
  const { file } = lineFile(path);
  file.write('{"a":1}');
  file.flush();
  renameSync(path, `${path}.1`);
  file.write('{"a":2}');
  file.reopen();
  file.write('{"a":3}');
  file.close();
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('{"a":1}\n{"a":2}\n');
  expect(readFileSync(path, 'utf8')).toBe('{"a":3}\n');
  expect(file.counters).toEqual({ lines: 3, written: 3, dropped: 0, waiting: 0 });
});

test('stdout gets whole lines', () => {
  const { file, printed } = lineFile('stdout');
  file.write('a');
  file.write('b');
  file.flush();
  expect(printed).toEqual(['a\nb\n']);
});

test('what cannot be written is dropped, counted and said once, and it is tried again', () => {
  const path = join(folder, 'away', 'x.ndjson');
  const { file, notices } = lineFile(path);
  for (let i = 0; i < 3; i++) {
    file.write('x');
    file.flush();
  }
  expect(file.counters).toEqual({ lines: 3, written: 0, dropped: 3, waiting: 0 });
  expect(notices.map(({ kind }) => kind)).toEqual(['trouble']);
  expect(notices[0]!.text).toContain(path);
});

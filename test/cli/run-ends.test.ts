import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { DaemonRun } from './daemon-run.ts';

const PATIENCE = { timeout: 30_000, interval: 100 };
const MINUTE = 60_000;
const RULES = `
owner: ops@example.org
rules:
  - id: reactor
    action: escalate
    category: power
    page: true
    match: { regex: 'coolant lost' }
    reason: the plant is in danger
    until: 2030-01-01
    test: { match: ['Mar  1 02:00:00 plc1 ctl[7]: coolant lost'] }
`;

/** Messages that were written, by kind. */
const said = (output: string) =>
  [...output.matchAll(/"msg":"message (page|update|resolve): ([^"]*)/g)].map(([, kind, text]) => [
    kind,
    text,
  ]);

test('what was told is told to be over, once, though the process is killed before and after', async () => {
  const folder = temporaryFolder();
  const log = join(folder, 'app.log');
  writeFileSync(log, '');
  writeFileSync(join(folder, 'rules.yaml'), RULES);
  const daemon = new DaemonRun(
    folder,
    `sources: [{ type: file, paths: [${log}], start: beginning }]
listen: []
http: { listen: off }
learn: { warm_start: false }
rules: { files: [rules.yaml] }
`,
  );
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  await daemon.start();
  // Hours ago: the log's own clock is the only one.
  const began = Date.now() - 180 * MINUTE;
  const write = (minute: number, text: string) =>
    appendFileSync(log, `${new Date(began + minute * MINUTE).toISOString()} plc1 ctl[7]: ${text}\n`);
  const until = (...kinds: string[]) =>
    vi.waitFor(() => expect(said(daemon.output).map(([kind]) => kind)).toEqual(kinds), PATIENCE);
  write(0, 'coolant lost');
  await until('page');
  await daemon.end('SIGKILL');
  await daemon.start();
  write(2, 'coolant lost');
  for (const minute of [20, 40, 60]) write(minute, 'all is well');
  await until('page', 'resolve');
  expect(said(daemon.output)[1]![1]).toMatch(/^Over after 2 minutes: plc1: /);
  await daemon.end('SIGKILL');
  await daemon.start();
  write(70, 'coolant lost');
  // What comes after an hour is another matter; that the first is over is not said again.
  await until('page', 'resolve', 'page');
  expect(await daemon.end('SIGTERM')).toBe(0);
}, 120_000);

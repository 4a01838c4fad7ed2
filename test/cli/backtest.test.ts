import { expect, test } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 1);

/** Twenty days of a host, and one kind of trouble in them. */
function files() {
  const lines = Array.from({ length: 20 * 144 }, (_, i) => {
    const at = new Date(START + i * 10 * MINUTE).toISOString();
    const text = i === 2600 ? 'kernel: Out of memory: Killed process 77 (mysqld)' : 'CRON[7]: (root) CMD (x)';
    return `${at} web01 ${text}\n`;
  });
  return folderWith({
    'app.log': lines.join(''),
    'none.yaml': 'detectors: {rule: false, novelty: false, lines: false, windows: false}\n',
    'bad.yaml': 'budget: {always: [pwer]}\n',
  });
}

const since = ['--since', '2026-03-05', '--state', 'state', '--no-color'];

test('backtest shows a calendar, an incident by its id, and what another configuration changes', async () => {
  const cwd = files();
  const run = (...args: string[]) => runCli(['backtest', 'app.log', ...since, ...args], { cwd });
  const { code, stdout, stderr } = await run();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^1 page of 16 days at 3\/day, 0 in the digest/);
  const [, id] = /Thu 2026-03-19 {2}01:20:00 {2}.*memory.* {2}([0-9a-f]{8})\n/.exec(stdout) ?? [];
  expect(id).toBeDefined();

  const story = await run('--show', id!);
  expect(story.stdout).toContain('app.log:2601: ');
  const unknown = await run('--show', '00000000');
  expect(unknown).toMatchObject({ code: 2, stdout: '' });

  const json = JSON.parse((await run('--json')).stdout);
  expect(json.pages[0].incident.id.slice(0, 8)).toBe(id);

  const compared = await run('--compare', 'none.yaml');
  expect(compared.stdout).toMatch(/^now: 1 page, .* none\.yaml: 0 pages, .* 0 are the same\./);
  expect(compared.stdout).toContain('Only with now:');
  expect((await run('--compare', 'bad.yaml')).stderr).toContain(
    'bad.yaml:1:19: budget.always.0 wants one of',
  );
}, 60_000);

test('backtest of what is not there is exit code 3', async () => {
  const { code, stderr } = await runCli(['backtest', 'nothing.log', '--state', 'state'], { cwd: files() });
  expect(code).toBe(3);
  expect(stderr).toContain('nothing.log');
});

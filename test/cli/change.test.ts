import { expect, test } from 'vitest';
import { viewStore } from '../../src/store/store.ts';
import { folderWith, runCli } from './run-cli.ts';

test('a change is kept where no daemon runs, once a minute, and listed', async () => {
  const folder = folderWith({});
  const tell = (...args: string[]) =>
    runCli(['change', '--state', folder, '--set', 'http.listen=off', ...args]);
  const one = [
    'deploy api v2',
    '--host',
    'web01',
    '--app',
    'api',
    '--for',
    '1h',
    '--at',
    '2026-03-01T12:00:00Z',
  ];
  const { code, stderr } = await tell(...one);
  expect(code).toBe(0);
  expect(stderr).toContain('noted: deploy api v2, for 60 minutes from Sun 2026-03-01 12:00:00 +00:00 on');
  expect((await tell(...one)).code).toBe(0);
  const store = viewStore(folder);
  expect(store.incidents.changes(0, 9e15)).toMatchObject([
    { what: 'deploy api v2', told: 'person', host: 'web01' },
  ]);
  store.close();
  const listed = await tell('--since', '2026-03-01');
  expect(listed.stdout).toMatch(
    /^Sun 2026-03-01 12:00:00 – 13:00:00 \+00:00 {2}deploy api v2 \(web01, api\)\n$/,
  );
  expect((await tell()).stderr).toContain('no change is known');
  expect(JSON.parse((await tell('--since', '2026-03-01', '--json')).stdout)).toMatchObject({
    changes: [{ from: '2026-03-01T12:00:00.000000Z', to: '2026-03-01T13:00:00.000000Z' }],
  });
});

test.each([
  [['x', '--for', 'long'], 'for: '],
  [['x', '--at', 'lately'], '--at wants'],
  [[' '], 'what: '],
  [['--host', 'web01'], '--host wants a change to go with'],
  [['--since', 'lately'], '--since wants'],
])('%j is a wrong usage', async (args, said) => {
  const { code, stderr } = await runCli(['change', '--state', folderWith({}), ...args]);
  expect(stderr).toContain(said);
  expect(code).toBe(2);
});

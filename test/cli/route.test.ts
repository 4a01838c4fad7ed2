import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Store } from '../../src/store/store.ts';
import { sampleIncident } from '../report/sample-incident.ts';
import { folderWith, runCli } from './run-cli.ts';

const YAML = `
notifiers: [{ type: terminal, name: ops }, { type: terminal, name: facilities }, { type: terminal, name: soc }]
topology: { file: net.yaml }
routes:
  receivers: [ops]
  routes:
    - name: power
      match: { category: [power, link], site: north }
      receivers: [facilities]
      group_by: [building]
      group_wait: 30s
      escalate: { after: 15m, to: [soc] }
    - name: security
      match: { category: [authentication, intrusion] }
      active: [{ from: '08:00', to: '18:00' }]
      receivers: [soc]
`;
const folder = () =>
  folderWith({ 'l.yaml': YAML, 'net.yaml': 'hosts: { sw-a1: { site: north, building: A } }' });
const say = (at: string, ...args: string[]) =>
  runCli(['route', 'test', '--config', join(at, 'l.yaml'), '--state', at, ...args]);

test('logsift route test shows the way of a made-up incident, in 80 columns', async () => {
  const at = folder();
  const power = await say(at, '--category', 'power', '--host', 'sw-a1', '--at', '2026-03-01T12:00:00Z');
  expect(power).toMatchObject({ code: 0, stderr: '' });
  expect(power.stdout).toBe(
    `category power · severity urgent · host sw-a1 · site north, building A · Sun 2026-03-01 12:00:00 +00:00

✓ root: takes what no branch takes
  ✓ power: all that it names fits

→ facilities (root > power); gathered by building; after 30 seconds at the latest; soc when nobody has it after 15 minutes
`,
  );
  const night = await say(at, '--category', 'intrusion', '--at', '2026-03-01T03:00:00Z', '--json');
  expect(JSON.parse(night.stdout)).toMatchObject({
    at: '2026-03-01T03:00:00.000Z',
    steps: [
      { path: 'root', taken: true },
      { path: 'root > power', taken: false, because: 'category is intrusion, wanted power or link' },
      { path: 'root > security', taken: false, because: 'outside its hours: 08:00–18:00 UTC' },
    ],
    destinations: [{ path: 'root', receivers: ['ops'] }],
  });
});

test('logsift route test shows the way of an incident that was, and refuses what it does not know', async () => {
  const at = folder();
  const store = Store.open({ folder: at, now: () => 1, notice: () => {} });
  store.write('incidents', () => store.incidents.put([sampleIncident({ hosts: ['sw-a1'] })], 1));
  store.close();
  const { stdout } = await say(at, '3fa9', '--json');
  expect(JSON.parse(stdout).destinations).toMatchObject([{ receivers: ['facilities'] }]);
  const other = await say(at, '3fa9', '--host', 'x');
  expect(other).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--host is for a made-up incident'),
  });
  const wrong = await say(at, '--category', 'powr');
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('power') });
});

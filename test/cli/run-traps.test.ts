import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Incident } from '../../src/core/incident.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { freePort, sendDatagrams, udpSender } from '../sources/network-peer.ts';
import { LINK_DOWN, linkDown, trapV2 } from '../sources/trap-packets.ts';
import { DaemonRun } from './daemon-run.ts';
import { runCli } from './run-cli.ts';

const PATIENCE = { timeout: 40_000, interval: 200 };
/** On a machine that knows nothing yet, a link that went down is no news; of these somebody wants to know. */
const RULES = `
owner: ops@example.org
rules:
  - id: access-switch-link
    action: escalate
    category: link
    gravity: 0.8
    page: true
    match: { app: snmptrap, regex: 'linkDown: ' }
    reason: a link of the access switches went down
    until: 2030-01-01
    test:
      match: ['<187>1 2026-03-14T12:00:00.000Z sw-01 snmptrap - linkDown - linkDown: interface Gi1 went down']
`;
const TOPOLOGY = `
hosts:
  sw-01: { aliases: [127.0.0.11], parent: core }
  sw-02: { aliases: [127.0.0.12], parent: core }
  sw-03: { aliases: [127.0.0.13], parent: core }
  core: {}
`;

test('linkDown traps of three switches are one incident of a running logsift; refused ones are counted', {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder();
  const port = await freePort();
  writeFileSync(join(folder, 'community'), 'public\n', { mode: 0o600 });
  writeFileSync(join(folder, 'rules.yaml'), RULES);
  writeFileSync(join(folder, 'net.yaml'), TOPOLOGY);
  const daemon = new DaemonRun(
    folder,
    `sources:
  - type: snmp-trap
    listen: 127.0.0.1:${port}
    community_file: community
listen: []
http: { listen: '127.0.0.1:${await freePort()}' }
learn: { warm_start: false }
rules: { files: [rules.yaml] }
store: { keep: all }
topology: { file: net.yaml, window: 2s }
`,
  );
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  await daemon.start();
  for (let i = 1; i <= 3; i++) {
    const socket = await udpSender(`127.0.0.1${i}`);
    onTestFinished(() => void socket.close());
    const unknown = trapV2(LINK_DOWN, [], { community: 'other' });
    await sendDatagrams(socket, port, [trapV2(LINK_DOWN, linkDown(i)), unknown]);
  }
  const cli = async (...args: string[]) =>
    (await runCli([...args, '--config', daemon.config, '--state', daemon.state])).stdout;
  const found = await vi.waitFor(async () => {
    const text = await cli('incidents', '--json', '--min-rank', '0', '--top', 'all');
    const { incidents } = JSON.parse(text) as { incidents: Incident[] };
    expect(incidents).toHaveLength(1);
    return incidents[0]!;
  }, PATIENCE);
  const story = await cli('incident', found.id);
  expect(story).toMatch(/urgent · link · open/);
  expect(story).toMatch(/where +sw-0\d, sw-0\d, sw-0\d/);
  for (let i = 1; i <= 3; i++) expect(story).toContain(`interface GigabitEthernet1/0/${i} went down`);
  const events = (await cli('events', '--json')).trim().split('\n');
  const marks = events.map((line) => (JSON.parse(line) as { mark: string }).mark);
  expect(marks).toEqual(Array(3).fill('escalate(link)'));
  expect(await cli('status')).toMatch(/3 dropped: wrong_community/);
  expect(await daemon.end('SIGTERM')).toBe(0);
});

import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SnmpAgent } from '../../src/testing/snmp-agent.ts';
import { FIVE, switchWalk } from '../sources/neighbour-walks.ts';
import { freePort } from '../sources/network-peer.ts';
import { folderWith, runCli } from './run-cli.ts';

const BIN = resolve(import.meta.dirname, '../../bin/logsift.cjs');
const agents: SnmpAgent[] = [];
const targets: string[] = [];

beforeAll(async () => {
  for (const one of FIVE) {
    const agent = new SnmpAgent(switchWalk(one), 's3cret');
    agents.push(agent);
    targets.push(`127.0.0.1:${await agent.open()}`);
  }
});
afterAll(async () => void (await Promise.all(agents.map((agent) => agent.close()))));

/** A command with a terminal of its own (util-linux' script). */
function onTerminal(command: string) {
  const [program, ...args] = ['script', '-qec', command, '/dev/null'];
  return spawn(program!, args, { stdio: 'pipe' });
}

/** A configuration with those five, and a topology beside it. */
function network(topology: string | null, more: readonly string[] = []) {
  const devices = [...targets, ...more].map((target) => `'${target}'`).join(', ');
  const folder = folderWith({
    community: 's3cret\n',
    'logsift.yaml': `poll:
  - { devices: [${devices}], community_file: community, timeout: 300ms, retries: 1 }
topology: { file: net.yaml }
`,
    ...(topology === null ? {} : { 'net.yaml': topology }),
  });
  // What is there to be looked at beside it.
  if (topology === null) writeFileSync(join(folder, 'net.yaml'), '');
  return { folder, config: ['--config', join(folder, 'logsift.yaml')], file: join(folder, 'net.yaml') };
}

const written = (file: string) => readFileSync(file, 'utf8');

test('what devices say becomes a topology that logsift takes, and nothing is written before somebody says so', {
  timeout: 30_000,
}, async () => {
  const { config, file } = network(null);
  const { code, stdout, stderr } = await runCli(['discover', ...config]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^5 devices asked, 5 answered; 10 links seen$/m);
  expect(stdout).toMatch(
    /^ {2}core-1 \(core\) +127\.0\.0\.1 +3 interfaces +3 neighbours +Site HQ, Building A, Rack 4$/m,
  );
  expect(stdout).toMatch(/^ {2}core-1 Te1\/1 +─ +dist-a Te1\/0\/1 +LLDP +to dist-a$/m);
  expect(stdout).toMatch(/^ {2}dist-a Gi1\/0\/11 +─ +sw-a1 GigabitEthernet1\/0\/47 +CDP$/m);
  expect(stdout).toContain('core-1 is taken for the core, as it is called so; --core says otherwise');
  expect(stdout).toContain('sw-a1 reaches the core by dist-b and dist-a; the first is taken');
  expect(stdout).toContain('left out: 1 telephone');
  expect(stdout).toContain('+   fw-1: { role: firewall, parent: core-1, aliases: [ 10.0.0.254 ] }');
  expect(stderr).toContain('nothing was written; --write does');
  expect(written(file)).toBe('');
  expect((await runCli(['discover', ...config, '--write'])).stderr).toContain('logsift reload');
  expect(
    written(file),
  ).toBe(`# Hosts of this network, and what hangs on what: see docs/topology.md of logsift.
hosts:
  core-1: { site: HQ, building: A, rack: "4", role: switch, aliases: [ 10.0.0.1 ] }
  dist-a: { building: A, floor: "1", role: switch, parent: core-1, aliases: [ 10.0.0.2 ] }
  dist-b: { role: switch, parent: core-1, aliases: [ 10.0.0.3 ], notes: "location: behind the boiler" }
  fw-1: { role: firewall, parent: core-1, aliases: [ 10.0.0.254 ] }
  sw-a1: { role: switch, parent: dist-b }
  sw-b1: { role: switch, parent: dist-b }
  ap-a-1: { building: A, floor: "1", role: access point, parent: sw-a1, aliases: [ 10.0.5.1 ] }
  web-1: { role: server, parent: sw-a1 }
`);
  const check = await runCli(['config', 'check', join(file, '../logsift.yaml')]);
  expect(check).toMatchObject({ code: 0, stdout: expect.stringContaining('8 hosts') });
  const again = await runCli(['discover', ...config]);
  expect(again.stdout).toMatch(/net\.yaml has it all\.\n$/);
  expect(again.stderr).toBe('');
});

test('what people wrote stays, what differs and what is not seen any more is said', {
  timeout: 30_000,
}, async () => {
  const mine = `# Ada's file
hosts:
  core-1: { role: router }   # the big one
  dist-a:
    parent: fw-1
  fw-1: { parent: core-1 }
  sw-old: { role: switch, parent: dist-a }
  db-1: { role: database }
`;
  const { config, file } = network(mine);
  chmodSync(file, 0o640);
  const { stdout } = await runCli(['discover', ...config, '--write']);
  expect(stdout).toContain('dist-a is written under fw-1, and is seen under core-1');
  expect(stdout).toMatch(/written down, and not seen now \(nothing is removed\): sw-old$/m);
  expect(stdout).toMatch(/net\.yaml would change:\n {2}# Ada's file\n {2}hosts:\n- {3}core-1: /);
  const after = written(file);
  expect(after).toMatch(
    /^# Ada's file\nhosts:\n {2}core-1: \{ role: router, site: HQ, building: A, rack: "4", aliases: \[ 10\.0\.0\.1 \] \} {3}# the big one\n/,
  );
  expect(after).toContain('  dist-a:\n    parent: fw-1\n    building: A\n');
  expect(after).toContain(
    '  sw-old: { role: switch, parent: dist-a }\n  db-1: { role: database }\n  dist-b: ',
  );
  expect(statSync(file).mode & 0o777).toBe(0o640);
});

test('devices that do not answer, or by another community, are named, and the rest is offered', {
  timeout: 30_000,
}, async () => {
  const gone = `127.0.0.1:${await freePort()}`;
  const { config } = network(null, [gone]);
  const some = await runCli(['discover', ...config]);
  expect(some.stdout).toMatch(
    /^6 devices asked, 5 answered; 10 links seen\n {2}127\.0\.0\.1:\d+: no answer: /,
  );
  const env = { SNMP_COMMUNITY: 'wrong' };
  const none = await runCli(['discover', ...config, targets[0]!, '--json'], { env });
  expect(none.code).toBe(3);
  const { failed, devices } = JSON.parse(none.stdout) as { failed: object[]; devices: object[] };
  expect({ failed, devices }).toEqual({
    failed: [{ address: targets[0], reason: expect.stringContaining('the community is another one') }],
    devices: [],
  });
});

test('single devices, another core and another file can be named', { timeout: 30_000 }, async () => {
  const { config, folder } = network(null);
  const other = join(folder, 'other.yaml');
  const args = [
    'discover',
    targets[0]!,
    targets[1]!,
    '--core',
    'dist-a',
    '--file',
    other,
    '--write',
    ...config,
  ];
  expect((await runCli(args)).code).toBe(0);
  expect(written(other)).toContain(
    '  core-1: { site: HQ, building: A, rack: "4", role: switch, parent: dist-a,',
  );
  expect(statSync(other).mode & 0o777).toBe(0o644);
  const wrong = await runCli(['discover', targets[0]!, '--core', 'nobody', ...config]);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--core names no host') });
  expect((await runCli(['discover', 'a b', ...config])).code).toBe(2);
  const bare = join(folder, 'bare.yaml');
  writeFileSync(bare, '');
  const nobody = await runCli(['discover', '192.0.2.1', '--config', bare]);
  expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('SNMP_COMMUNITY') });
  const short = await runCli(['discover', '192.0.2.1', '--user', 'x', '--auth', 'sha', '--config', bare]);
  expect(short).toMatchObject({ code: 2, stderr: expect.stringContaining('auth-password is missing') });
});

test('on a terminal a yes writes it, and anything else does not', { timeout: 30_000 }, async () => {
  const { config, file } = network(null);
  const ask = async (answer: string) => {
    const command = [process.execPath, BIN, 'discover', ...config].map((word) => `'${word}'`).join(' ');
    const child = onTerminal(command);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (text.includes('[y/N]') && child.stdin.writable) child.stdin.end(answer);
    });
    await new Promise((done) => child.on('close', done));
    return text;
  };
  expect(await ask('n\n')).toContain('nothing was written');
  expect(written(file)).toBe('');
  expect(await ask('y\n')).toContain('wrote ');
  expect(written(file)).toContain('core-1:');
});

test('a file that logsift would not read any more is not offered', { timeout: 30_000 }, async () => {
  const full = Array.from(
    { length: 3331 },
    (_, i) => `  h${i}: { role: a, site: b, rack: c, floor: d, team: e }\n`,
  );
  const { config, file } = network(`hosts:\n${full.join('')}`);
  const { code, stderr } = await runCli(['discover', ...config, '--write']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('would be none that logsift reads'),
  });
  expect(written(file)).toBe(`hosts:\n${full.join('')}`);
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { pageOf } from '../../src/app/incidents-now.ts';
import { Playbooks } from '../../src/app/playbooks.ts';
import { Remediation } from '../../src/app/remediation.ts';
import { loadWithTopology } from '../../src/app/topology-of.ts';
import type { Incident } from '../../src/core/incident.ts';
import { Store } from '../../src/store/store.ts';
import { incidentWith, sshd } from '../remediation/made-world.ts';
import { temporaryFolder } from './made-logs.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

interface Setting {
  readonly playbook?: string;
  readonly config?: string;
}

/** A script that notes its arguments, one a line, and what a test asks of the configuration beside it. */
function made({ playbook = '', config = '' }: Setting = {}) {
  const folder = temporaryFolder();
  const marks = join(folder, 'marks');
  const script = join(folder, 'act');
  writeFileSync(
    script,
    `#!/bin/sh\nprintf '%s\\n' "$@" >> ${marks}\necho it was told "$@"\n[ "$1" != fail ]\n`,
    {
      mode: 0o755,
    },
  );
  const yaml = (text: string) => `
playbooks:
  - name: block
    describe: blocks an address
    match: { category: intrusion }
    values: { address: { type: address, allow: [203.0.113.0/24] } }
    command: [${script}, add, <address>]
    undo: [${script}, remove, <address>]
    ${text}
`;
  const write = (text: string) => writeFileSync(join(folder, 'playbooks.yaml'), yaml(text));
  write(playbook);
  writeFileSync(join(folder, 'logsift.yaml'), `playbooks: { files: [playbooks.yaml] }\n${config}\n`);
  const load = () =>
    loadWithTopology({
      ...{ env: {}, home: folder, hostname: 'web01', root: false },
      files: [join(folder, 'logsift.yaml')],
    }).config;
  const clock = { now: 1_000_000 };
  const store = Store.open({ folder: join(folder, 'state'), now: () => clock.now, notice: () => {} });
  onTestFinished(() => store.close());
  const begun = () => {
    const remediation = new Remediation({
      ...{ playbooks: new Playbooks(load(), ['192.0.2.80']), store },
      now: () => clock.now,
      log: () => {},
    });
    onTestFinished(() => remediation.stop(5000));
    return remediation;
  };
  const told = (incident: Incident, remediation: Remediation) => {
    store.write('incidents', () => store.incidents.put([incident], clock.now));
    remediation.offer([incident]);
  };
  const done = () => (existsSync(marks) ? readFileSync(marks, 'utf8') : '');
  const approve = (by = 'jane') =>
    store.write('actions', () =>
      store.actions.approve(store.actions.inState('offered')[0]!, { by, now: clock.now }),
    );
  const states = () => store.actions.list({ limit: 99 }).map(({ state }) => state);
  return { ...{ store, clock, begun, told, done, approve, states, write, script } };
}

const attack = (address = '203.0.113.7', id = '3fa9c2d15d41402a') => ({
  ...incidentWith({ host: 'db01', app: 'sshd', actor: address }, [
    sshd(`Failed password for root from ${address} port 22 ssh2`),
  ]),
  id,
});
const LIVE = 'dry_run: false';
const AUTO = `${LIVE}\n    auto: true\n    rate: 2/hour`;

test('nothing is done until somebody says so; then once, with its output kept', async () => {
  const { store, begun, told, done, approve, states } = made({ playbook: LIVE });
  const remediation = begun();
  remediation.start();
  told(attack(), remediation);
  remediation.tick();
  expect([states(), done()]).toEqual([['offered'], '']);
  approve();
  remediation.tick();
  remediation.tick();
  await vi.waitFor(() => expect(states()).toEqual(['done']), PATIENCE);
  remediation.tick();
  expect(done()).toBe('add\n203.0.113.7\n');
  expect(store.actions.list({ limit: 1 })[0]).toMatchObject({
    by: 'jane',
    output: 'it was told add 203.0.113.7\n',
  });
});

test('a playbook that does not say otherwise is only ever a dry run', () => {
  const { store, begun, told, done, approve, states } = made();
  const remediation = begun();
  told(attack(), remediation);
  approve();
  remediation.tick();
  expect([states(), done()]).toEqual([['dry'], '']);
  expect(store.actions.list({ limit: 1 })[0]?.outcome).toMatch(/^a dry run: .*act add 203\.0\.113\.7$/);
});

test('who is told reads what could be done, and how to say yes to it', () => {
  const { begun } = made({ playbook: LIVE });
  const { beside = [] } = begun().withOffers(pageOf(attack()), attack());
  expect(beside.at(-1)).toMatch(
    /^blocks an address \(block\): \/.*act add 203\.0\.113\.7 – say yes: logsift approve 3fa9c2d1 --playbook block$/,
  );
  expect(
    begun()
      .withOffers(pageOf(attack('198.51.100.1')), attack('198.51.100.1'))
      .beside?.join(),
  ).not.toMatch(/approve/);
});

test('what runs by itself does so once for an incident, within its list and no oftener than its rate', async () => {
  const { clock, begun, told, done, states } = made({ playbook: AUTO });
  const remediation = begun();
  const one = attack();
  told(one, remediation);
  told(one, remediation);
  await vi.waitFor(() => expect(states()).toEqual(['done']), PATIENCE);
  told(attack('198.51.100.1', 'b000000000000000'), remediation);
  told(attack('203.0.113.8', 'c000000000000000'), remediation);
  await vi.waitFor(() => expect(states()).toEqual(['done', 'done']), PATIENCE);
  told(attack('203.0.113.9', 'd000000000000000'), remediation);
  remediation.tick();
  expect(states().toSorted()).toEqual(['done', 'done', 'offered']);
  expect(done()).toBe('add\n203.0.113.7\nadd\n203.0.113.8\n');
  clock.now += 3_600_001;
  told(attack('203.0.113.10', 'e000000000000000'), remediation);
  await vi.waitFor(() => expect(done()).toContain('203.0.113.10'), PATIENCE);
});

test('of what is read late nothing runs by itself', () => {
  const { clock, begun, told, states } = made({ playbook: AUTO });
  const incident = attack();
  clock.now = incident.to + 16 * 60_000;
  told(incident, begun());
  expect(states()).toEqual(['offered']);
});

test('what was approved too long ago is not done any more', () => {
  const { clock, begun, told, done, approve, states } = made({ playbook: LIVE });
  const remediation = begun();
  told(attack(), remediation);
  approve();
  clock.now += 6 * 60_000;
  remediation.tick();
  expect([states(), done()]).toEqual([['lapsed'], '']);
});

test('what the configuration has come to protect since it was approved is not acted against', () => {
  const { store, clock, begun, told, done, approve, states, write } = made({ playbook: LIVE });
  told(attack(), begun());
  approve();
  write(`${LIVE}\n    timeout: 5s`);
  const same = begun();
  expect(states()).toEqual(['approved']);
  write('dry_run: true');
  begun().tick();
  expect([states(), done()]).toEqual([['refused'], '']);
  expect(store.actions.list({ limit: 1 })[0]?.outcome).toMatch(/another by now/);
  // Nor is what somebody put into the table who never saw it.
  const forged = { ...store.actions.list({ limit: 1 })[0]!, id: 'forged', argv: ['/bin/false'] };
  store.write('actions', () => store.actions.approve(forged, { by: 'x', now: clock.now }));
  same.tick();
  expect(store.actions.get('forged')?.state).toBe('refused');
});

test('what a crash interrupted is not done again, and said to be unknown', () => {
  const { store, clock, begun, told, done, approve, states } = made({ playbook: LIVE });
  told(attack(), begun());
  approve();
  const { id } = store.actions.inState('approved')[0]!;
  store.write('actions', () => store.actions.became(id, 'running', { now: clock.now, outcome: 'begun' }));
  const after = begun();
  after.start();
  after.tick();
  expect([states(), done()]).toEqual([['unknown'], '']);
  expect(store.actions.approve(store.actions.get(id)!, { by: 'jane', now: clock.now })).toBe('unknown');
});

test.each([
  ['fails', 'echo no luck >&2; exit 3', { outcome: 'it ended with exit code 3', output: 'no luck\n' }],
  ['hangs', 'echo wait; sleep 600', { outcome: 'it did not end in time and was killed', output: 'wait\n' }],
])('a command that %s is ended and said to have failed', async (_how, script, how) => {
  const { store, begun, told, approve, ...rest } = made({ playbook: `${LIVE}\n    timeout: 1s` });
  writeFileSync(rest.script, `#!/bin/sh\n${script}\n`);
  const remediation = begun();
  told(attack(), remediation);
  approve();
  remediation.tick();
  await vi.waitFor(
    () => expect(store.actions.list({ limit: 1 })[0]).toMatchObject({ state: 'failed', ...how }),
    PATIENCE,
  );
});

test('what was done is taken back by its undo command', async () => {
  const { store, clock, begun, told, done, approve, states } = made({ playbook: LIVE });
  const remediation = begun();
  told(attack(), remediation);
  approve();
  remediation.tick();
  await vi.waitFor(() => expect(states()).toEqual(['done']), PATIENCE);
  const { id } = store.actions.inState('done')[0]!;
  store.write('actions', () => store.actions.undo(id, { by: 'joe', now: clock.now }));
  remediation.tick();
  await vi.waitFor(() => expect(done()).toBe('add\n203.0.113.7\nremove\n203.0.113.7\n'), PATIENCE);
});

test('protected hosts and networks of the configuration hold', () => {
  const { begun } = made({ config: 'topology: {}' });
  expect(begun().offersFor(attack())).toHaveLength(1);
  const guarded = made();
  writeFileSync(
    join(guarded.script, '../logsift.yaml'),
    'playbooks: { files: [playbooks.yaml], protected: [203.0.113.0/28] }\n',
  );
  expect(guarded.begun().offersFor(attack())).toEqual([]);
  expect(guarded.begun().offersFor(attack('203.0.113.77'))).toHaveLength(1);
});

test('a topology may name addresses of hosts, and these are our own', () => {
  const { begun, script } = made();
  writeFileSync(join(script, '../topology.yaml'), 'hosts: { fw01: { aliases: [203.0.113.7] } }\n');
  writeFileSync(
    join(script, '../logsift.yaml'),
    'playbooks: { files: [playbooks.yaml] }\ntopology: { file: topology.yaml }\n',
  );
  expect(begun().offersFor(attack())).toEqual([]);
  expect(begun().offersFor(attack('203.0.113.8'))).toHaveLength(1);
});

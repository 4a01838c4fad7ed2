import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { About } from '../../src/core/finding.ts';
import { planOf } from '../../src/remediation/plan.ts';
import { incidentWith, playbookOf, sshd, WORLD } from './made-world.ts';

const BLOCK = playbookOf(`
playbooks:
  - name: block-address
    describe: blocks an address for an hour
    match: {}
    values: { address: { type: address, family: 4 } }
    command: [/usr/sbin/nft, add, element, inet, filter, blocked, '{ <address> timeout 1h }']
    undo: [/usr/sbin/nft, delete, element, inet, filter, blocked, '{ <address> }']
`);
const failed = (user: string, address: string) =>
  sshd(`Failed password for ${user} from ${address} port 4711 ssh2`);
const about = (actor: string): About => ({ host: 'web01', app: 'sshd', actor });
const refusalOf = (
  ...[playbook, incident]: Parameters<typeof planOf> extends [infer P, infer I, unknown] ? [P, I] : never
) => {
  const planned = planOf(playbook, incident, WORLD);
  return planned.ok ? `runs ${planned.plan.argv.join(' ')}` : planned.because;
};
const of = (actor: string, ...lines: string[]) => refusalOf(BLOCK, incidentWith(about(actor), lines));

/** What people have tried in fields since there are fields. */
const HOSTILE = [
  '$(reboot)',
  '`reboot`',
  '203.0.113.7; reboot',
  '203.0.113.7\nreboot',
  '-f',
  '--help',
  '203.0.113.7 203.0.113.8',
  '{ 0.0.0.0/0 }',
  '203.0.113.7/0',
  "203.0.113.7'",
  '203.0.113.7\0',
  '',
  '2130706433',
  '0x7f000001',
  '203.0.113.07',
  '::ffff:203.0.113.7',
  'fe80::1%eth0',
  '%s',
  '<address>',
  '../../etc',
];

describe('what a playbook would do', () => {
  test('is a command whose arguments stay apart, with its undo and the line that shows the value', () => {
    const planned = planOf(BLOCK, incidentWith(about('203.0.113.7'), [failed('root', '203.0.113.7')]), WORLD);
    expect(planned).toMatchObject({
      ok: true,
      plan: {
        argv: ['/usr/sbin/nft', 'add', 'element', 'inet', 'filter', 'blocked', '{ 203.0.113.7 timeout 1h }'],
        undo: ['/usr/sbin/nft', 'delete', 'element', 'inet', 'filter', 'blocked', '{ 203.0.113.7 }'],
        values: [{ name: 'address', value: '203.0.113.7', shown: failed('root', '203.0.113.7') }],
        dryRun: true,
      },
    });
  });

  test('is another action as soon as anything of the command is another', () => {
    const idOf = (playbook: typeof BLOCK) => {
      const planned = planOf(
        playbook,
        incidentWith(about('203.0.113.7'), [failed('root', '203.0.113.7')]),
        WORLD,
      );
      return planned.ok ? planned.plan.id : planned.because;
    };
    expect(idOf(BLOCK)).toBe(idOf({ ...BLOCK, describe: 'other words' }));
    expect(idOf({ ...BLOCK, timeout: 5 })).not.toBe(idOf(BLOCK));
    expect(idOf({ ...BLOCK, dry_run: false })).not.toBe(idOf(BLOCK));
    expect(idOf({ ...BLOCK, undo: undefined })).not.toBe(idOf(BLOCK));
  });
});

describe('hostile text in a field that an action is made of', () => {
  test.each(HOSTILE)('%j is no address', (actor) => {
    expect(of(actor, failed('root', actor))).toMatch(/is no address|names no actor|does not stand/);
  });

  test.each(HOSTILE.filter((text) => !/^\w+$/.test(text)))(
    '%j is no unit, even where the list of units would hold it',
    (app) => {
      const restart = playbookOf(`
playbooks:
  - name: restart
    describe: restarts
    match: {}
    values: { unit: { type: unit, allow: [nginx.service] } }
    command: [/usr/bin/systemctl, restart, <unit>]
`);
      const open = {
        ...restart,
        values: { unit: { ...restart.values.unit!, allow: [app, `${app}.service`] } },
      };
      expect(refusalOf(open, incidentWith({ host: 'web01', app }, ['x']))).toMatch(/is no name of a unit/);
      expect(refusalOf(restart, incidentWith({ host: 'web01', app: 'sshd' }, ['x']))).toMatch(
        /not among those/,
      );
      expect(refusalOf(restart, incidentWith({ host: 'web01', app: 'nginx' }, ['x']))).toBe(
        'runs /usr/bin/systemctl restart nginx.service',
      );
    },
  );

  test('whatever is in it, nothing but an address in the place of an address gets through', () => {
    const words = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE), fc.ipV4(), fc.ipV6());
    const joined = fc
      .tuple(words, fc.constantFrom('', ' ', ';', '\n', ','), words)
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(words, joined), (actor) => {
        const planned = planOf(BLOCK, incidentWith(about(actor), [failed('root', actor)]), WORLD);
        if (!planned.ok) return;
        expect(planned.plan.argv).toHaveLength(BLOCK.command.length);
        expect(planned.plan.argv.at(-1)).toMatch(/^\{ \d+\.\d+\.\d+\.\d+ timeout 1h \}$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a log line written to make us act against somebody else', () => {
  test('a user name that holds an address is found out, whichever of the two the detector took', () => {
    const line = failed('invalid user x from 203.0.113.99 port 22 ssh2', '203.0.113.7');
    expect(of('203.0.113.99', line)).toMatch(
      /names 203.0.113.99 and 203.0.113.7, and may have been written to mislead/,
    );
    expect(of('203.0.113.7', line)).toMatch(/names 203.0.113.7 and 203.0.113.99/);
    expect(of('203.0.113.7', failed('root', '203.0.113.7'), line)).toMatch(/mislead/);
  });

  test('a playbook that says where the address stands takes it from there and nowhere else', () => {
    const anchored = playbookOf(`
playbooks:
  - name: block
    describe: blocks
    match: {}
    values:
      address: { type: address, line: '^Failed password for (?:invalid user )?.* from (\\S+) port \\d+ ssh2$' }
    command: [/usr/sbin/nft, <address>]
`);
    const hostile = failed('invalid user x from 203.0.113.99 port 22 ssh2', '203.0.113.7');
    expect(refusalOf(anchored, incidentWith(about('203.0.113.99'), [hostile]))).toBe(
      'runs /usr/sbin/nft 203.0.113.7',
    );
    expect(
      refusalOf(anchored, incidentWith(about('x'), [hostile, sshd('Bye from 203.0.113.99 port 1 ssh2')])),
    ).toMatch(/a line is other than the playbook knows/);
    expect(refusalOf(anchored, incidentWith(about('x'), [hostile, failed('root', '203.0.113.8')]))).toMatch(
      /do not agree/,
    );
    const either = { ...anchored.values.address!, line: '^Nothing|from (\\S+) port 22 ssh2.*$' };
    expect(
      refusalOf({ ...anchored, values: { address: either } }, incidentWith(about('x'), [hostile])),
    ).toMatch(/a line is other than the playbook knows/);
    const both = {
      ...anchored,
      values: { address: { ...anchored.values.address!, from: 'actor' as const } },
    };
    expect(refusalOf(both, incidentWith(about('203.0.113.99'), [hostile]))).toMatch(
      /the lines say "203.0.113.7", and the incident is about "203.0.113.99"/,
    );
  });

  test('an address that stands in no line is not acted against', () => {
    expect(of('203.0.113.7', sshd('Connection closed'))).toMatch(/does not stand in/);
    expect(of('203.0.113.7')).toMatch(/has no line/);
    expect(of('203.0.113.7', failed('root', '203.0.113.77'))).toMatch(/does not stand in/);
  });

  test.each([
    ['192.0.2.80', 'is one of our own'],
    ['198.51.100.9', 'is protected'],
    ['10.1.2.3', 'is of a private or special network'],
    ['127.0.0.1', 'is of a private or special network'],
    ['169.254.169.254', 'is of a private or special network'],
    ['0.0.0.0', 'is of a private or special network'],
    ['255.255.255.255', 'is of a private or special network'],
  ])('%s is never acted against', (address, why) => {
    expect(of(address, failed('root', address))).toContain(`${address} ${why}`);
  });

  test.each([
    ['::1', 'special'],
    ['::', 'special'],
    ['fe80::1', 'special'],
    ['fd00::7', 'special'],
    ['::ffff:7f00:1', 'is no address'],
    ['::ffff:cb00:7107', 'is no address'],
    ['2001:db8:1::9', 'protected'],
    ['2001:0DB8:0001::9', 'protected'],
  ])('%s is never acted against', (address, why) => {
    const six = { ...BLOCK, values: { address: { type: 'address' as const } } };
    expect(refusalOf(six, incidentWith(about(address), [failed('root', address)]))).toContain(why);
  });

  test('a host that only a log names, or that is protected, is not acted on', () => {
    const bounce = playbookOf(`
playbooks:
  - name: bounce
    describe: bounces a port
    match: {}
    values:
      switch: { type: host }
      port: { type: interface, line: '^%LINK-3-UPDOWN: Interface ([^ ,]+), changed state to down$' }
    command: [/usr/bin/curl, 'https://net.example.org/<switch:url>/<port:url>/bounce']
`);
    const line = (message: string) => `Mar  1 12:00:01 sw-a-4 app: ${message}`;
    const down = line('%LINK-3-UPDOWN: Interface Gi1/0/7, changed state to down');
    const on = (host: string, text = down) => refusalOf(bounce, incidentWith({ host }, [text]));
    expect(on('sw-a-4')).toBe('runs /usr/bin/curl https://net.example.org/sw-a-4/Gi1%2F0%2F7/bounce');
    expect(on('made-up')).toMatch(/"made-up" is no host that is known/);
    expect(on('db01')).toMatch(/db01 is protected/);
    expect(on('sw-a-4', line('%LINK-3-UPDOWN: Interface ../../admin, changed state to down'))).toMatch(
      /no name of an interface/,
    );
  });

  test('what would run here is not run for what happens elsewhere, nor for what is protected', () => {
    const restart = playbookOf(`
playbooks:
  - name: restart
    describe: restarts
    match: {}
    values: { unit: { type: unit, allow: [nginx.service] } }
    command: [/usr/bin/systemctl, restart, <unit>]
`);
    const on = (host: string) => refusalOf(restart, incidentWith({ host, app: 'nginx' }, ['x']));
    expect(on('web01')).toMatch(/^runs/);
    expect(on('sw-a-4')).toMatch(/about sw-a-4, and the command would run here/);
    expect(on('db01')).toMatch(/db01 is protected/);
    expect(on('made-up')).toMatch(/no host that is known/);
    const plain = { ...restart, values: {}, command: ['/bin/true'] };
    expect(refusalOf(plain, incidentWith({ host: 'db01' }, ['x']))).toMatch(/db01 is protected/);
  });
});

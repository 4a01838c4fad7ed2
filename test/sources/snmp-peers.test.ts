import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import snmpTrap from '../../src/sources/live-snmp-trap.ts';
import { RecordingSink, until } from '../../src/testing/live-sink.ts';
import { dropped, freePort } from './network-peer.ts';
import { have } from './scratch.ts';

const run = promisify(execFile);
const PASSWORDS = { auth_password: 'auth-password-1', privacy_password: 'priv-password-1' };
const LINK_DOWN = [
  ...['1.3.6.1.6.3.1.1.5.3', '1.3.6.1.2.1.2.2.1.1.3', 'i', '3'],
  ...['1.3.6.1.2.1.2.2.1.2.3', 's', 'Gi1/0/3', '1.3.6.1.2.1.2.2.1.8.3', 'i', '2'],
];

/** Runs the tools of net-snmp beside a source; they keep what they remember in a folder of their own. */
async function withPeer(
  options: object,
  test: (peer: {
    readonly sink: RecordingSink;
    readonly refusals: () => { readonly [reason: string]: number };
    readonly tool: (
      name: 'snmptrap' | 'snmpinform',
      args: readonly string[],
      rest?: readonly string[],
    ) => Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const source = snmpTrap.follow(snmpTrap.schema.parse({ listen: `127.0.0.1:${port}`, ...options }));
  const sink = new RecordingSink();
  await source.start(sink, new Map());
  const env = { ...process.env, SNMP_PERSISTENT_DIR: mkdtempSync(join(tmpdir(), 'snmp-')), MIBS: '' };
  try {
    await test({
      sink,
      refusals: () => dropped(source, 'traps'),
      tool: async (name, args, rest = ['', ...LINK_DOWN]) => {
        await run(name, ['-r', '1', '-t', '3', ...args, `127.0.0.1:${port}`, ...rest], { env });
      },
    });
  } finally {
    await source.stop();
  }
}

const users = [
  ['MD5', 'DES', 'md5', 'des'],
  ['SHA', 'AES', 'sha', 'aes'],
  ['SHA-256', 'AES', 'sha256', 'aes'],
  ['SHA-512', 'AES', 'sha512', 'aes'],
  ['SHA-224', 'AES-192', 'sha224', 'aes192'],
  ['SHA', 'AES-256', 'sha', 'aes256'],
  ['SHA', 'AES-256-C', 'sha', 'aes256c'],
] as const;

describe.skipIf(!have('snmptrap'))('the tools of net-snmp', () => {
  it('send traps of versions 1 and 2c', async () => {
    await withPeer({ communities: ['public'] }, async ({ sink, tool }) => {
      await tool('snmptrap', ['-v', '2c', '-c', 'public']);
      const v1 = [
        '1.3.6.1.4.1.318',
        '192.0.2.77',
        '6',
        '5',
        '',
        '1.3.6.1.4.1.318.2.3.3.0',
        's',
        'On battery.',
      ];
      await tool('snmptrap', ['-v', '1', '-c', 'public'], v1);
      await sink.untilLines(2);
      const [first, second] = sink.text;
      expect(first).toMatch(
        /^<187>1 \d{4}-\S+Z 127\.0\.0\.1 snmptrap - linkDown \[trap@32473 oid="1\.3\.6\.1\.6\.3\.1\.1\.5\.3" version="2c" category="link" uptime="\d+"\]\[var@32473 index="3" ifIndex="3" ifDescr="Gi1\/0\/3" ifOperStatus="down"\] linkDown: interface Gi1\/0\/3 went down$/,
      );
      expect(second).toMatch(
        / 192\.0\.2\.77 snmptrap - upsOnBattery .* upsOnBattery: the UPS runs on battery: On battery\.$/,
      );
    });
  });

  it('have informs of version 2c acknowledged', async () => {
    await withPeer({ communities: ['public'] }, async ({ sink, tool }) => {
      await tool('snmpinform', ['-v', '2c', '-c', 'public']);
      await sink.untilLines(1);
      await expect(tool('snmpinform', ['-v', '2c', '-c', 'wrong', '-r', '0', '-t', '1'])).rejects.toThrow(
        /Timeout/,
      );
    });
  });

  for (const [auth, privacy, ourAuth, ourPrivacy] of users) {
    it(`send traps and informs of version 3 with ${auth} and ${privacy}`, async () => {
      const user = { name: 'net', auth: ourAuth, privacy: ourPrivacy, ...PASSWORDS };
      await withPeer({ users: [user] }, async ({ sink, tool, refusals }) => {
        const args = [
          ...['-v', '3', '-u', 'net', '-l', 'authPriv', '-a', auth, '-x', privacy],
          ...['-A', PASSWORDS.auth_password, '-X', PASSWORDS.privacy_password],
        ];
        await tool('snmptrap', ['-e', '0x8000000001020304', '-Z', '3,100', ...args]);
        await tool('snmpinform', args);
        await sink.untilLines(2);
        for (const line of sink.text) expect(line).toContain('version="3"');
        expect(
          Object.keys(refusals()).filter((reason) => !/kernel|discovery|not_in_time/.test(reason)),
        ).toEqual([]);
      });
    });
  }

  it('are refused with an unknown user, a wrong password or less protection, each counted by its reason', async () => {
    const user = { name: 'net', auth: 'sha256', privacy: 'aes', ...PASSWORDS };
    await withPeer({ users: [user], communities: ['public'] }, async ({ sink, tool, refusals }) => {
      const engine = ['-e', '0x8000000001020304', '-v', '3', '-a', 'SHA-256', '-x', 'AES'];
      const right = ['-A', PASSWORDS.auth_password, '-X', PASSWORDS.privacy_password];
      await tool('snmptrap', [...engine, '-u', 'who', '-l', 'authPriv', ...right]);
      await tool('snmptrap', [
        ...engine,
        '-u',
        'net',
        '-l',
        'authPriv',
        '-A',
        'wrong-password',
        '-X',
        'wrong-password',
      ]);
      await tool('snmptrap', [
        ...engine,
        '-u',
        'net',
        '-l',
        'authPriv',
        '-A',
        PASSWORDS.auth_password,
        '-X',
        'wrong-password',
      ]);
      await tool('snmptrap', [...engine, '-u', 'net', '-l', 'authNoPriv', '-A', PASSWORDS.auth_password]);
      await tool('snmptrap', ['-v', '2c', '-c', 'secret']);
      await until(
        () => Object.values(refusals()).reduce((a, b) => a + b, 0) >= 5,
        () => `five refusals, not ${JSON.stringify(refusals())}`,
      );
      expect(refusals()).toMatchObject({
        unknown_user: 1,
        bad_digest: 1,
        wrong_level: 1,
        wrong_community: 1,
      });
      expect(sink.lines).toBe(0);
      const said = sink.notices.filter(({ text }) => text.includes('what 127.0.0.1 sends is refused'));
      expect(said).toHaveLength(5);
    });
  });

  it('cannot send an old trap again', async () => {
    const user = { name: 'net', auth: 'sha256', auth_password: PASSWORDS.auth_password };
    await withPeer({ users: [user] }, async ({ sink, tool, refusals }) => {
      const args = (clock: string) => [
        ...['-e', '0x8000000001020304', '-Z', clock, '-v', '3', '-u', 'net', '-l', 'authNoPriv'],
        ...['-a', 'SHA-256', '-A', PASSWORDS.auth_password],
      ];
      await tool('snmptrap', args('5,1000'));
      await sink.untilLines(1);
      await tool('snmptrap', args('5,800'));
      await tool('snmptrap', args('4,2000'));
      await tool('snmptrap', args('6,1'));
      await sink.untilLines(2);
      expect(refusals()).toMatchObject({ not_in_time: 2 });
    });
  });
});

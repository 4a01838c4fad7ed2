import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SnmpClient } from '../../src/sources/snmp-client.ts';
import type { AuthProtocol, PrivacyProtocol } from '../../src/sources/snmp-keys.ts';
import { numberOf, textOf } from '../../src/sources/snmp-pdu.ts';
import type { SnmpCredentials } from '../../src/sources/snmp-peer.ts';
import type { SnmpSession } from '../../src/sources/snmp-session.ts';
import { have } from './scratch.ts';
import { startSnmpd } from './snmp-agents.ts';

const SYSTEM = '1.3.6.1.2.1.1';
const PASSWORDS = { auth_password: 'auth-password-1', privacy_password: 'priv-password-1' };
const USERS: readonly (readonly [string, string, AuthProtocol, PrivacyProtocol])[] = [
  ['SHA', 'AES', 'sha', 'aes'],
  ['SHA-256', 'AES', 'sha256', 'aes'],
  ['SHA-512', 'AES', 'sha512', 'aes'],
  ['SHA-224', 'AES-192', 'sha224', 'aes192'],
  ['SHA-384', 'AES-256', 'sha384', 'aes256'],
  ['MD5', 'DES', 'md5', 'des'],
];

describe.skipIf(!have('snmpd'))('the client, asking a real snmpd', () => {
  let snmpd: Awaited<ReturnType<typeof startSnmpd>>;
  const client = new SnmpClient();

  beforeAll(async () => {
    snmpd = await startSnmpd([
      ...USERS.map(
        ([auth, privacy], i) =>
          `createUser user${i} ${auth} ${PASSWORDS.auth_password} ${privacy} ${PASSWORDS.privacy_password}`,
      ),
      ...USERS.map((_, i) => `rouser user${i} priv`),
      `createUser signer SHA ${PASSWORDS.auth_password}`,
      'rouser signer auth',
    ]);
  }, 60_000);
  afterAll(async () => {
    client.close();
    await snmpd.stop();
  });

  const asking = (credentials: SnmpCredentials, more: object = {}): SnmpSession =>
    client.session({ address: '127.0.0.1', port: snmpd.port, credentials, ...more });
  const community = (): SnmpSession => asking({ version: '2c', community: 'public' });

  it('gets what is there, and says what is not', async () => {
    const [name, place, nothing] = await community().get([
      `${SYSTEM}.5.0`,
      `${SYSTEM}.6.0`,
      '1.3.6.1.4.1.32473.1.0',
    ]);
    expect(textOf(name)).toBe('agent-1');
    expect(textOf(place)).toBe('rack 4');
    expect(nothing).toEqual({ type: 'absent', value: null });
  });

  it('walks a subtree to its end, and no further than wanted', async () => {
    const all = await community().walk(SYSTEM);
    expect(all.ended).toBe('end');
    expect(all.rows.length).toBeGreaterThan(8);
    expect(all.rows.every(({ oid }) => oid.startsWith(`${SYSTEM}.`))).toBe(true);
    const some = await community().walk(SYSTEM, { maxRows: 5 });
    expect(some.ended).toBe('cap');
    expect(some.rows).toEqual(
      all.rows.slice(0, 5).map((row) => ({ oid: row.oid, value: expect.anything() })),
    );
  });

  it('reads columns of tables side by side', async () => {
    const [name, mtu, high] = ['1.3.6.1.2.1.31.1.1.1.1', '1.3.6.1.2.1.2.2.1.4', '1.3.6.1.2.1.31.1.1.1.6'];
    const { rows, ended } = await community().table([name, mtu, high]);
    expect(ended).toBe('end');
    const loopback = [...rows.values()].find((row) => textOf(row.get(name)) === 'lo')!;
    expect(numberOf(loopback.get(mtu))).toBeGreaterThan(1000);
    expect(loopback.get(high)?.type).toBe('counter64');
  });

  for (const [i, [auth, privacy, ourAuth, ourPrivacy]] of USERS.entries()) {
    it(`asks by version 3 with ${auth} and ${privacy}`, async () => {
      const user = { name: `user${i}`, auth: ourAuth, privacy: ourPrivacy, ...PASSWORDS };
      const session = asking({ version: '3', user });
      expect(textOf((await session.get([`${SYSTEM}.5.0`]))[0])).toBe('agent-1');
      expect((await session.walk(SYSTEM)).rows.length).toBeGreaterThan(8);
    });
  }

  it('asks by version 3 without encryption where the user has none', async () => {
    const user = { name: 'signer', auth: 'sha', auth_password: PASSWORDS.auth_password } as const;
    expect(textOf((await asking({ version: '3', user }).get([`${SYSTEM}.5.0`]))[0])).toBe('agent-1');
  });

  it('says why it was refused: no such user, a wrong password, too little protection', async () => {
    const of = async (user: object) => {
      const full = { name: 'user1', auth: 'sha256', privacy: 'aes', ...PASSWORDS, ...user } as const;
      return await asking({ version: '3', user: full }, { timeout: 400, retries: 1 })
        .get([`${SYSTEM}.5.0`])
        .then(
          () => 'answered',
          ({ reason }) => reason,
        );
    };
    expect(await of({})).toBe('answered');
    expect(await of({ name: 'nobody' })).toBe('unknown_user');
    expect(await of({ auth_password: 'another password' })).toBe('wrong_password');
    // What cannot be decrypted is passed over in silence, or complained of.
    expect(await of({ privacy_password: 'another password' })).toMatch(/wrong_privacy|timeout/);
    expect(await of({ name: 'signer', auth: 'sha' })).toMatch(/wrong_level|wrong_privacy|refused|timeout/);
  });

  it('hears nothing with a wrong community', async () => {
    const session = asking({ version: '2c', community: 'wrong' }, { timeout: 200, retries: 1 });
    await expect(session.get([`${SYSTEM}.5.0`])).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('ends at once when nobody wants the answer any longer', async () => {
    const stop = new AbortController();
    const session = asking({ version: '2c', community: 'wrong' }, { timeout: 600_000 });
    const asked = session.get([`${SYSTEM}.5.0`], { signal: stop.signal });
    stop.abort();
    await expect(asked).rejects.toMatchObject({ reason: 'aborted' });
  });
});

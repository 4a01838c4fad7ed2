import { describe, expect, it, onTestFinished } from 'vitest';
import { readDevice } from '../../src/sources/device-facts.ts';
import { SnmpClient } from '../../src/sources/snmp-client.ts';
import type { SnmpCredentials } from '../../src/sources/snmp-peer.ts';
import type { SnmpUser } from '../../src/sources/snmp-users.ts';
import { SnmpAgent } from '../../src/testing/snmp-agent.ts';
import { FIVE, switchWalk } from './neighbour-walks.ts';
import { have } from './scratch.ts';
import { startSnmpd } from './snmp-agents.ts';

const PUBLIC: SnmpCredentials = { version: '2c', community: 'public' };

async function read(port: number, credentials = PUBLIC) {
  const client = new SnmpClient();
  onTestFinished(() => client.close());
  const session = client.session({ address: '127.0.0.1', port, credentials });
  const signal = AbortSignal.timeout(60_000);
  return await readDevice(session, { address: '127.0.0.1', called: null, signal });
}

async function agentOf(walk: string): Promise<number> {
  const agent = new SnmpAgent(walk);
  onTestFinished(() => agent.close());
  return await agent.open();
}

describe('a walk of a switch', () => {
  it('gives its name, place, interfaces and addresses', async () => {
    const device = await read(await agentOf(switchWalk(FIVE[0]!)));
    expect(device).toMatchObject({
      ...{
        name: 'core-1.example.org',
        location: 'Site HQ, Building A, Rack 4',
        chassis: '00:1b:2c:00:00:01',
      },
      ...{ addresses: ['10.0.0.1', '10.9.9.9'], abilities: new Set(['bridge', 'router']), cut: [] },
      interfaces: [
        { name: 'Te1/1', alias: 'to dist-a' },
        { name: 'Te1/2', alias: '' },
        { name: 'Te1/24', alias: '' },
      ],
    });
  });

  it('gives its neighbours by LLDP and by CDP, each with our port, its port and its address', async () => {
    const { neighbours } = await read(await agentOf(switchWalk(FIVE[3]!)));
    expect(neighbours).toEqual([
      {
        ...{ by: 'LLDP', port: 'Gi1/0/1', name: 'ap-a-1', remotePort: 'eth0', chassis: '00:1b:2c:00:00:a1' },
        ...{ address: '10.0.5.1', abilities: new Set(['wlan']) },
      },
      {
        ...{ by: 'LLDP', port: 'Gi1/0/2', name: 'web-1', remotePort: 'eth0', chassis: '00:1b:2c:00:00:b1' },
        ...{ address: null, abilities: new Set(['station']) },
      },
      {
        ...{ by: 'LLDP', port: 'Gi1/0/48', name: 'dist-b', remotePort: 'Gi1/0/11' },
        ...{ chassis: '00:1b:2c:00:00:03', address: null, abilities: new Set(['bridge', 'router']) },
      },
      {
        ...{ by: 'CDP', port: 'Gi1/0/47', name: 'dist-a', remotePort: 'GigabitEthernet1/0/11', chassis: '' },
        ...{ address: '10.0.0.2', abilities: new Set(['bridge']) },
      },
      {
        ...{ by: 'CDP', port: 'Gi1/0/3', name: 'SEP001122334455', remotePort: 'Port 1', chassis: '' },
        ...{ address: null, abilities: new Set(['station', 'telephone']) },
      },
    ]);
  });
});

it('of 100,000 neighbours a thousand are read, and that is said', { timeout: 60_000 }, async () => {
  const rows = Array.from(
    { length: 100_000 },
    (_, i) => `.1.0.8802.1.1.2.1.4.1.1.9.0.1.${i + 1} = STRING: "rogue-${i}"`,
  );
  const device = await read(await agentOf(`.1.3.6.1.2.1.1.5.0 = STRING: "sw"\n${rows.join('\n')}\n`));
  expect(device.neighbours).toHaveLength(1024);
  expect(device.cut).toEqual(['1024 neighbours by LLDP were read: it has more']);
});

it('texts that steer a terminal are without what steers', async () => {
  const hostile = switchWalk({ ...FIVE[4]!, name: 'a\x1b[2Jb', location: '\u202etsal\u0007' });
  const { name, location } = await read(await agentOf(hostile));
  expect([name, location]).toEqual(['a [2Jb', 'tsal']);
});

describe.skipIf(!have('snmpd'))('the real snmpd', () => {
  it('is read by version 2c and by version 3 with privacy', { timeout: 60_000 }, async () => {
    const agent = await startSnmpd([
      'createUser net SHA-256 auth-password-1 AES priv-password-1',
      'rouser net priv',
    ]);
    onTestFinished(() => agent.stop());
    const user: SnmpUser = {
      ...{ name: 'net', auth: 'sha256', auth_password: 'auth-password-1' },
      ...{ privacy: 'aes', privacy_password: 'priv-password-1' },
    };
    for (const credentials of [PUBLIC, { version: '3' as const, user }]) {
      const device = await read(agent.port, credentials);
      expect(device).toMatchObject({ name: 'agent-1', location: 'rack 4', neighbours: [], cut: [] });
      expect(device.description).toContain('Linux');
      expect(device.interfaces.map(({ name }) => name)).toContain('lo');
    }
    const wrong = { version: '3' as const, user: { ...user, auth_password: 'another-password' } };
    await expect(read(agent.port, wrong)).rejects.toMatchObject({ reason: 'wrong_password' });
  });
});

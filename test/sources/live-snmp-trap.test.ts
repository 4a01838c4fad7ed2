import type { Socket as UdpSocket } from 'node:dgram';
import { describe, it } from 'vitest';
import snmpTrap from '../../src/sources/live-snmp-trap.ts';
import { liveSourceChecks } from '../../src/testing/live-source-checks.ts';
import { freePort, sendDatagrams, udpSender } from './network-peer.ts';
import { text, trapV2 } from './trap-packets.ts';

const UNKNOWN = '1.3.6.1.4.1.99999.1';

describe('snmp-trap keeps the contract of live sources', () => {
  const checks = liveSourceChecks(snmpTrap, {
    fileName: 'snmp-trap',
    drops: true,
    accepted: [
      { community: 'public' },
      { listen: [':162', '[::1]:1162'], communities: ['a', 'b'], allow: ['192.0.2.0/24', '2001:db8::1'] },
      { users: [{ name: 'u' }] },
      {
        users: [
          {
            name: 'u',
            auth: 'sha256',
            auth_password: 'password',
            privacy: 'aes',
            privacy_password: 'password',
          },
        ],
        engine_id: '80007ed90501020304',
        mibs: '/usr/share/snmp/mibs',
      },
    ],
    refused: [
      {},
      { communities: [''] },
      { communities: ['public'], listen: 'localhost' },
      { communities: ['public'], allow: ['192.0.2.0/33'] },
      { communities: ['public'], engine_id: 'xyz' },
      { users: [{ name: 'u', auth: 'sha256' }] },
      { users: [{ name: 'u', auth: 'sha256', auth_password: 'short' }] },
      { users: [{ name: 'u', privacy: 'aes', privacy_password: 'password' }] },
      { users: [{ name: 'u' }, { name: 'u' }] },
    ],
    hopeless: () =>
      snmpTrap.follow(snmpTrap.schema.parse({ listen: '192.0.2.1:1162', communities: ['public'] })),
    async prepare() {
      const port = await freePort();
      let socket: UdpSocket | null = null;
      return {
        open: () =>
          snmpTrap.follow(snmpTrap.schema.parse({ listen: `127.0.0.1:${port}`, communities: ['public'] })),
        async send(lines) {
          if (lines.length === 0) return;
          socket ??= await udpSender();
          for (let i = 0; i < lines.length; i += 100) {
            const packets = lines
              .slice(i, i + 100)
              .map((line) => trapV2(UNKNOWN, [[`${UNKNOWN}.1`, text(line)]]));
            await sendDatagrams(socket, port, packets);
          }
        },
        sent: (line) => / 1\.3\.6\.1\.4\.1\.99999\.1\.1="([^"]*)"/.exec(line)?.[1] ?? '',
        async close() {
          socket?.close();
        },
      };
    },
  });
  for (const check of checks) it(check.name, () => check.run());
});

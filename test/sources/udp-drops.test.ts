import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { kernelAddress, UdpDrops } from '../../src/sources/udp-drops.ts';
import { scratch } from './scratch.ts';

const at = scratch();
const HEAD =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops';
const row = (address: string, inode: number, drops: number) =>
  `  123: ${address} 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 ${inode} 2 0000000000000000 ${drops}`;

describe('what the kernel dropped', () => {
  it('is added up of the sockets of one address, each from where it was, round the end of the counter', () => {
    const file = at('udp');
    const ours = '0100007F:158A';
    const drops = new UdpDrops({ host: '127.0.0.1', port: 5514 }, file);
    const table = (...rows: string[]) => writeFileSync(file, `${[HEAD, ...rows].join('\n')}\n`);
    expect(drops.read()).toBe(0);
    table(row(ours, 10, 5), row('00000000:158A', 11, 700), row('0100007F:158B', 12, 700));
    expect(drops.read()).toBe(5);
    table(row(ours, 10, 4_294_967_295), row(ours, 20, 3));
    expect(drops.read()).toBe(4_294_967_295 + 3);
    table(row(ours, 10, 1), row(ours, 30, 2));
    expect(drops.read()).toBe(4_294_967_295 + 3 + 2 + 2);
    writeFileSync(file, 'something else\n\n  1: x\n');
    expect(drops.read()).toBe(4_294_967_295 + 7);
  });

  const places = [
    ['udp4', '127.0.0.1', '/proc/net/udp'],
    ['udp6', '::1', '/proc/net/udp6'],
    ['udp6', '::', '/proc/net/udp6'],
  ] as const;
  const six = Object.values(networkInterfaces())
    .flat()
    .some((at) => at?.address === '::1');
  it.each(places.filter(([type]) => six || type === 'udp4'))(
    'is found at the address as the kernel writes it: %s %s',
    async (type, host, file) => {
      const socket = createSocket(type);
      socket.bind(0, host);
      await once(socket, 'listening');
      const { port } = socket.address();
      expect(readFileSync(file, 'utf8')).toContain(` ${kernelAddress({ host, port })} `);
      socket.close();
    },
  );

  it('writes mapped and shortened addresses out', () => {
    expect(kernelAddress({ host: '::ffff:1.2.3.4', port: 1 })).toBe('0000000000000000FFFF000004030201:0001');
    expect(kernelAddress({ host: 'fe80::1%eth0', port: 514 })).toBe('000080FE000000000000000001000000:0202');
  });
});

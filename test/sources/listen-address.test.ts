import { expect, it } from 'vitest';
import {
  addressText,
  isLoopback,
  openAt,
  parseListenAddress,
  plainAddress,
} from '../../src/sources/listen-address.ts';

it.each([
  ['127.0.0.1:5514', '127.0.0.1', 5514],
  ['[::1]:514', '::1', 514],
  [':514', '::', 514],
  ['*:514', '::', 514],
  ['localhost:1', '127.0.0.1', 1],
  ['0.0.0.0:0', '0.0.0.0', 0],
])('%s is an address to listen on', (text, host, port) => {
  expect(parseListenAddress(text)).toEqual({ host, port });
});

it.each(['514', 'host:514', '::1:514', '127.0.0.1', '127.0.0.1:', '1.2.3.4:65536', '[1.2.3]:5', '', 'a:b:c'])(
  '%j is none',
  (text) => {
    expect(parseListenAddress(text)).toBeNull();
  },
);

it('is shown as it is written', () => {
  for (const text of ['127.0.0.1:5514', '[::1]:514', '*:514']) {
    expect(addressText(parseListenAddress(text)!)).toBe(text);
  }
});

it('only addresses of loopback are loopback, no names that look like them', () => {
  expect(['127.0.0.1', '127.9.8.7', '::1', '::ffff:127.0.0.1'].map(isLoopback)).toEqual(Array(4).fill(true));
  expect(['10.0.0.1', '::', '127.0.0.1.example.org', '127.x', ''].map(isLoopback)).toEqual(
    Array(5).fill(false),
  );
});

it('the address of a peer of IPv4 is plain, whatever socket it came through', () => {
  expect(plainAddress('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(plainAddress('2001:db8::1')).toBe('2001:db8::1');
});

it('every address is every one of IPv4 where there is no IPv6, and nothing else is', async () => {
  const tried: string[] = [];
  const noIpv6 = async ({ host }: { host: string }) => {
    tried.push(host);
    if (host.includes(':')) throw Object.assign(new Error('none'), { code: 'EAFNOSUPPORT' });
    return host;
  };
  expect(await openAt({ host: '::', port: 514 }, noIpv6)).toBe('0.0.0.0');
  await expect(openAt({ host: '::1', port: 514 }, noIpv6)).rejects.toMatchObject({ code: 'EAFNOSUPPORT' });
  expect(tried).toEqual(['::', '0.0.0.0', '::1']);
});

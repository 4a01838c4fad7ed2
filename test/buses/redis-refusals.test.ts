import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/read-files.ts';
import { redisSchema } from '../../src/buses/redis-options.ts';
import { takes, until } from '../../src/testing/bus-bench.ts';
import { atEnd, opened, redisServer, started } from './redis-opened.ts';
import { RedisServer, sparePort } from './redis-server.ts';

/** The line of the docs that makes a user, as arguments of a command. */
function documentedUser(): string[] {
  const page = readFileSync(join(ROOT, 'docs/buses.md'), 'utf8');
  const line = /redis-cli (ACL SETUSER logsift .*)/.exec(page)![1]!;
  return line.replaceAll("'", '').replace('>PASSWORD', '>hush').split(' ');
}

test.each(['allkeys-lru', 'volatile-ttl'])(
  'a Redis that evicts (%s) is refused, with what to type',
  async (policy) => {
    const { port } = await redisServer('--maxmemory-policy', policy);
    const { bus } = opened({ port });
    await expect(bus.start()).rejects.toMatchObject({
      code: 'BUS_INVALID',
      message: `Redis at 127.0.0.1:${port} would throw away what nobody has read yet (maxmemory-policy is ${policy}): type \`redis-cli CONFIG SET maxmemory-policy noeviction\`, and write \`maxmemory-policy noeviction\` into redis.conf`,
    });
    await expect(bus.publish('raw', 0, [Buffer.from('x')])).rejects.toMatchObject({ code: 'BUS_CLOSED' });
  },
);

test('a password that is missing or wrong is refused', async () => {
  const { port } = await redisServer('--requirepass', 'right');
  const without = opened({ port }).bus.start();
  await expect(without).rejects.toMatchObject({
    code: 'BUS_INVALID',
    message: expect.stringContaining('bus.password'),
  });
  const wrong = opened({ port, password: 'wrong-word' }).bus.start();
  await expect(wrong).rejects.toMatchObject({
    code: 'BUS_INVALID',
    message: expect.stringContaining('bus.password'),
  });
  await expect(wrong).rejects.not.toMatchObject({ message: expect.stringContaining('wrong-word') });
  expect((await started({ port, password: 'right' })).bus.status().connected).toBe(true);
});

test('the user of the docs has all that is needed, and what one lacks is named', async () => {
  const server = await redisServer();
  await server.say('ACL', ...documentedUser().slice(1));
  const user = { port: server.port, username: 'logsift', password: 'hush' };
  const { bus } = await started(user);
  const taker = takes(bus, { topic: 'raw', shards: 2 });
  await bus.publish('raw', 1, [Buffer.from('one')]);
  await until('it comes', () => taker.taken.length === 1);
  await until('no lag', async () =>
    (await bus.lag()).some(({ shard, entries }) => shard === 1 && entries === 0),
  );
  await bus.announce('me', 'here');
  await bus.forget('raw', 1, '0-1');
  expect(bus.status().trouble).toBeNull();

  await server.say('ACL', 'SETUSER', 'logsift', '-xautoclaim', '-xack');
  await expect(opened(user).bus.start()).rejects.toMatchObject({
    code: 'BUS_INVALID',
    message: expect.stringMatching(
      /forbids the command XAUTOCLAIM, the command XACK: type `redis-cli ACL SETUSER .*'~logsift\.\*' \+info/,
    ),
  });
  await server.say('ACL', 'SETUSER', 'logsift', '+xautoclaim', '+xack', 'resetkeys', '~other.*');
  await expect(opened(user).bus.start()).rejects.toMatchObject({
    message: expect.stringContaining('forbids keys that begin with our prefix'),
  });
  expect((await started({ ...user, prefix: 'other' })).bus.status().connected).toBe(true);
});

test('something else under our keys is refused, by its name', async () => {
  const server = await redisServer();
  await server.say('SET', 'logsift.raw.3', 'mine');
  await expect(opened({ port: server.port }).bus.start()).rejects.toMatchObject({
    code: 'BUS_INVALID',
    message: expect.stringMatching(
      /a string under logsift\.raw\.3, .*WRONGTYPE.*redis-cli DEL logsift\.raw\.3/,
    ),
  });
  expect(await server.say('GET', 'logsift.raw.3')).toBe('mine');
});

test('something else that comes under our keys later is said', async () => {
  const server = await redisServer();
  const { bus } = await started({ port: server.port });
  await server.say('SET', 'logsift.raw.0', 'mine');
  const abort = new AbortController();
  const published = bus.publish('raw', 0, [Buffer.from('x')], abort.signal);
  await until('it is said', () => bus.status().trouble?.includes('under a key of ours') === true);
  await server.say('DEL', 'logsift.raw.0');
  await published;
  await until('it is over', () => bus.status().trouble === null);
});

test('a version before 7 is refused', async () => {
  // No such version can be installed beside the one that is: it says of itself what INFO of one says.
  const info = '# Server\r\nredis_version:6.2.14\r\nredis_mode:standalone\r\nmaxmemory_policy:noeviction\r\n';
  const old = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write(`$${info.length}\r\n${info}\r\n`));
  });
  const port = await sparePort();
  await new Promise<void>((done) => old.listen(port, '127.0.0.1', done));
  atEnd(async () => old.close());
  await expect(opened({ port }).bus.start()).rejects.toMatchObject({
    code: 'BUS_INVALID',
    message: expect.stringContaining('is version 6.2.14, and logsift wants 7 or later'),
  });
});

test('a database that is not there is refused', async () => {
  const { port } = await redisServer('--databases', '2');
  await expect(opened({ port, db: 7 }).bus.start()).rejects.toMatchObject({
    code: 'BUS_INVALID',
    message: expect.stringContaining('bus.db'),
  });
  expect((await started({ url: `redis://127.0.0.1:${port}/1` })).bus.status().connected).toBe(true);
});

test('speaks TLS with a Redis that knows its clients, and with nobody that it cannot trust', async () => {
  const server = await RedisServer.start('--requirepass', 'unused-until-tls');
  atEnd(() => server.end());
  const at = (name: string) => join(server.folder, name);
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    at('key.pem'),
  ];
  const names = ['-subj', '/CN=redis.test', '-addext', 'subjectAltName=DNS:redis.test,IP:127.0.0.1'];
  const made = ['req', '-x509', ...key, '-out', at('cert.pem'), '-days', '30', ...names];
  execFileSync('openssl', made, { stdio: 'ignore' });
  const port = await sparePort();
  const tls = await RedisServer.start(
    ...['--tls-port', String(port), '--tls-cert-file', at('cert.pem'), '--tls-key-file', at('key.pem')],
    ...['--tls-ca-cert-file', at('cert.pem'), '--tls-auth-clients', 'yes'],
  );
  atEnd(() => tls.end());
  const own = { ca: at('cert.pem'), cert: at('cert.pem'), key: at('key.pem') };
  const { bus } = await started({ url: `rediss://127.0.0.1:${port}`, tls: own });
  expect(bus.status().connected).toBe(true);
  await bus.publish('raw', 0, [Buffer.from('x')]);
  const named = await started({ port, tls: { ...own, servername: 'redis.test' } });
  expect(named.bus.status().connected).toBe(true);

  const low = await sparePort();
  const sentinel = await RedisServer.startSentinel(low, [
    ...[`port ${low}`, 'bind 127.0.0.1', `sentinel monitor mine 127.0.0.1 ${port} 1`],
  ]);
  atEnd(() => sentinel.end());
  const found = await started({ sentinels: [{ host: '127.0.0.1', port: low }], name: 'mine', tls: own });
  expect(found.bus.status()).toMatchObject({ connected: true, trouble: null });

  const stranger = await started({ url: `rediss://127.0.0.1:${port}` });
  expect(stranger.bus.status()).toMatchObject({
    connected: false,
    trouble: expect.stringContaining('certificate'),
  });
  const other = await started({ port, tls: { ...own, servername: 'else.test' } });
  expect(other.bus.status().connected).toBe(false);
  await expect(opened({ port, tls: { ca: at('none.pem') } }).bus.start()).rejects.toMatchObject({
    code: 'TLS_INVALID',
  });
});

test.each([
  { url: 'redis://user:secret@h' },
  { url: 'http://h' },
  { host: 'a b' },
  { sentinels: [{ host: 's' }] },
  { name: 'mine' },
  { sentinels: [{ host: 's' }], name: 'mine', url: 'redis://h' },
  { prefix: 'a*' },
  { tls: { insecure: true } },
])('refuses the options %j', (options) => {
  expect(redisSchema.safeParse(options).success).toBe(false);
});

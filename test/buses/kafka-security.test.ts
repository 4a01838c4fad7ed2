import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as plain } from 'node:net';
import { createServer as secure } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { KafkaBus } from '../../src/buses/kafka-bus.ts';
import { kafkaSchema } from '../../src/buses/kafka-options.ts';
import { certificates } from '../sources/certificates.ts';
import { scratch } from '../sources/scratch.ts';

// What librdkafka imitates knows neither TLS nor SASL: what a broker says is said here by a few bytes.
const at = scratch();
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listening(server: ReturnType<typeof plain>): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(() => server.close());
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

function busOf(options: object): KafkaBus {
  const context = { member: 'm', notice() {}, now: Date.now, random: Math.random };
  const bus = new KafkaBus(kafkaSchema.parse(options), context);
  closing.push(() => void bus.stop());
  return bus;
}

/** A broker that takes any version of any request and gives one answer to each, by its number. */
async function answering(answers: { readonly [api: number]: string }): Promise<string> {
  return listening(
    plain((socket) => {
      let rest = Buffer.alloc(0);
      socket.on('error', () => {});
      socket.on('data', (data: Buffer) => {
        rest = Buffer.concat([rest, data]);
        while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
          const request = rest.subarray(4, 4 + rest.readInt32BE(0));
          rest = rest.subarray(4 + request.length);
          const answer = Buffer.from((answers[request.readInt16BE(0)] ?? '').replaceAll(' ', ''), 'hex');
          const head = Buffer.alloc(8);
          head.writeInt32BE(4 + answer.length, 0);
          request.copy(head, 4, 4, 8);
          socket.write(Buffer.concat([head, answer]));
        }
      });
    }),
  );
}

test('a password that the brokers refuse ends the start with BUS_INVALID, and says where to look', async () => {
  const broker = await answering({
    // ApiVersions: SaslHandshake up to 1, ApiVersions 0, SaslAuthenticate 0.
    18: '0000 00000003 0011 0000 0001 0012 0000 0000 0024 0000 0000',
    // SaslHandshake: fine, PLAIN. SaslAuthenticate: 58, a reason, nothing more.
    17: '0000 00000001 0005 504c41494e',
    36: '003a 0003 626164 00000000',
  });
  const bus = busOf({
    brokers: [broker],
    sasl: { mechanism: 'plain', username: 'logsift', password: 'guessed' },
  });
  await expect(bus.start()).rejects.toMatchObject({
    code: 'BUS_INVALID',
    message: expect.stringMatching(
      /refuse the user: .*look at sasl\.username, sasl\.password and sasl\.mechanism$/,
    ),
  });
  await expect(bus.start()).rejects.not.toThrow(/guessed/);
});

test('a broker with a certificate of an authority nobody knows is not talked to', async () => {
  const { server, ca } = certificates(at);
  const pems = { cert: readFileSync(server.cert), key: readFileSync(server.key) };
  const brokers = [await listening(secure(pems, () => {}))];
  await expect(busOf({ brokers, tls: {} }).start()).rejects.toMatchObject({
    code: 'BUS_INVALID',
    message: expect.stringMatching(/TLS with the brokers fails: .*certificate.*tls\.ca and tls\.servername$/),
  });
  // The same with its authority: only that it is no broker is wrong then, which may mend.
  const bus = busOf({ brokers, tls: { ca, servername: 'server' } });
  await bus.start();
  expect(bus.status().connected).toBe(false);
});

test.each([
  ['a file that is not there', { ca: '/nowhere/ca.pem' }, /cannot read \/nowhere\/ca\.pem/],
  [
    'a certificate without its key',
    { cert: '/nowhere/cert.pem' },
    /one of `tls\.cert` and `tls\.key`; it needs both/,
  ],
])('%s is said at the start', async (_, tls, message) => {
  await expect(busOf({ brokers: ['127.0.0.1:9'], tls }).start()).rejects.toMatchObject({
    code: 'BUS_INVALID',
    message: expect.stringMatching(message),
  });
});

test('a file that holds no certificate is said at the start', async () => {
  writeFileSync(at('none.pem'), 'hello');
  const tls = { cert: at('none.pem'), key: at('none.pem') };
  await expect(busOf({ brokers: ['127.0.0.1:9'], tls }).start()).rejects.toMatchObject({
    code: 'BUS_INVALID',
  });
});

test('options that make no sense are refused', () => {
  const good = { brokers: ['a:1'] };
  expect(kafkaSchema.safeParse(good).success).toBe(true);
  for (const bad of [
    { brokers: [] },
    { brokers: ['no-port'] },
    { ...good, prefix: 'a.b' },
    { ...good, sasl: { username: 'u', password: 'p', mechanism: 'gssapi' } },
    { ...good, session: '100ms' },
    { ...good, partitions: 0 },
  ]) {
    expect(kafkaSchema.safeParse(bad).success, JSON.stringify(bad)).toBe(false);
  }
});

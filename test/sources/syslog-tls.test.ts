import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import syslog from '../../src/sources/live-syslog.ts';
import { type RecordingSink, until } from '../../src/testing/live-sink.ts';
import { type Certificate, certificates } from './certificates.ts';
import { connected, dropped, freePort, withSource, write } from './network-peer.ts';
import { have, scratch } from './scratch.ts';

const at = scratch();
const able = have('openssl');
// Without openssl nothing here is run.
const made = able ? certificates(at) : (null as never);
const ca = able ? readFileSync(made.ca) : '';

async function overTls(options: object = {}, rest: object = {}) {
  const port = await freePort();
  const tls = { listen: `127.0.0.1:${port}`, cert: made.server.cert, key: made.server.key, ...options };
  const source = syslog.follow(syslog.schema.parse({ udp: false, tcp: false, tls, ...rest }));
  return { port, source };
}

function tlsSocket(port: number, options: ConnectionOptions = {}): TLSSocket {
  const socket = connect({ port, host: '127.0.0.1', ca, checkServerIdentity: () => undefined, ...options });
  socket.on('error', () => {});
  return socket;
}

function shown({ cert, key }: Certificate): ConnectionOptions {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

/** A good sender, connected before `test` and heard after it. */
async function besides(port: number, sink: RecordingSink, test: () => Promise<void>): Promise<void> {
  const good = tlsSocket(port, shown(made.client));
  await once(good, 'secureConnect');
  await write(good, '6 <1>one<1>two\n');
  await sink.untilLines(2);
  await test();
  await write(good, '<1>after\n');
  await until(
    () => sink.text.includes('<1>after'),
    () => 'the sender that did nothing wrong',
  );
  expect(sink.text).toEqual(['<1>one', '<1>two', '<1>after']);
  good.destroy();
}

async function closed(socket: Socket): Promise<void> {
  // Its errors are no failure here.
  if (!socket.closed) await new Promise<void>((done) => socket.once('close', () => done()));
}

describe.skipIf(!able)(
  'syslog over TLS takes frames and refuses, by reason and without harm to others',
  () => {
    it('plain text on the TLS port', async () => {
      const { port, source } = await overTls();
      await withSource(source, (sink) =>
        besides(port, sink, async () => {
          const socket = await connected(port);
          await write(socket, '<34>Oct 11 22:14:15 host su: plain text\n');
          await closed(socket);
          expect(dropped(source, 'tls')).toEqual({ tls_not_tls: 1 });
        }),
      );
    });

    it('a web browser, and garbage', async () => {
      const { port, source } = await overTls();
      await withSource(source, (sink) =>
        besides(port, sink, async () => {
          for (const bytes of ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', Buffer.alloc(5000, 0xa7)]) {
            const socket = await connected(port);
            await write(socket, bytes);
            await closed(socket);
          }
          expect(dropped(source, 'tls')).toEqual({ tls_not_tls: 2 });
        }),
      );
    });

    it('a handshake that never ends', async () => {
      const { port, source } = await overTls({}, { handshake_timeout: '1500ms' });
      await withSource(source, (sink) =>
        besides(port, sink, async () => {
          const silent = await connected(port);
          const begun = await connected(port);
          // The first bytes of a record that is not sent to its end.
          await write(begun, Buffer.from('160301020001', 'hex'));
          await Promise.all([closed(silent), closed(begun)]);
          expect(dropped(source, 'tls')).toEqual({ tls_handshake_timeout: 2 });
        }),
      );
    });

    it('a handshake that the sender breaks off', async () => {
      const { port, source } = await overTls();
      await withSource(source, (sink) =>
        besides(port, sink, async () => {
          const socket = await connected(port);
          await write(socket, Buffer.from('160301020001', 'hex'));
          socket.destroy();
          await until(
            () => dropped(source, 'tls').tls_handshake_broken_off === 1,
            () => `a count (${JSON.stringify(dropped(source, 'tls'))})`,
          );
        }),
      );
    });

    it.each([
      ['expired', { ...shown(made.expired) }, 'tls_client_certificate_expired'],
      ['of an authority nobody knows', { ...shown(made.stranger) }, 'tls_client_certificate_unknown'],
      ['missing', {}, 'tls_no_client_certificate'],
    ] as const)('a certificate of the sender that is %s', async (_, options, reason) => {
      const { port, source } = await overTls({ ca: made.ca, require_client_cert: true });
      await withSource(source, (sink) =>
        besides(port, sink, async () => {
          const socket = tlsSocket(port, options);
          socket.on('secureConnect', () => socket.write('<1>not to be believed\n'));
          await closed(socket);
          expect(dropped(source, 'tls')).toEqual({ [reason]: 1 });
        }),
      );
    });

    it.each([
      ['that expired', made.expired],
      ['of an authority it does not know', made.stranger],
    ] as const)('counts a sender that refuses our certificate %s', async (_, { cert, key }) => {
      const { port, source } = await overTls({ cert, key });
      await withSource(source, async (sink) => {
        const trust = ['-CAfile', made.ca, '-verify_return_error'];
        const peer = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...trust], {
          stdio: 'ignore',
        });
        await once(peer, 'exit');
        await until(
          () => dropped(source, 'tls').tls_refused_by_peer === 1,
          () => `a count (${JSON.stringify(dropped(source, 'tls'))})`,
        );
        expect(sink.notices.some(({ text }) => text.includes('expired'))).toBe(cert === made.expired.cert);
      });
    });

    it('too many connections of one peer before a handshake is begun', async () => {
      const { port, source } = await overTls({}, { max_connections_per_peer: 2 });
      await withSource(source, async () => {
        const sockets = [await connected(port), await connected(port)];
        await closed(await connected(port));
        expect(dropped(source, 'tls')).toEqual({ too_many_of_peer: 1 });
        for (const socket of sockets) socket.destroy();
      });
    });
  },
);

describe.skipIf(!able)('a certificate that cannot be used is an error with the file', () => {
  const bad = at('bad.pem');
  writeFileSync(bad, 'no PEM at all');
  it.each([
    ['is missing', { cert: at('missing.pem') }, 'missing.pem'],
    ['is none', { cert: bad }, 'bad.pem'],
    ['does not belong to the key', { key: made.client.key }, 'client.key'],
    ['has an authority that is none', { ca: bad }, 'bad.pem'],
  ] as const)('that %s', async (_, options, name) => {
    const { source } = await overTls(options);
    await expect(withSource(source, async () => {})).rejects.toMatchObject({
      code: 'TLS_INVALID',
      message: expect.stringContaining(name),
    });
  });
});

import type { Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { describe, it } from 'vitest';
import syslog from '../../src/sources/live-syslog.ts';
import {
  type LivePlace,
  type LiveSourceHarness,
  liveSourceChecks,
} from '../../src/testing/live-source-checks.ts';
import { certificates } from './certificates.ts';
import { connected, freePort, sendDatagrams, udpSender, write } from './network-peer.ts';
import { have, scratch } from './scratch.ts';

const at = scratch();

function follow(options: unknown) {
  return syslog.follow(syslog.schema.parse(options));
}

const common: Omit<LiveSourceHarness, 'prepare'> = {
  fileName: 'syslog',
  accepted: [
    {},
    { udp: ':514', tcp: ['127.0.0.1:601', '[::1]:601'] },
    { udp: false, tls: { listen: '*:6514', cert: '/c.pem', key: '/k.pem', require_client_cert: true } },
    { workers: 4, max_line: '8 KiB', idle_timeout: '10m', max_connections: 5 },
  ],
  refused: [
    { udp: 514 },
    { tcp: 'localhost' },
    { tcp: '127.0.0.1:70000' },
    { tcp: 'log.example.org:514' },
    { tls: { cert: '/c.pem' } },
    { workers: 0 },
    { max_line: '10 GB' },
  ],
  async hopeless() {
    return follow({ udp: false, tcp: '192.0.2.1:5514' });
  },
};

function withoutPri(line: string): string {
  return line.slice('<13>'.length);
}

/** Connections of a place, made when lines are first sent. */
function streamPlace(
  open: () => Promise<Socket>,
  frame: (line: string) => string,
  source: LivePlace['open'],
): LivePlace {
  let socket: Socket | null = null;
  return {
    open: source,
    async send(lines) {
      if (lines.length === 0) return;
      if (socket === null || socket.destroyed) socket = await open();
      await write(socket, Buffer.from(lines.map(frame).join(''), 'latin1'));
    },
    async close() {
      socket?.destroy();
    },
  };
}

function contract(title: string, harness: Pick<LiveSourceHarness, 'prepare' | 'drops'>, able = true): void {
  describe.skipIf(!able)(`syslog over ${title} keeps the contract of live sources`, () => {
    for (const check of liveSourceChecks(syslog, { ...common, ...harness }))
      it(check.name, () => check.run());
  });
}

contract('TCP, line by line', {
  async prepare() {
    const port = await freePort();
    const source = () => follow({ udp: false, tcp: `127.0.0.1:${port}` });
    // A line that begins with a number and a blank would be taken for a counted one.
    const place = streamPlace(
      () => connected(port),
      (line) => `<13>${line}\n`,
      source,
    );
    return { ...place, sent: withoutPri };
  },
});

contract('TCP, octet-counted', {
  async prepare() {
    const port = await freePort();
    const source = () => follow({ udp: false, tcp: `127.0.0.1:${port}` });
    const counted = (line: string) => `${line.length + 4} <13>${line}`;
    const place = streamPlace(() => connected(port), counted, source);
    return { ...place, sent: withoutPri };
  },
});

contract(
  'TLS',
  {
    async prepare() {
      const port = await freePort();
      const { server } = certificates(at);
      const tls = { listen: `127.0.0.1:${port}`, cert: server.cert, key: server.key };
      const source = () => follow({ udp: false, tcp: false, tls });
      const open = async () => {
        const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
        await once(socket, 'secureConnect');
        socket.on('error', () => {});
        return socket;
      };
      return { ...streamPlace(open, (line) => `<13>${line}\n`, source), sent: withoutPri };
    },
  },
  have('openssl'),
);

for (const workers of [1, 2]) {
  contract(workers === 1 ? 'UDP' : `UDP with ${workers} threads`, {
    drops: true,
    async prepare() {
      const port = await freePort();
      let socket: UdpSocket | null = null;
      return {
        open: () => follow({ udp: `127.0.0.1:${port}`, tcp: false, workers }),
        async send(lines) {
          if (lines.length === 0) return;
          socket ??= await udpSender();
          for (let i = 0; i < lines.length; i += 100) {
            await sendDatagrams(socket, port, lines.slice(i, i + 100));
            // Time for a thread that shares a core to empty a small buffer.
            if (workers > 1) await sleep(2);
          }
        },
        async close() {
          socket?.close();
        },
      };
    },
  });
}

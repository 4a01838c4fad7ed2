import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { LiveInputStatus, LiveSource } from '../../src/core/live-source.ts';
import { RecordingSink } from '../../src/testing/live-sink.ts';

/** A port of loopback that nobody listens on just now, neither TCP nor UDP. */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const udp = createSocket('udp4');
    const free = await new Promise<boolean>((done) => {
      udp.once('error', () => done(false));
      udp.bind(port, '127.0.0.1', () => done(true));
    });
    await new Promise<void>((done) => udp.close(() => done()));
    await new Promise((done) => server.close(done));
    if (free) return port;
  }
}

/** Writes and waits while the other side does not take more; ends when the connection does. */
export async function write(socket: Socket, bytes: string | Uint8Array): Promise<void> {
  if (socket.destroyed || bytes.length === 0 || socket.write(bytes)) return;
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([once(socket, 'drain', { signal }), once(socket, 'close', { signal })]);
  over.abort();
}

/** A connection whose end, however it comes, is no failure of the test. */
export async function connected(port: number, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  await once(socket, 'connect');
  socket.on('error', () => {});
  socket.resume();
  return socket;
}

/** A sender of datagrams with an address of its own. */
export async function udpSender(address = '127.0.0.1'): Promise<UdpSocket> {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  return socket;
}

/** Sends datagrams one after the other, each given to the kernel before the next. */
export async function sendDatagrams(
  socket: UdpSocket,
  port: number,
  lines: readonly (string | Uint8Array)[],
): Promise<void> {
  for (const line of lines) {
    await new Promise<void>((done, fail) => {
      const bytes = typeof line === 'string' ? Buffer.from(line, 'latin1') : line;
      socket.send(bytes, port, '127.0.0.1', (error) => (error ? fail(error) : done()));
    });
  }
}

/** Starts a source, runs the test, and stops it whatever happens. */
export async function withSource(
  source: LiveSource,
  test: (sink: RecordingSink) => Promise<void>,
): Promise<void> {
  const sink = new RecordingSink();
  await source.start(sink, new Map());
  try {
    await test(sink);
  } finally {
    sink.release();
    await source.stop();
  }
}

/** What an input of this kind (`udp`, `tcp`, `tls`) dropped, by reason. */
export function dropped(source: LiveSource, kind: string): LiveInputStatus['dropped'] {
  return source.inputs().find(({ name }) => name.startsWith(kind))!.dropped;
}

/** Lines with whether they were cut, and who sent them. */
export function seen(sink: RecordingSink) {
  return sink.batches.flatMap((batch) =>
    Array.from({ length: batch.count }, (_, i) => ({
      text: batch.buffer.toString('latin1', batch.starts[i], batch.ends[i]),
      cut: batch.truncated.includes(i),
      sender: batch.senders![batch.senderOf![i]!]!,
    })),
  );
}

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Notice } from '../../src/core/notice.ts';
import { Forwarder } from '../../src/output/forward.ts';

const PATIENCE = { timeout: 15_000, interval: 20 };

class Receiver {
  text = '';
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  async listen(port = 0): Promise<number> {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.setEncoding('utf8').on('data', (text: string) => {
        this.text += text;
      });
      socket.on('error', () => {});
    });
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.close();
    await once(server, 'close');
  }
}

function forwarder(port: number) {
  const notices: Notice[] = [];
  const made = new Forwarder({
    address: `tcp://127.0.0.1:${port}`,
    now: () => 0,
    notice: (notice) => notices.push(notice),
  });
  onTestFinished(() => made.close());
  return { made, notices };
}

test('frames arrive in order, and those that wait are sent before it closes', async () => {
  const receiver = new Receiver();
  const port = await receiver.listen();
  onTestFinished(() => receiver.stop());
  const { made } = forwarder(port);
  const frames = Array.from({ length: 5000 }, (_, i) => `frame ${i}\n`);
  for (const frame of frames) made.send(Buffer.from(frame));
  await vi.waitFor(() => expect(made.counters.sent).toBe(5000), PATIENCE);
  await made.close();
  await vi.waitFor(() => expect(receiver.text).toBe(frames.join('')), PATIENCE);
});

test('what comes while the receiver is away waits for it, and people are told when it went and when it came', async () => {
  const receiver = new Receiver();
  const port = await receiver.listen();
  await receiver.stop();
  const { made, notices } = forwarder(port);
  made.send(Buffer.from('early\n'));
  await vi.waitFor(() => expect(notices.map(({ kind }) => kind)).toEqual(['trouble']), PATIENCE);
  await receiver.listen(port);
  onTestFinished(() => receiver.stop());
  await vi.waitFor(() => expect(receiver.text).toBe('early\n'), PATIENCE);
  expect(notices.map(({ kind }) => kind)).toEqual(['trouble', 'recovered']);
});

test('more than can wait is dropped and counted', async () => {
  const receiver = new Receiver();
  const port = await receiver.listen();
  await receiver.stop();
  const { made } = forwarder(port);
  const frame = Buffer.alloc(1 << 20);
  for (let i = 0; i < 20; i++) made.send(frame);
  expect(made.counters).toEqual({ frames: 20, sent: 0, dropped: 12, waiting: 8 });
});

// Sends syslog as another process: `syslog-sender.ts tcp|counted PORT LINES` or `udp PORT DATAGRAMS PER_SECOND SENDERS [DATAGRAM IN HEX]`.
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';

const LINE =
  '<34>Nov 21 14:52:59 edge-17 sshd[12345]: Failed password for invalid user admin from 192.0.2.17 port 51234 ssh2: preauth';
const BLOCK = 2000;

const [, , kind, port = '', count = '', rate = '', senders = '1', hex] = process.argv;
/** So long are the datagrams of a router. */
const DATAGRAM = hex === undefined ? Buffer.from(LINE.padEnd(145, ' .')) : Buffer.from(hex, 'hex');
const sent = kind === 'udp' ? await datagrams() : await stream(kind === 'counted');
process.stdout.write(JSON.stringify(sent));

interface Sent {
  readonly lines: number;
  readonly seconds: number;
}

async function stream(counted: boolean): Promise<Sent> {
  const lines = Math.ceil(Number(count) / BLOCK) * BLOCK;
  const block = Buffer.from((counted ? `${LINE.length} ${LINE}` : `${LINE}\n`).repeat(BLOCK));
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  const began = performance.now();
  for (let i = 0; i < lines; i += BLOCK) if (!socket.write(block)) await once(socket, 'drain');
  socket.end();
  await once(socket.resume(), 'close');
  return { lines, seconds: (performance.now() - began) / 1000 };
}

/** At an even pace, or, where the rate is 0, as fast as the kernel takes them. */
async function datagrams(): Promise<Sent> {
  const sockets: UdpSocket[] = [];
  for (let i = 0; i < Number(senders); i++) {
    const socket = createSocket('udp4');
    socket.connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    sockets.push(socket);
  }
  const lines = Number(count);
  const perMs = Number(rate) === 0 ? Number.POSITIVE_INFINITY : Number(rate) / 1000;
  const began = performance.now();
  let gone = 0;
  await new Promise<void>((done, fail) => {
    const told = (error: Error | null) => {
      if (error !== null) fail(error);
      else if (++gone === lines) done();
    };
    let next = 0;
    const step = () => {
      const due = Math.min(lines, next + 256, Math.floor((performance.now() - began) * perMs));
      for (; next < due; next++) sockets[next % sockets.length]!.send(DATAGRAM, told);
      if (next < lines) setImmediate(step);
    };
    step();
  });
  const seconds = (performance.now() - began) / 1000;
  for (const socket of sockets) socket.close();
  return { lines, seconds };
}

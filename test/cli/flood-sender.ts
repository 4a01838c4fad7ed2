// Sends datagrams of one host as fast as asked, in a process of its own: node flood-sender.ts PORT SECONDS PER_SECOND;
// prints how many it sent.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const [port, seconds, perSecond] = process.argv.slice(2).map(Number) as [number, number, number];
const LINE = '<14>1 2026-11-21T14:52:59Z loud01 flood 7 - - the same thing again and again, number ';
const socket = createSocket('udp4');
socket.bind(0, '127.0.0.99');
await once(socket, 'listening');
socket.connect(port, '127.0.0.1');
await once(socket, 'connect');
const began = performance.now();
let sent = 0;
let underWay = 0;
function step(): void {
  const elapsed = performance.now() - began;
  const due = Math.min(
    sent + 256 - underWay,
    Math.floor((Math.min(elapsed, seconds * 1000) * perSecond) / 1000),
  );
  for (; sent < due; sent++) {
    underWay++;
    socket.send(LINE + sent, () => {
      underWay--;
    });
  }
  if (elapsed < seconds * 1000) setImmediate(step);
  else {
    process.stdout.write(`${sent}\n`);
    socket.close();
  }
}
step();

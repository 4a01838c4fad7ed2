// Sends syslog over TCP to a daemon, as another process: `daemon-sender.ts made PORT SECONDS` as fast as it is taken,
// or `site PORT SECONDS PER_SECOND PROBES` at an even pace, with numbered lines between that are to be told of.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { seededRandom } from '../src/kit/random.ts';
import { generate } from './generate.ts';
import { NetworkMix } from './network-mix.ts';
import { letters, probeHost } from './probe-receivers.ts';

const BLOCK = 1000;
const MADE = 48e6;
const PROBE_EVERY = 400;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const LF = 10;

const [, , kind, port = '', seconds = '', rate = '', probes = '0'] = process.argv;
const socket = connect(Number(port), '127.0.0.1');
await once(socket, 'connect');
const sent = kind === 'made' ? await made(socket) : await site(socket);
socket.end();
await once(socket.resume(), 'close');
process.stdout.write(JSON.stringify(sent));

interface Sent {
  readonly lines: number;
  /** Epoch ms of the first line. */
  readonly began: number;
  /** Epoch ms at which each probe was sent. */
  readonly probes: readonly number[];
}

/** The made log, over and over; its times are those of when it was made. */
async function made(to: Socket): Promise<Sent> {
  const blocks: { readonly bytes: Buffer; readonly lines: number }[] = [];
  for (const chunk of generate({ bytes: MADE, start: Date.now(), linesPerSecond: 100_000 })) {
    const text = chunk
      .toString('latin1')
      .replace(/^/gm, '<134>')
      .replace(/<134>$/, '');
    const bytes = Buffer.from(text, 'latin1');
    let lines = 0;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) lines++;
    blocks.push({ bytes, lines });
  }
  const [epoch, began] = [Date.now(), performance.now()];
  let lines = 0;
  for (let i = 0; performance.now() - began < Number(seconds) * 1000; i++) {
    const block = blocks[i % blocks.length]!;
    lines += block.lines;
    if (!to.write(block.bytes)) await once(to, 'drain');
  }
  return { lines, began: epoch, probes: [] };
}

async function site(to: Socket): Promise<Sent> {
  const mix = new NetworkMix(seededRandom(1));
  const perMs = Number(rate) / 1000;
  const all = Number(rate) * Number(seconds);
  const told: number[] = [];
  const [epoch, began] = [Date.now(), performance.now()];
  const firstProbe = Number(seconds) * 1000 - Number(probes) * PROBE_EVERY;
  let sentLines = 0;
  while (sentLines < all) {
    const at = performance.now() - began;
    const due = Math.min(all, Math.floor(at * perMs), sentLines + BLOCK);
    const stamp = stampOf(Date.now());
    let text = '';
    for (; sentLines < due; sentLines++) text += `${mix.line(stamp)}\n`;
    if (told.length < Number(probes) && at >= firstProbe + told.length * PROBE_EVERY) {
      text += `<130>${stamp} ${probeHost(told.length)} probe: ${probeText(told.length)}\n`;
      told.push(Date.now());
    }
    if (text !== '' && !to.write(text)) await once(to, 'drain');
    await new Promise((done) => setTimeout(done, 2));
  }
  return { lines: sentLines + told.length, began: epoch, probes: told };
}

/** Each of other words, and another number of them: they are no one matter. */
function probeText(n: number): string {
  const words = Array.from({ length: 3 + (n % 9) }, (_, i) => `${letters(n)}${letters(i)}t`);
  return `BENCHPROBE ${words.join(' ')}`;
}

function stampOf(time: number): string {
  const date = new Date(time);
  const day = String(date.getUTCDate()).padStart(2);
  return `${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)}`;
}

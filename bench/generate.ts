import { pick, randomInteger, seededRandom } from '../src/kit/random.ts';
import { PROGRAMS, type Voice } from './programs.ts';

const CHUNK = 1 << 18;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** What is generated; the same options give the same bytes. */
export interface GenerateOptions {
  /** Stop after the line that reaches this many bytes. */
  readonly bytes: number;
  readonly seed?: number;
  /** Epoch ms of the first line; a Monday at midnight when absent. */
  readonly start?: number;
  /** Mean number of lines per second of log time. */
  readonly linesPerSecond?: number;
}

/**
 * A mixed syslog as a central rsyslog writes it to a file, about 145 bytes a line: ten programs on forty servers,
 * twelve switches and two firewalls, in chunks of whole lines. Deterministic; times advance, values vary.
 */
export function* generate(options: GenerateOptions): Generator<Buffer> {
  const random = seededRandom(options.seed ?? 1);
  const voices = PROGRAMS.map((program) => ({ program, hosts: hostsOf(program.hosts) }));
  // A wheel of a hundred places: picking a program by weight is one look-up.
  const wheel = voices.flatMap((voice) =>
    new Array<(typeof voices)[number]>(voice.program.weight).fill(voice),
  );
  const gap = 2000 / (options.linesPerSecond ?? 40);
  let time = options.start ?? Date.UTC(2025, 0, 6);
  let second = -1;
  let stamp = '';
  let text = '';
  for (let written = 0; written + text.length < options.bytes; ) {
    time += random() * gap;
    if (Math.floor(time / 1000) !== second) {
      second = Math.floor(time / 1000);
      stamp = stampOf(second);
    }
    const { program, hosts } = pick(random, wheel);
    const voice: Voice = { random, time, stamp, host: pick(random, hosts) };
    const pid = program.pid ? `[${300 + randomInteger(random, 60_000)}]` : '';
    const tag = program.tag === '' ? '' : ` ${program.tag}${pid}:`;
    text += `${stamp} ${voice.host}${tag} ${pick(random, program.messages)(voice)}\n`;
    if (text.length >= CHUNK) {
      written += text.length;
      yield Buffer.from(text, 'latin1');
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text, 'latin1');
}

/** All of it in one buffer, for what is measured without reading. */
export function generateBytes(options: GenerateOptions): Buffer {
  return Buffer.concat([...generate(options)]);
}

/** `Jan  6 00:00:00`, as syslog writes the time. */
function stampOf(second: number): string {
  const date = new Date(second * 1000);
  const day = String(date.getUTCDate()).padStart(2);
  return `${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)}`;
}

function hostsOf(kind: 'server' | 'switch' | 'firewall'): string[] {
  const [name, count] = { server: ['srv', 40], switch: ['sw-floor', 12], firewall: ['fw', 2] }[kind] as [
    string,
    number,
  ];
  return Array.from({ length: count }, (_, i) => `${name}${String(i + 1).padStart(2, '0')}`);
}

import { appendFile, mkdir, open, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type HurriedClock, hurriedTime } from '../kit/hurried-clock.ts';
import type { MadeLine } from '../simulate/simulation.ts';
import { DEMO_SHOWN, demoNetwork } from './demo-network.ts';

/** The last hours pass in a few minutes. */
const SPEED = 60;
/** Ms of the network's time by which its log is ahead of the clock, so that no line comes late. */
const AHEAD = 60_000;
const WRITE_EVERY = 200;
/** Ms by which its time moves on at once: where the machine stood still it catches up, and the log stays ahead of it. */
const MOST_STEP = 2 * SPEED * WRITE_EVERY;
const CHUNK = 1 << 20;

/** A demo that was prepared: its log is written up to where it begins. */
export interface Demo {
  readonly clock: HurriedClock;
  /** What the daemon goes by, epoch ms: the clock, as far as the log was written. */
  time(): number;
  /** Its configuration. */
  readonly config: string;
  /** Lines of the past. */
  readonly lines: number;
  /** Goes on writing the log until the hours that are shown are over, or `signal` aborts. */
  play(signal: AbortSignal): Promise<void>;
  /** Its log is followed: from now on lines may be written before their time. */
  followed(): void;
}

export interface DemoOptions {
  /** Where everything of it lies; made when it is not there. */
  readonly folder: string;
  /** Where its page is served, `127.0.0.1:8514`. */
  readonly listen: string;
  /** IANA zone of its network. */
  readonly timeZone: string;
  /** The wall clock, epoch ms. */
  now(): number;
  /** Lines written so far; called now and then while the past is made. */
  readonly onLines?: (lines: number) => void;
}

/** A small network with a past of two weeks, whose last four hours will pass in four minutes. Throws what writing fails with. */
export async function prepareDemo(options: DemoOptions): Promise<Demo> {
  const { folder, now, timeZone } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const from = Math.floor(now() / 1000) * 1000 - DEMO_SHOWN;
  const log = join(folder, 'network.log');
  const events = demoNetwork(from, timeZone).events();
  const past = await writePast(events, { log, until: from, onLines: options.onLines });
  // A year that its lines do not carry is that of the file.
  await utimes(log, from / 1000, from / 1000);
  const config = join(folder, 'logsift.yaml');
  await writeFile(config, configOf(options, log), { mode: 0o600 });
  const clock: HurriedClock = { began: now(), from, speed: SPEED };
  let [ahead, written] = [0, from];
  const until = () => {
    written = Math.min(hurriedTime(clock, now()), written + MOST_STEP);
    return written + ahead;
  };
  return {
    ...{ clock, config, lines: past.lines },
    time: () => Math.min(written, hurriedTime(clock, now())),
    async play(signal) {
      await play({ events, next: past.next, log, signal, until });
      written = Number.POSITIVE_INFINITY;
    },
    followed() {
      ahead = AHEAD;
    },
  };
}

interface Past {
  readonly lines: number;
  /** The first line of what is shown. */
  readonly next: MadeLine | null;
}

async function writePast(
  events: Generator<MadeLine>,
  {
    log,
    until,
    onLines,
  }: {
    readonly log: string;
    readonly until: number;
    readonly onLines: ((lines: number) => void) | undefined;
  },
): Promise<Past> {
  const file = await open(log, 'w', 0o600);
  try {
    let [text, lines] = ['', 0];
    for (let { value, done } = events.next(); !done; { value, done } = events.next()) {
      const line = value as MadeLine;
      if (line.time >= until) {
        await file.write(text);
        return { lines, next: line };
      }
      text += `${line.text}\n`;
      lines++;
      if (text.length < CHUNK) continue;
      await file.write(text);
      text = '';
      onLines?.(lines);
    }
    return { lines, next: null };
  } finally {
    await file.close();
  }
}

async function play({
  events,
  next,
  log,
  signal,
  until,
}: {
  readonly events: Generator<MadeLine>;
  readonly next: MadeLine | null;
  readonly log: string;
  readonly signal: AbortSignal;
  /** Epoch ms up to which lines are to be written. */
  readonly until: () => number;
}): Promise<void> {
  let line = next;
  while (line !== null && !signal.aborted) {
    const to = until();
    let text = '';
    while (line !== null && line.time <= to) {
      text += `${line.text}\n`;
      const { value, done } = events.next();
      line = done === true ? null : value;
    }
    if (text !== '') await appendFile(log, text);
    await wait(WRITE_EVERY, undefined, { signal }).catch(() => {});
  }
}

function configOf({ folder, listen, timeZone }: DemoOptions, log: string): string {
  return `# What \`logsift demo\` runs with.
node: { name: demo }
timezone: ${JSON.stringify(timeZone)}
state: { folder: ${JSON.stringify(join(folder, 'state'))} }
sources:
  - type: file
    paths: [${JSON.stringify(log)}]
listen: []
http: { listen: ${JSON.stringify(listen)} }
notifiers:
  - type: terminal
log: { level: warn }
`;
}

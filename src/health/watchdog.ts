import type { Notice } from '../core/notice.ts';
import { duration, percent, sized } from '../core/words.ts';
import { Rhythm } from './rhythm.ts';

/** What is looked at every few seconds. */
export interface Reading {
  /** Epoch ms. */
  readonly now: number;
  readonly inputs: readonly InputReading[];
  /** Bytes handed over that have not gone through the pipeline. */
  readonly underWayBytes: number;
  /** Lines that went through the pipeline. */
  readonly lines: number;
  /** Longest turn of the event loop since the last reading, ms. */
  readonly longestTurnMs: number;
  readonly diskFree: number;
  readonly diskSize: number;
  readonly folder: string;
  /** Epoch ms at which the oldest message that waits for a channel was put, by channel. */
  readonly oldestMessage: ReadonlyMap<string, number>;
}

export interface InputReading {
  readonly key: string;
  readonly name: string;
  readonly lines: number;
  /** Epoch ms of the last line; NaN before the first. */
  readonly lastSeen: number;
  readonly events: number;
  /** Of the events, those whose format was not recognised. */
  readonly unparsed: number;
  /** It says itself what is wrong; then it is not called quiet too. */
  readonly trouble: string | null;
}

export interface WatchdogOptions {
  /** Ms of silence after which an input that was busy is told of, whatever its rhythm. */
  readonly quiet: number;
  /** The same for single inputs by name or key; `never` for those that may be silent. */
  readonly quietSources: { readonly [name: string]: number | 'never' };
  /** Share of events in a known format below which an input is told of. */
  readonly understood: number;
  /** Bytes of free disk below which it is told of. */
  readonly diskFree: number;
}

/** Lines under way that do not move for so long are a pipeline that does not turn. */
const STUCK = 30_000;
/** A turn of the event loop that is longer, in ms, is a stall. */
export const STALL_MS = 1000;
/** A stall is told of when it comes again and again: so many within ten minutes. */
const STALLS = 5;
const STALL_SPAN = 600_000;
/** A message that waits for so long is told of on the other channels. */
const MESSAGE_AGE = 600_000;
/** Events that the share understood is taken of. */
const LEAST_EVENTS = 200;

interface Watched {
  readonly rhythm: Rhythm;
  /** Events and unparsed ones at the beginning of the window that is looked at. */
  events: number;
  unparsed: number;
}

/** Looks at the readings, and says what is wrong and when it is over. Logic only: who reads and who tells is not here. */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #inputs = new Map<string, Watched>();
  readonly #wrong = new Map<string, string>();
  #lines = -1;
  #movedAt = Number.NaN;
  #stalls: number[] = [];

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** Why the pipeline does not turn; null while it does. */
  get stuck(): string | null {
    return this.#wrong.get('pipeline') ?? null;
  }

  /** Takes a reading and returns what became wrong, or right, by it. */
  look(reading: Reading): Notice[] {
    const notices: Notice[] = [];
    const judge = (about: string, wrong: string | null, right: string) => {
      const was = this.#wrong.get(about);
      if (wrong !== null) this.#wrong.set(about, wrong);
      else this.#wrong.delete(about);
      if ((was === undefined) === (wrong === null)) return;
      notices.push({
        kind: wrong === null ? 'recovered' : 'trouble',
        about,
        text: wrong ?? right,
        time: reading.now,
      });
    };
    judge('pipeline', this.#pipeline(reading), 'lines get through again');
    judge('event-loop', this.#eventLoop(reading), 'logsift keeps up with its own work again');
    judge('disk', this.#disk(reading), 'there is enough room on the disk again');
    for (const [channel, oldest] of reading.oldestMessage) {
      judge(
        `queue:${channel}`,
        lateMessage(channel, oldest, reading.now),
        `nothing waits for the channel "${channel}" any more`,
      );
    }
    for (const input of reading.inputs) {
      const watched = this.#watched(input);
      judge(`quiet:${input.key}`, this.#quiet(input, watched, reading.now), `${input.name} speaks again`);
      const strange = this.#strange(input, watched);
      if (strange !== undefined)
        judge(`format:${input.key}`, strange, `most lines of ${input.name} are understood again`);
    }
    for (const { about, key } of this.#gone(reading.inputs))
      judge(about, null, `${key} is not read any more`);
    return notices;
  }

  /** What is wrong with inputs that are not there any more. */
  #gone(inputs: readonly InputReading[]): { about: string; key: string }[] {
    const there = new Set(inputs.map(({ key }) => key));
    for (const key of this.#inputs.keys()) if (!there.has(key)) this.#inputs.delete(key);
    return [...this.#wrong.keys()].flatMap((about) => {
      const key = /^(?:quiet|format):(.*)$/s.exec(about)?.[1];
      return key === undefined || there.has(key) ? [] : [{ about, key }];
    });
  }

  #watched(input: InputReading): Watched {
    let watched = this.#inputs.get(input.key);
    if (watched === undefined) {
      watched = { rhythm: new Rhythm(), events: 0, unparsed: 0 };
      this.#inputs.set(input.key, watched);
    }
    watched.rhythm.look(input.lines, input.lastSeen);
    return watched;
  }

  #pipeline({ now, lines, underWayBytes }: Reading): string | null {
    const back = now < this.#movedAt;
    if (lines !== this.#lines || underWayBytes === 0 || Number.isNaN(this.#movedAt) || back) {
      this.#lines = lines;
      this.#movedAt = now;
      return null;
    }
    const since = now - this.#movedAt;
    return since < STUCK
      ? null
      : `no line got through for ${duration(since)} although ${sized(underWayBytes)} wait`;
  }

  #eventLoop({ now, longestTurnMs }: Reading): string | null {
    if (longestTurnMs > STALL_MS) this.#stalls.push(now);
    this.#stalls = this.#stalls.filter((time) => Math.abs(now - time) < STALL_SPAN).slice(-100);
    if (this.#stalls.length < STALLS) return null;
    return `logsift stood still for more than a second ${this.#stalls.length} times within ten minutes; the machine may be overloaded`;
  }

  #disk({ diskFree, diskSize, folder }: Reading): string | null {
    // Some room more before it is called well again, so that it does not go to and fro.
    const least = Math.min(this.#options.diskFree, diskSize / 10) * (this.#wrong.has('disk') ? 1.2 : 1);
    return diskFree >= least
      ? null
      : `the disk of ${folder} has ${sized(diskFree)} left of ${sized(diskSize)}`;
  }

  #quiet({ key, name, trouble }: InputReading, { rhythm }: Watched, now: number): string | null {
    const own = this.#options.quietSources[name] ?? this.#options.quietSources[key];
    if (own === 'never' || trouble !== null) return null;
    const patience = own ?? rhythm.patience(this.#options.quiet);
    const silent = now - rhythm.last;
    if (!(silent > patience)) return null;
    return `${name} has said nothing for ${duration(silent)}`;
  }

  /** Undefined while there are too few events to say. */
  #strange({ name, events, unparsed }: InputReading, watched: Watched): string | null | undefined {
    const fresh = events - watched.events;
    if (fresh < LEAST_EVENTS) return undefined;
    const share = 1 - (unparsed - watched.unparsed) / fresh;
    watched.events = events;
    watched.unparsed = unparsed;
    if (share >= this.#options.understood) return null;
    return `of the lines of ${name} only ${percent(Math.max(0, share))} are understood`;
  }
}

function lateMessage(channel: string, oldest: number, now: number): string | null {
  const age = now - oldest;
  return age > MESSAGE_AGE ? `a message has waited for the channel "${channel}" for ${duration(age)}` : null;
}

import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { LogsiftError } from '../core/errors.ts';
import type { LiveInputStatus, LiveSink, LiveSource } from '../core/live-source.ts';
import { LineSplitter, type Lines } from '../kit/lines.ts';
import { entryPlace, type JournalPlaceToken, missingBetween, readJournalToken } from './journal-place.ts';
import { type JournalPlace, journalFailure, journalNotRun, placeArgs } from './journalctl.ts';
import { LiveInput } from './live-input.ts';
import { readWhileRoom } from './live-stream.ts';
import { pause } from './live-wait.ts';

const KEY = 'journal';
const FIRST_WAIT = 500;
const LONGEST_WAIT = 60_000;
/** journalctl that has not ended so long after it was asked to is killed. */
const PATIENCE = 2000;

export interface FollowJournalOptions {
  readonly units: readonly string[];
  readonly directory?: string | undefined;
  readonly since: string;
  readonly check: number;
  readonly max_line: number;
  readonly command: string;
}

/** How a run of journalctl begins. */
type Begin =
  | { readonly at: 'cursor'; readonly place: JournalPlaceToken }
  /** The cursor is not understood: by time, leaving out what is not later than the last entry. */
  | { readonly at: 'time'; readonly place: JournalPlaceToken }
  | { readonly at: 'first'; readonly since: string };

/**
 * Follows the journal. Each time first what was written meanwhile is read to its end, then it is followed: in one go
 * journalctl would leave out everything before the last boot.
 */
export class FollowJournal implements LiveSource {
  readonly #options: FollowJournalOptions;
  readonly #input = new LiveInput('journal', KEY);
  readonly #stop = new AbortController();
  #place: JournalPlaceToken | null = null;
  #malformed = false;
  #sink!: LiveSink;
  #running: Promise<void> | null = null;
  /** When it was started for the first time, in words of journalctl. */
  #since: string;
  #position = 0;
  #line = 0;
  #reference = 0;
  /** Entries came in this run. */
  #came = false;

  constructor(options: FollowJournalOptions) {
    this.#options = options;
    this.#since = options.since;
  }

  async start(sink: LiveSink, resume: ReadonlyMap<string, string>): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#sink = sink;
    const token = resume.get(KEY);
    this.#place = token === undefined ? null : readJournalToken(token);
    if (token !== undefined && this.#place === null) {
      const what = 'how far the journal was read cannot be understood';
      this.#input.notice('gap', `${what}: it is followed from "${this.#since}" on`, sink);
    }
    this.#position = this.#place?.position ?? 0;
    this.#line = this.#place?.line ?? 0;
    if (this.#since === 'now') this.#since = moment(sink.now() * 1000);
    const failure = await this.#probe();
    if (failure?.code === 'INPUT_TOOL_MISSING') throw failure;
    this.#running = this.#run();
  }

  inputs(): readonly LiveInputStatus[] {
    return [this.#input.status()];
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    for (let wait = FIRST_WAIT; !signal.aborted; ) {
      this.#came = false;
      const understood = !this.#malformed;
      let failure = await this.#read([]);
      if (understood && this.#malformed) continue;
      if (failure === null) this.#input.tell(null, this.#sink);
      if (failure === null && !signal.aborted) failure = await this.#read(['--follow', '--no-tail']);
      if (signal.aborted) return;
      if (this.#came) wait = FIRST_WAIT;
      this.#input.tell(failure?.message ?? 'journalctl has ended, and is started again', this.#sink);
      await pause(wait, signal);
      wait = Math.min(LONGEST_WAIT, 2 * wait);
    }
  }

  /** One run of journalctl; resolves with what it failed with when it has ended. */
  async #read(mode: readonly string[]): Promise<LogsiftError | null> {
    const { command, max_line: maxBytes } = this.#options;
    const begin = this.#begin();
    const args = [...this.#where(), ...mode, '--output=json', '--all', '--no-pager', ...beginArgs(begin)];
    const child = spawn(command, args, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (words: string) => {
      said = (said + words).slice(0, 2000);
    });
    const ended = once(child, 'close').then(
      ([status]: number[]) => status ?? null,
      (error: Error) => error,
    );
    const over = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, over.signal]);
    let killing: NodeJS.Timeout | undefined;
    const kill = () => {
      child.kill();
      killing ??= setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    };
    signal.addEventListener('abort', kill);
    const check = mode.length === 0 ? Promise.resolve() : this.#checkOn(child, over);
    const splitter = new LineSplitter({ maxBytes });
    const first = { begin, left: true, mayMiss: mode.length === 0 };
    try {
      await readWhileRoom(child.stdout, {
        ...{ sink: this.#sink, signal },
        push: (chunk) => {
          const lines = splitter.push(chunk);
          if (lines !== null) this.#take(lines, first);
        },
      });
    } finally {
      signal.removeEventListener('abort', kill);
      over.abort();
      kill();
    }
    const status = await ended;
    clearTimeout(killing);
    await check;
    if (!this.#stop.signal.aborted && splitter.end() !== null) this.#input.drop('half an entry');
    if (status instanceof Error) return journalNotRun(command, status);
    if (begin.at === 'cursor' && /cursor/i.test(said) && status !== 0) {
      this.#malformed = true;
      const what = 'journalctl does not understand where the journal was read to';
      this.#input.notice('gap', `${what}: it is gone on with by time`, this.#sink);
      return null;
    }
    if (mode.length === 0 && status === 0) return null;
    return status === 0 || status === null ? null : journalFailure(status, said, this.#journal);
  }

  #begin(): Begin {
    const place = this.#place;
    if (place === null) return { at: 'first', since: this.#since };
    return { at: this.#malformed ? 'time' : 'cursor', place };
  }

  get #journal(): JournalPlace {
    const { directory } = this.#options;
    return directory === undefined ? {} : { directory };
  }

  #where(): string[] {
    return [...placeArgs(this.#journal), ...this.#options.units.map((unit) => `--unit=${unit}`)];
  }

  /** Takes entries in, without the one that a cursor stands for and that was taken in before. */
  #take(lines: Lines, first: { readonly begin: Begin; left: boolean; readonly mayMiss: boolean }): void {
    let from = 0;
    if (first.left && first.begin.at === 'cursor') {
      first.left = false;
      const place = entryPlace(lines, 0);
      if (place?.cursor === first.begin.place.cursor) from = 1;
      else if (first.mayMiss) this.#tellGap(first.begin.place, place);
    } else if (first.left && first.begin.at === 'time') {
      const after = BigInt(first.begin.place.realtime);
      const old = (i: number) => BigInt(entryPlace(lines, i)?.realtime ?? 0) <= after;
      while (from < lines.count && old(from)) from++;
      first.left = from === lines.count;
    }
    if (from === lines.count) return;
    this.#malformed = false;
    this.#came = true;
    this.#input.tell(null, this.#sink);
    this.#hand(lines, from);
  }

  #hand(lines: Lines, from: number): void {
    const start = lines.starts[from]!;
    const count = lines.count - from;
    const starts = lines.starts.slice(from, lines.count).map((at) => at - start);
    const ends = lines.ends.slice(from, lines.count).map((at) => at - start);
    const buffer = lines.buffer.subarray(start);
    const truncated = lines.truncated.flatMap((i) => (i < from ? [] : [i - from]));
    // An entry that was cut may have lost its cursor: the one before it is then where to go on.
    for (let i = lines.count - 1; i >= from; i--) {
      const place = entryPlace(lines, i);
      if (place === null) continue;
      const next = i + 1 < lines.count ? lines.starts[i + 1]! - start : buffer.length;
      this.#place = { v: 1, ...place, position: this.#position + next, line: this.#line + i + 1 - from };
      break;
    }
    const now = this.#sink.now();
    if (Math.abs(now - this.#reference) > 60_000) this.#reference = now;
    const batch = {
      ...{
        buffer,
        starts,
        ends,
        count,
        truncated,
        offset: this.#position,
        firstLine: this.#line + 1,
        key: KEY,
      },
      origin: { source: 'journal', file: null, identity: 'journal', referenceTime: this.#reference },
      ...{ received: Number.NaN, resume: JSON.stringify(this.#place), senders: null, senderOf: null },
    };
    this.#position += buffer.length;
    this.#line += count;
    this.#input.hand(batch, this.#sink);
  }

  #tellGap(before: JournalPlaceToken, after: { readonly cursor: string } | null): void {
    // Of some units only, numbers that are missing may be those of others.
    const counts = after !== null && this.#options.units.length === 0;
    const missing = counts ? missingBetween(before.cursor, after.cursor) : Number.NaN;
    if (missing === 0) return;
    const when = new Date(Number(before.realtime) / 1000).toISOString();
    const lost = missing > 0 ? `${missing} entries` : 'entries';
    const text = `the journal no longer holds what was read last (of ${when}): ${lost} may be lost`;
    const notice = { kind: 'gap', about: KEY, text, time: this.#sink.now() } as const;
    this.#sink.notice(missing > 0 ? { ...notice, lost: missing } : notice);
  }

  /** A silent journalctl may hang: whoever asks anew sees whether there is more than it said. */
  async #checkOn(child: ChildProcessByStdio<null, Readable, Readable>, over: AbortController): Promise<void> {
    const { check } = this.#options;
    const { signal } = over;
    const stop = AbortSignal.any([signal, this.#stop.signal]);
    while (!stop.aborted) {
      const seen = this.#position;
      await pause(check, stop);
      if (
        stop.aborted ||
        this.#position !== seen ||
        child.stdout.readableLength > 0 ||
        this.#sink.room() !== null
      ) {
        continue;
      }
      const newest = await this.#newest(stop);
      // It may just have come: a working journalctl hands it over within moments.
      await pause(Math.min(check, 5000), stop);
      const last = this.#place?.realtime ?? '0';
      if (stop.aborted || newest === null || this.#position !== seen || BigInt(newest) <= BigInt(last))
        continue;
      if (this.#place === null && newest < this.#firstMoment()) continue;
      this.#input.notice('info', 'journalctl hangs, and is started again', this.#sink);
      over.abort();
    }
  }

  #firstMoment(): string {
    return /^@(\d+)\.(\d{6})$/.test(this.#since) ? this.#since.slice(1).replace('.', '') : '9'.repeat(20);
  }

  /** Time of the newest entry, µs; null when there is none. */
  async #newest(signal: AbortSignal): Promise<string | null> {
    const args = [...this.#where(), '--lines=1', '--output=json', '--all', '--no-pager', '--quiet'];
    const text = await new Promise<string>((resolve) => {
      const options = { env: environment(), timeout: 20_000, maxBuffer: 64 * 2 ** 20, signal };
      execFile(this.#options.command, args, options, (error, stdout) =>
        resolve(error === null ? stdout : ''),
      );
    });
    const lines = new LineSplitter({ maxBytes: 64 * 2 ** 20 }).push(Buffer.from(text));
    return lines === null ? null : (entryPlace(lines, lines.count - 1)?.realtime ?? null);
  }

  /** Whether journalctl can be run at all. */
  async #probe(): Promise<LogsiftError | null> {
    const { command } = this.#options;
    const child = spawn(command, ['--version'], { env: environment(), stdio: 'ignore' });
    try {
      await once(child, 'exit');
      return null;
    } catch (error) {
      return journalNotRun(command, error as Error);
    }
  }
}

function beginArgs(begin: Begin): string[] {
  // Not "after": of a cursor that is gone journalctl takes the nearest entry, and would leave that one out.
  if (begin.at === 'cursor') return [`--cursor=${begin.place.cursor}`];
  return [`--since=${begin.at === 'time' ? moment(Number(begin.place.realtime)) : begin.since}`];
}

/** Microseconds since the epoch as journalctl reads them. */
function moment(micros: number): string {
  return `@${(micros / 1e6).toFixed(6)}`;
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C', SYSTEMD_COLORS: '0', SYSTEMD_PAGER: '' };
}

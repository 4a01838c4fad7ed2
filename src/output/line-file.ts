import { closeSync, openSync, writeSync } from 'node:fs';
import type { Notice } from '../core/notice.ts';

/** Text that waits to be written at once. */
const BLOCK = 256 * 1024;

export interface LineFileOptions {
  /** A file that is appended to; `stdout` is standard output. */
  readonly path: string;
  /** Writes to standard output; false when it could not take it. */
  readonly stdout: (text: string) => boolean;
  now(): number;
  notice(notice: Notice): void;
}

/** lines = written + dropped + waiting. */
export interface LineFileCounters {
  lines: number;
  written: number;
  /** The disk was full, the file could not be opened, or nobody reads standard output. */
  dropped: number;
  waiting: number;
}

/** Lines for other programs, appended to a file or to standard output; opened anew when logrotate moved it away. */
export class LineFile {
  readonly counters: LineFileCounters = { lines: 0, written: 0, dropped: 0, waiting: 0 };
  readonly #options: LineFileOptions;
  #file: number | null = null;
  #waiting: string[] = [];
  #length = 0;
  #trouble = false;

  constructor(options: LineFileOptions) {
    this.#options = options;
  }

  /** @param line without its line end */
  write(line: string): void {
    this.counters.lines++;
    this.counters.waiting++;
    this.#waiting.push(line);
    this.#length += line.length + 1;
    if (this.#length >= BLOCK) this.flush();
  }

  /** Writes what waits. */
  flush(): void {
    const lines = this.#waiting;
    if (lines.length === 0) return;
    const text = `${lines.join('\n')}\n`;
    this.#waiting = [];
    this.#length = 0;
    this.counters.waiting = 0;
    if (this.#put(text)) this.counters.written += lines.length;
    else this.counters.dropped += lines.length;
  }

  /** Opens the file anew: the one that was open was rotated. */
  reopen(): void {
    this.flush();
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  close(): void {
    this.reopen();
  }

  #put(text: string): boolean {
    const { path, stdout } = this.#options;
    if (path === 'stdout') return stdout(text);
    try {
      this.#file ??= openSync(path, 'a', 0o640);
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
      if (this.#trouble) this.#say('recovered', `${path} can be written to again`);
      this.#trouble = false;
      return true;
    } catch (error) {
      if (!this.#trouble) this.#say('trouble', `cannot write to ${path}: ${(error as Error).message}`);
      this.#trouble = true;
      return false;
    }
  }

  #say(kind: Notice['kind'], text: string): void {
    this.#options.notice({ kind, about: `output:${this.#options.path}`, text, time: this.#options.now() });
  }
}

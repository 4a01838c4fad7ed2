import { LogsiftError } from '../core/errors.ts';
import type { UnreadInput } from '../core/scan-result.ts';
import { escapeForTerminal, wrapToWidth } from '../kit/terminal.ts';
import { type Page, painter } from '../report/page.ts';

const INTERRUPTED = 130;
const TERMINATED = 143;
/** For errors that are nobody's but ours (sysexits.h EX_SOFTWARE). */
const BROKEN = 70;
const MAX_UNREAD_LISTED = 10;

/** One run of the program: its streams, its signals and the code it ends with. */
export class Session {
  readonly #abort = new AbortController();
  #stoppedBy: number | null = null;
  #outputClosed = false;
  #endless = false;
  #unread = false;
  #code = 0;

  constructor() {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#unread) {
        if (!this.#outputClosed)
          this.note(`what goes to standard output is lost from now on: ${error.message}`);
        this.#outputClosed = true;
        return;
      }
      // The reader of a pipe has seen enough (`| head`): not an error, but a reason to stop.
      this.#outputClosed = true;
      this.#abort.abort();
      if (error.code !== 'EPIPE') this.note(`standard output cannot be written to: ${error.message}`);
    });
    process.stderr.on('error', () => {});
    process.on('SIGINT', () => this.#stop(INTERRUPTED));
    process.on('SIGTERM', () => this.#stop(TERMINATED));
  }

  /** Fires when the work should end early: Ctrl-C, SIGTERM, or nobody reads the output any more. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** A command is done and asks for this exit code. */
  finish(code: number): void {
    this.#code = code;
  }

  /**
   * What runs until it is stopped has done its work when it is: a signal is no failure then. With `unread` it goes on
   * when nobody reads its output any more, as that is not all it does.
   */
  runsUntilStopped({ unread = false } = {}): void {
    this.#endless = true;
    this.#unread = unread;
  }

  /** The code to exit with: a signal and a closed pipe have the last word. */
  get exitCode(): number {
    if (this.#outputClosed && !this.#unread) return 0;
    if (this.#endless && this.#stoppedBy !== null) return this.#code;
    return this.#stoppedBy ?? this.#code;
  }

  /** Writes data to standard output; resolves when more may be written, at once when nobody listens. */
  print(text: string): Promise<void> | void {
    if (this.#outputClosed || text === '') return;
    if (process.stdout.write(text)) return;
    return new Promise((resume) => {
      const done = () => {
        process.stdout.off('drain', done).off('error', done).off('close', done);
        resume();
      };
      process.stdout.once('drain', done).once('error', done).once('close', done);
    });
  }

  /** Writes a remark to standard error: one line, broken between words where it is a terminal. */
  note(text: string): void {
    const { columns, isTTY } = process.stderr;
    const remark = `logsift: ${text}`;
    const rows = isTTY ? wrapToWidth(remark, Math.max(40, columns || 80)) : [escapeForTerminal(remark)];
    process.stderr.write(`${rows.join('\n')}\n`);
  }

  /** Says what went wrong and returns the exit code it leads to. */
  complain(error: unknown): number {
    // Stopped on request: whatever could not be finished because of that is no news.
    if (this.#abort.signal.aborted) return this.exitCode;
    if (error instanceof LogsiftError) {
      const unread = unreadOf(error);
      const wrong = error.details.length > 1 ? error.details : [];
      const details = [...unread, ...wrong];
      // With a list below it, the sentence that repeats its beginning is left out.
      const heading = unread.length > 0 ? 'nothing could be read:' : 'the configuration is not understood:';
      this.note(details.length > 0 ? heading : error.message);
      for (const line of details) process.stderr.write(`  ${escapeForTerminal(line)}\n`);
      return error.exitCode;
    }
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.note('this should not have happened; please report it with what follows');
    process.stderr.write(`${detail.split('\n').map(escapeForTerminal).join('\n')}\n`);
    return BROKEN;
  }

  /** What reports on standard output are written on; `color: false` is `--no-color`. */
  page(options: { readonly color: boolean; readonly timeZone?: string }): Page {
    const { columns, isTTY } = process.stdout;
    return {
      width: isTTY ? columns || 80 : null,
      paint: painter(options.color && wantsColor(isTTY)),
      ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
    };
  }

  #stop(code: number): void {
    // Asked a second time: not waiting for anything any more.
    if (this.#stoppedBy !== null) process.exit(code);
    this.#stoppedBy = code;
    this.#abort.abort();
  }
}

/** no-color.org: any value but the empty one turns colour off; FORCE_COLOR is for `| less -R`. */
function wantsColor(isTerminal: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return isTerminal === true && TERM !== 'dumb';
}

function unreadOf(error: LogsiftError): string[] {
  const unread = (error as { unread?: readonly UnreadInput[] }).unread ?? [];
  // One reason is in the message already.
  if (unread.length < 2) return [];
  const lines = unread.slice(0, MAX_UNREAD_LISTED).map(({ name, reason }) => {
    return reason.includes(name) ? reason : `${name}: ${reason}`;
  });
  const more = unread.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

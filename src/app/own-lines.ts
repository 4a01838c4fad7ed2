import { fstatSync, readlinkSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Event } from '../core/event.ts';
import type { Notice } from '../core/notice.ts';
import type { Origin } from '../core/origin.ts';

/** What logsift is called in the journal and in syslog files; its interpreter, when it was started through that. */
const NAME = 'logsift';
const INTERPRETER = 'node';

export interface OwnLinesOptions {
  /** Files that logsift writes to. */
  readonly files: readonly string[];
  /** Name of this machine, as its lines say it. */
  readonly host: string;
  /** Its process. */
  readonly pid: number;
  notice(notice: Notice): void;
  now(): number;
}

/**
 * What logsift itself wrote and reads again: its own log, through the journal or a file, and the files of `output`. To
 * look at these would be a circle, in which each line makes another. They are left out, counted, and it is said once.
 */
export class OwnLines {
  /** Lines left out. */
  lines = 0;
  readonly #options: OwnLinesOptions;
  readonly #files: ReadonlySet<string>;
  readonly #host: string;
  readonly #pid: string;
  /** The input asked about last, and whether it is a file of our own: inputs change seldom. */
  #origin: Origin | null = null;
  #identity = '';
  #isFile = false;

  constructor(options: OwnLinesOptions) {
    this.#options = options;
    this.#files = new Set(options.files.flatMap((path) => [resolve(path), real(path)]));
    this.#host = short(options.host);
    this.#pid = String(options.pid);
  }

  /** Whether an event is one of them; then it is counted. */
  has(event: Event): boolean {
    const { origin } = event;
    if (origin !== this.#origin || origin.identity !== this.#identity) {
      this.#origin = origin;
      this.#identity = origin.identity;
      this.#isFile = origin.file !== null && this.#isOurs(origin.file);
    }
    const { app } = event;
    if (!this.#isFile && app !== NAME && app !== INTERPRETER) return false;
    if (!this.#isFile && !this.#isOwnLog(event)) return false;
    this.lines++;
    if (this.lines === 1) this.#say(origin);
    return true;
  }

  #isOwnLog(event: Event): boolean {
    const { app, host } = event;
    // Another machine's logsift is a program like any other.
    if (host !== null && short(host) !== this.#host) return false;
    return app === NAME || event.pid === this.#pid;
  }

  /** A file that logsift writes to, or a copy that was rotated away. */
  #isOurs(path: string): boolean {
    if (this.#files.has(path)) return true;
    for (const file of this.#files) {
      if (path.startsWith(file) && /^[.-]\d/.test(path.slice(file.length))) return true;
    }
    return false;
  }

  #say({ file, source }: Origin): void {
    this.#options.notice({
      kind: 'info',
      about: 'own lines',
      text: `lines that logsift wrote itself come back through ${file ?? source}: they are counted and not looked at`,
      time: this.#options.now(),
    });
  }
}

/** The files that standard output and standard error are, where they are files. */
export function standardFiles(): string[] {
  return [1, 2].flatMap((descriptor) => {
    try {
      return fstatSync(descriptor).isFile() ? [readlinkSync(`/proc/self/fd/${descriptor}`)] : [];
    } catch {
      // Closed, or a system without /proc: nothing to leave out.
      return [];
    }
  });
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function short(host: string): string {
  return host.split('.', 1)[0]!.toLowerCase();
}

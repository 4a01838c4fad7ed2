import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { on, once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ReceivedMail } from './smtp-server.ts';

/** How the server is set up. */
export interface PeerOptions {
  /** The longest mail it takes, in bytes, as its `SIZE` says. */
  readonly size?: number;
  /** Recipients that it does not know. */
  readonly refuses?: readonly string[];
  /** How many mails it takes in before it cuts the connection instead of saying so. */
  readonly drops?: number;
  /** PEM files; with them it insists on STARTTLS. */
  readonly cert?: string;
  readonly key?: string;
}

const SCRIPT = fileURLToPath(new URL('./smtp-peer.py', import.meta.url));

/** A Python that has aiosmtpd, Debian's own first; null when there is none. */
export const python =
  ['/usr/bin/python3', 'python3'].find(
    (program) => spawnSync(program, ['-c', 'import aiosmtpd.smtp']).status === 0,
  ) ?? null;

type Program = ChildProcessByStdio<Writable, Readable, null>;

/** A real mail server, aiosmtpd, in a process of its own. */
export class SmtpPeer {
  readonly #process: Program;
  readonly #lines: AsyncIterator<string[]>;
  readonly port: number;

  private constructor(process: Program, { lines, port }: { lines: AsyncIterator<string[]>; port: number }) {
    this.#process = process;
    this.#lines = lines;
    this.port = port;
  }

  /** @throws Error when it ends before it listens. */
  static async start(options: PeerOptions = {}): Promise<SmtpPeer> {
    const args = [SCRIPT, JSON.stringify(options)];
    const process = spawn(python!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = on(createInterface(process.stdout), 'line', { close: ['close'] });
    const { value, done } = await lines.next();
    if (done === true) throw new Error('aiosmtpd did not start');
    return new SmtpPeer(process, { lines, port: Number(value[0]) });
  }

  /** Ends it; all mails that it has taken in, in order. */
  async stop(): Promise<ReceivedMail[]> {
    const ended = this.#process.exitCode === null ? once(this.#process, 'exit') : null;
    this.#process.stdin.end();
    await ended;
    const mails: ReceivedMail[] = [];
    for (let next = await this.#lines.next(); next.done !== true; next = await this.#lines.next()) {
      mails.push(JSON.parse(next.value[0]!) as ReceivedMail);
    }
    return mails;
  }
}

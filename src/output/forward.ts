import { readFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Notice } from '../core/notice.ts';

const MOST_WAITING = 8 * 1024 * 1024;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const PATIENCE = 10_000;

export interface ForwardOptions {
  /** `tcp://HOST:PORT` or `tls://HOST:PORT`. */
  readonly address: string;
  /** PEM files: authorities the receiver is known by, our certificate and its key. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  now(): number;
  notice(notice: Notice): void;
}

/** frames = sent + dropped + waiting. */
export interface ForwardCounters {
  frames: number;
  /** Given to the system to be sent. */
  sent: number;
  /** Came while so many waited that no more could. */
  dropped: number;
  waiting: number;
}

/** A log store that is sent frames over TCP or TLS: kept while it is away, up to a limit, and counted beyond it. */
export class Forwarder {
  readonly #options: ForwardOptions;
  readonly #host: string;
  readonly #port: number;
  readonly #tls: boolean;
  #socket: Socket | null = null;
  #open = false;
  #waiting: Buffer[] = [];
  #bytes = 0;
  #pause = FIRST_PAUSE;
  #timer: NodeJS.Timeout | null = null;
  #trouble = false;
  #closed = false;
  readonly counters: ForwardCounters = { frames: 0, sent: 0, dropped: 0, waiting: 0 };

  constructor(options: ForwardOptions) {
    this.#options = options;
    const url = new URL(options.address);
    this.#tls = url.protocol === 'tls:';
    this.#host = url.hostname.replaceAll(/[[\]]/g, '');
    this.#port = Number(url.port);
    this.#connect();
  }

  /** Sends a frame, now or when the receiver is there. */
  send(frame: Buffer): void {
    const { counters } = this;
    counters.frames++;
    if (this.#bytes + frame.length > MOST_WAITING) {
      counters.dropped++;
      return;
    }
    this.#waiting.push(frame);
    this.#bytes += frame.length;
    counters.waiting++;
    this.#flush();
  }

  /** Sends what waits, if the receiver is there, and closes. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const socket = this.#socket;
    if (socket === null) return;
    if (!this.#open) {
      socket.destroy();
      return;
    }
    await new Promise<void>((done) => {
      const late = setTimeout(() => socket.destroy(), PATIENCE);
      socket.once('close', () => {
        clearTimeout(late);
        done();
      });
      socket.end();
    });
  }

  #connect(): void {
    this.#timer = null;
    const place = { host: this.#host, port: this.#port };
    try {
      this.#socket = this.#tls
        ? connectTls({ ...place, servername: this.#host, ...this.#certificates() }, () => this.#opened())
        : connectTcp(place, () => this.#opened());
    } catch (error) {
      this.#lost((error as Error).message);
      return;
    }
    this.#socket.setTimeout(PATIENCE, () => {
      if (!this.#open) this.#socket?.destroy(new Error('it does not answer'));
    });
    this.#socket.on('error', (error) => this.#say(error.message));
    this.#socket.on('close', () => this.#lost('the connection was closed'));
    this.#socket.on('drain', () => this.#flush());
    // What a receiver sends back is nothing we asked for.
    this.#socket.resume();
  }

  #certificates(): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
    const { ca, cert, key } = this.#options;
    return {
      ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
      ...(cert === undefined ? {} : { cert: readFileSync(cert) }),
      ...(key === undefined ? {} : { key: readFileSync(key) }),
    };
  }

  #opened(): void {
    this.#open = true;
    this.#pause = FIRST_PAUSE;
    if (this.#trouble) this.#tell('recovered', `forwarding to ${this.#options.address} works again`);
    this.#trouble = false;
    this.#flush();
  }

  /** As much as the system takes; the rest when it asks for more. */
  #flush(): void {
    const socket = this.#socket;
    if (!this.#open || socket === null || socket.writableNeedDrain || this.#waiting.length === 0) return;
    const frames = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    this.counters.waiting = 0;
    this.counters.sent += frames.length;
    socket.write(frames.length === 1 ? frames[0]! : Buffer.concat(frames));
  }

  #lost(reason: string): void {
    this.#open = false;
    this.#socket = null;
    if (this.#closed) return;
    this.#say(reason);
    this.#timer = setTimeout(() => this.#connect(), this.#pause);
    this.#pause = Math.min(LONGEST_PAUSE, 2 * this.#pause);
  }

  #say(reason: string): void {
    if (this.#trouble || this.#closed) return;
    this.#trouble = true;
    this.#tell('trouble', `cannot forward to ${this.#options.address}: ${reason}; what is to be sent waits`);
  }

  #tell(kind: Notice['kind'], text: string): void {
    this.#options.notice({ kind, about: 'output:forward', text, time: this.#options.now() });
  }
}

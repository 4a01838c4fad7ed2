import type { Socket } from 'node:net';
import { FrameSplitter } from '../kit/frames.ts';
import { type LineGatherer, trimmedEnd } from './line-gatherer.ts';
import { plainAddress } from './listen-address.ts';
import type { Reasons } from './reasons.ts';

export interface ConnectionOptions {
  readonly socket: Socket;
  readonly maxLine: number;
  readonly gatherer: LineGatherer;
  readonly reasons: Reasons;
}

/** One sender's stream, cut into frames (RFC 6587, both ways, mixed). Times are of a monotonic clock, in ms. */
export class Connection {
  readonly socket: Socket;
  readonly peer: string;
  /** Lines it gave. */
  lines = 0;
  /** When it was opened, or bytes came last. */
  lastByte: number;
  /** When the frame began that is not complete; 0 when there is none. */
  frameSince = 0;
  /** Bytes that came while there was no room; nothing more is read before they are taken. */
  held: Buffer | null = null;
  /** The peer is gone; what is held is all that will come. */
  ended = false;
  readonly #splitter: FrameSplitter;
  readonly #options: ConnectionOptions;

  constructor(options: ConnectionOptions, now: number) {
    const { socket, maxLine, reasons } = options;
    this.#options = options;
    this.socket = socket;
    this.peer = plainAddress(socket.remoteAddress ?? '');
    this.lastByte = now;
    this.#splitter = new FrameSplitter({
      maxBytes: maxLine,
      // What is too long or was broken off is no loss of a line: it is handed over cut, and flagged.
      onDrop: (reason) => {
        if (reason === 'bad_length' || reason === 'resync') reasons.add(reason);
      },
    });
  }

  /** Takes bytes; returns how many lines they completed. False in `open` afterwards means: close it. */
  take(chunk: Buffer, now: number): number {
    const before = this.lines;
    this.#options.gatherer.from(this.peer);
    this.#splitter.scan(chunk, this.#add);
    const lines = this.lines - before;
    if (this.#splitter.idle) this.frameSince = 0;
    else if (this.frameSince === 0 || lines > 0) this.frameSince = now;
    return lines;
  }

  /** False after a length that makes no sense: nothing behind it can be trusted. */
  get open(): boolean {
    return !this.#splitter.closed;
  }

  /** The stream is at its end: gives what was begun. */
  finish(): void {
    this.#options.gatherer.from(this.peer);
    this.#splitter.end(this.#add);
  }

  readonly #add = (bytes: Uint8Array, start: number, end: number): void => {
    const { gatherer } = this.#options;
    this.lines++;
    if (!this.#splitter.whole) gatherer.cutNext();
    gatherer.add(bytes, start, trimmedEnd(bytes, start, end));
  };
}

/** Bytes that may wait for a slow reader; what comes beyond is lost. */
const MOST_WAITING = 4 * 1024 * 1024;

/** A pipe as Node.js opens it for standard output and error. */
interface Handle {
  setBlocking?(blocking: boolean): void;
}

/**
 * Standard output or error of a daemon. Node.js waits while nobody reads a pipe, and everything else with it; this one
 * keeps what waits, up to a limit, and goes on. When nobody will ever read it again, what is written is left out.
 */
export class PatientOutput {
  readonly isTTY: boolean;
  readonly #stream: NodeJS.WriteStream;
  #closed = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.isTTY = stream.isTTY === true;
    (stream as NodeJS.WriteStream & { readonly _handle?: Handle | null })._handle?.setBlocking?.(false);
    stream.on('error', () => {
      this.#closed = true;
    });
  }

  /** Waits until everything was read, at most so many ms; false when it was not. */
  async drained(ms: number): Promise<boolean> {
    const stream = this.#stream;
    if (this.#closed || stream.writableLength === 0) return true;
    const read = new Promise<boolean>((done) => stream.write('', () => done(true)));
    const late = new Promise<boolean>((done) => setTimeout(() => done(false), ms).unref());
    return Promise.race([read, late]);
  }

  /** False when the text was left out, as nobody reads, or too slowly. */
  write(text: string): boolean {
    if (this.#closed || this.#stream.writableLength > MOST_WAITING) return false;
    this.#stream.write(text);
    return true;
  }
}

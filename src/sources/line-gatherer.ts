import type { LiveSink } from '../core/live-source.ts';
import type { Origin } from '../core/origin.ts';

const LF = 10;
const CR = 13;
const ARENA = 262_144;
/** A batch of this many bytes is handed over at once. */
const FULL_BYTES = 65_536;
const FULL_SENDERS = 4096;
/** A line waits no longer than this for others. */
const WAIT_MS = 20;

export interface GathererOptions {
  readonly key: string;
  readonly origin: Origin;
  readonly sink: Pick<LiveSink, 'deliver' | 'now'>;
}

/** Where a line ends without the line ends and NULs at its end. */
export function trimmedEnd(bytes: Uint8Array, start: number, stop: number): number {
  let end = stop;
  while (end > start && isEnd(bytes[end - 1]!)) end--;
  return end;
}

function isEnd(byte: number): boolean {
  return byte === LF || byte === CR || byte === 0;
}

/**
 * Lines of one input, gathered into batches that are handed over when 64 KiB or 20 ms are full: few hand-overs when
 * much comes, no wait that anybody notices when little does. Bytes are copied, and a batch is never written to again.
 */
export class LineGatherer {
  lines = 0;
  bytes = 0;
  /** Epoch ms of the last hand-over; NaN before the first. */
  lastSeen = Number.NaN;
  readonly #options: GathererOptions;
  // Batches are views of an arena that goes on being filled behind them.
  #arena: Buffer = Buffer.allocUnsafeSlow(ARENA);
  #first = 0;
  #fill = 0;
  #starts = new Int32Array(1024);
  #ends = new Int32Array(1024);
  #senderOf = new Uint16Array(1024);
  #count = 0;
  #truncated: number[] = [];
  #cut = false;
  readonly #senders = new Map<string, number>();
  #sender = '';
  #senderIndex = -1;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: GathererOptions) {
    this.#options = options;
  }

  /** The lines added from now on are of this sender. */
  from(sender: string): void {
    if (sender === this.#sender && this.#senderIndex >= 0) return;
    this.#sender = sender;
    let index = this.#senders.get(sender);
    if (index === undefined) {
      if (this.#senders.size === FULL_SENDERS) this.flush();
      index = this.#senders.size;
      this.#senders.set(sender, index);
    }
    this.#senderIndex = index;
  }

  /** Takes the line `bytes[start, end)` of the sender named last. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#fill + length > this.#arena.length) this.#renew(length);
    if (this.#count === this.#starts.length) this.#grow();
    if (this.#senderIndex < 0) this.from(this.#sender);
    const at = this.#fill;
    if (length < 48) {
      // A call into the runtime costs more than so few bytes.
      const arena = this.#arena;
      for (let i = 0; i < length; i++) arena[at + i] = bytes[start + i]!;
    } else this.#arena.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end), at);
    this.#fill = at + length;
    const i = this.#count++;
    if (this.#cut) this.#truncated.push(i);
    this.#cut = false;
    this.#starts[i] = at - this.#first;
    this.#ends[i] = this.#fill - this.#first;
    this.#senderOf[i] = this.#senderIndex;
    if (this.#fill - this.#first >= FULL_BYTES) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), WAIT_MS);
  }

  /** The line to be added next was cut. */
  cutNext(): void {
    this.#cut = true;
  }

  /** Hands over what there is. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const count = this.#count;
    if (count === 0) return;
    const { key, origin, sink } = this.#options;
    const received = sink.now();
    const buffer = this.#arena.subarray(this.#first, this.#fill);
    const batch = {
      ...{ key, origin, buffer, count, received, resume: null },
      ...{ starts: this.#starts.slice(0, count), ends: this.#ends.slice(0, count) },
      ...{ senders: [...this.#senders.keys()], senderOf: this.#senderOf.slice(0, count) },
      ...{ firstLine: this.lines + 1, offset: this.bytes, truncated: this.#truncated },
    };
    this.lines += count;
    this.bytes += buffer.length;
    this.lastSeen = received;
    this.#first = this.#fill;
    this.#count = 0;
    this.#truncated = [];
    this.#senders.clear();
    this.#senderIndex = -1;
    sink.deliver(batch);
  }

  #renew(length: number): void {
    this.flush();
    if (this.#fill + length <= this.#arena.length) return;
    this.#arena = Buffer.allocUnsafeSlow(Math.max(ARENA, length));
    this.#first = 0;
    this.#fill = 0;
  }

  #grow(): void {
    const larger = (old: Int32Array) => {
      const grown = new Int32Array(2 * old.length);
      grown.set(old);
      return grown;
    };
    this.#starts = larger(this.#starts);
    this.#ends = larger(this.#ends);
    const senderOf = new Uint16Array(this.#starts.length);
    senderOf.set(this.#senderOf);
    this.#senderOf = senderOf;
  }
}

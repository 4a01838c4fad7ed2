/** What holding a line costs beside its bytes. */
const OVERHEAD = 200;
/** Senders told apart; the lines of all others wait in one queue. */
const MOST_SENDERS = 4096;
/** What a sender may give per turn. */
const TURN_BYTES = 4096;
/** Drops after which the longest queue is looked for again. */
const LOOK_AGAIN = 64;

/** The name under which senders beyond those told apart are counted. */
export const OTHER_SENDERS = 'other senders';

interface Waiting {
  readonly sender: string;
  /** With the sender of each line in the queue of all others. */
  readonly lines: Uint8Array[];
  readonly senders: string[] | null;
  head: number;
  bytes: number;
}

/**
 * Lines that wait for the engine, a queue for each sender. When all together are too many, the last line of the
 * longest queue is dropped, so that who says little loses nothing; they leave in turns, so that it does not wait either.
 * (Longest queue drop with deficit-free round robin: Suter et al., INFOCOM 1998.)
 */
export class FairQueue {
  readonly #maxBytes: number;
  readonly #onDrop: (sender: string) => void;
  /** In the order of turns: a Map keeps that in which keys were added. */
  readonly #queues = new Map<string, Waiting>();
  #bytes = 0;
  #longest: Waiting | null = null;
  #untilLook = 0;

  constructor(maxBytes: number, onDrop: (sender: string) => void) {
    this.#maxBytes = maxBytes;
    this.#onDrop = onDrop;
  }

  get empty(): boolean {
    return this.#queues.size === 0;
  }

  /** Takes a line, which must not be written to afterwards; drops one of the longest queue when there are too many. */
  push(sender: string, line: Uint8Array): void {
    const queue = this.#queueOf(sender);
    queue.lines.push(line);
    queue.senders?.push(sender);
    const cost = line.length + OVERHEAD;
    queue.bytes += cost;
    this.#bytes += cost;
    while (this.#bytes > this.#maxBytes) this.#drop(queue);
  }

  /** Gives the lines of one turn of the sender whose turn it is. */
  turn(take: (line: Uint8Array, sender: string) => void): void {
    const next = this.#queues.values().next();
    if (next.done) return;
    const queue = next.value;
    this.#queues.delete(queue.sender);
    let given = 0;
    while (queue.head < queue.lines.length && given < TURN_BYTES) {
      const line = queue.lines[queue.head]!;
      take(line, queue.senders?.[queue.head] ?? queue.sender);
      queue.head++;
      given += line.length + OVERHEAD;
    }
    queue.bytes -= given;
    this.#bytes -= given;
    if (queue.head === queue.lines.length) {
      if (queue === this.#longest) this.#longest = null;
      return;
    }
    if (queue.head > 1024 && 2 * queue.head > queue.lines.length) {
      queue.lines.splice(0, queue.head);
      queue.senders?.splice(0, queue.head);
      queue.head = 0;
    }
    this.#queues.set(queue.sender, queue);
  }

  #queueOf(sender: string): Waiting {
    const own = this.#queues.get(sender);
    if (own !== undefined) return own;
    const name = this.#queues.size < MOST_SENDERS ? sender : OTHER_SENDERS;
    const senders = name === OTHER_SENDERS ? [] : null;
    const queue = this.#queues.get(name) ?? { sender: name, lines: [], senders, head: 0, bytes: 0 };
    this.#queues.set(name, queue);
    return queue;
  }

  #drop(newest: Waiting): void {
    if (this.#longest === null || this.#untilLook-- <= 0 || this.#longest.bytes < newest.bytes) this.#look();
    const queue = this.#longest!;
    const line = queue.lines.pop()!;
    const sender = queue.senders?.pop() ?? queue.sender;
    const cost = line.length + OVERHEAD;
    queue.bytes -= cost;
    this.#bytes -= cost;
    if (queue.head === queue.lines.length) {
      this.#queues.delete(queue.sender);
      this.#longest = null;
    }
    this.#onDrop(sender);
  }

  #look(): void {
    this.#untilLook = LOOK_AGAIN;
    let longest: Waiting | null = null;
    for (const queue of this.#queues.values()) {
      if (longest === null || queue.bytes > longest.bytes) longest = queue;
    }
    this.#longest = longest;
  }
}

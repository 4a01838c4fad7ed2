import type { OutboxMessage } from '../store/outbox.ts';

/** A message that the disk had no room for, and who has not had it yet. */
interface Held {
  readonly out: OutboxMessage;
  readonly waiting: Set<string>;
}

const MOST = 500;

/** Messages that could not be stored: they leave from memory, and are lost if the process dies first. */
export class HeldMessages {
  #held: Held[] = [];
  /** Given up because there were too many, criticals last. */
  dropped = 0;

  get size(): number {
    return this.#held.length;
  }

  hold(messages: readonly OutboxMessage[], channels: readonly string[]): void {
    for (const out of messages) this.#held.push({ out, waiting: new Set(channels) });
    while (this.#held.length > MOST) {
      const ordinary = this.#held.findIndex(({ out }) => !out.critical);
      this.#held.splice(Math.max(0, ordinary), 1);
      this.dropped++;
    }
  }

  next(channel: string): OutboxMessage | null {
    const mine = this.#held.filter(({ waiting }) => waiting.has(channel));
    return (mine.find(({ out }) => out.critical) ?? mine[0])?.out ?? null;
  }

  /** A channel had it, or never will. */
  settled(out: OutboxMessage, channel: string): void {
    this.#held.find((held) => held.out === out)?.waiting.delete(channel);
    this.#held = this.#held.filter(({ waiting }) => waiting.size > 0);
  }

  /** Gives what is held to `store`, in order, until it says that there is still no room. */
  giveBack(store: (messages: readonly OutboxMessage[], channels: readonly string[]) => boolean): void {
    while (this.#held.length > 0) {
      const [{ out, waiting }] = this.#held as [Held];
      if (!store([out], [...waiting])) return;
      this.#held.shift();
    }
  }
}

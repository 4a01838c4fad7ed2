import { z } from 'zod';

/** Messages remembered, and connections; the longest untouched are forgotten. */
const MOST_MESSAGES = 20_000;
const MOST_OPEN = 5000;

/** What is known of a message by its queue id. */
export interface Message {
  /** Bytes as the log writes them; empty before they are known. */
  size: string;
  /** Who brought it, until its sender is known; empty where nobody did: it is a forward, or began before the log. */
  from: string;
  deferred: boolean;
  unsized: boolean;
  /** It left the queue. */
  removed: boolean;
}

const savedSchema = z.object({
  messages: z.array(z.tuple([z.string(), z.string(), z.string(), z.boolean(), z.boolean()])),
  open: z.array(z.tuple([z.string(), z.number()])),
});

/** Messages that are on their way, and connections that are open, by host and id. */
export class Queue {
  /** Messages and connections that were forgotten before their time. */
  forgotten = 0;
  readonly #messages = new Map<string, Message>();
  readonly #open = new Map<string, number>();

  /** The message of an id, to be changed. */
  message(key: string): Message {
    let message = this.#messages.get(key);
    if (message === undefined) {
      if (this.#messages.size >= MOST_MESSAGES) this.#forgetMessage();
      message = { size: '', from: '', deferred: false, unsized: false, removed: false };
    } else this.#messages.delete(key);
    this.#messages.set(key, message);
    return message;
  }

  removed(key: string): void {
    const message = this.#messages.get(key);
    if (message !== undefined) message.removed = true;
  }

  /** A connection began, at a time in whole seconds. */
  opened(key: string, at: number): void {
    this.#open.delete(key);
    if (this.#open.size >= MOST_OPEN) {
      this.#open.delete(this.#open.keys().next().value!);
      this.forgotten++;
    }
    this.#open.set(key, at);
  }

  /** When it began; null where that was not seen. */
  closed(key: string): number | null {
    const at = this.#open.get(key);
    if (at === undefined) return null;
    this.#open.delete(key);
    return at;
  }

  /** JSON-safe state; of messages those that are not out of the queue. */
  save(): z.infer<typeof savedSchema> {
    const messages = [...this.#messages]
      .filter(([, { removed }]) => !removed)
      .map(([key, { size, from, deferred, unsized }]): [string, string, string, boolean, boolean] => {
        return [key, size, from, deferred, unsized];
      });
    return { messages, open: [...this.#open] };
  }

  /** Takes back what `save` gave. Throws a ZodError. */
  load(saved: unknown): void {
    const { messages, open } = savedSchema.parse(saved);
    for (const [key, size, from, deferred, unsized] of messages) {
      this.#messages.set(key, { size, from, deferred, unsized, removed: false });
    }
    for (const [key, at] of open) this.#open.set(key, at);
  }

  #forgetMessage(): void {
    const [key, { removed }] = this.#messages.entries().next().value!;
    this.#messages.delete(key);
    if (!removed) this.forgotten++;
  }
}

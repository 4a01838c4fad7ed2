import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Channel } from '../../src/app/channel-sender.ts';
import { MessagesOut, type MessagesOutOptions } from '../../src/app/messages-out.ts';
import { seededRandom } from '../../src/kit/random.ts';
import webhook from '../../src/notifiers/webhook.ts';
import { Outbox } from '../../src/store/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { Receiver } from '../../src/testing/receiver.ts';
import { newFolder } from '../store/places.ts';

export const DAY = 86_400_000;

/** What a receiver was told, as far as tests look at it. */
export interface Told {
  readonly key: string;
  readonly kind: string;
  readonly headline: string;
  readonly body: readonly string[];
}

/** Messages on their way to real receivers, under a clock that the test turns. */
export class MessagesBench {
  readonly folder: string;
  readonly receivers = new Map<string, Receiver>();
  readonly log: string[] = [];
  now = Date.UTC(2026, 10, 21, 12);
  store!: Store;
  out!: MessagesOut;
  readonly #more: Channel[] = [];
  #options: Partial<MessagesOutOptions> = {};

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @param folder where state is kept; one of its own, gone after the test, when absent */
  static async start(
    names: readonly string[],
    { folder = newFolder(), ...options }: Partial<MessagesOutOptions> & { folder?: string } = {},
  ) {
    const bench = new MessagesBench(folder);
    for (const name of names) bench.receivers.set(name, await Receiver.start());
    bench.#options = options;
    bench.open();
    onTestFinished(() => bench.#end());
    return bench;
  }

  open(): void {
    this.store = Store.open({ folder: this.folder, now: () => this.now, notice: () => {} });
    const channels = [...this.receivers].map(([name, receiver]): Channel => {
      const options = webhook.schema.parse({ url: receiver.url(), allow_private: true });
      const context = { now: () => this.now, write: () => {} };
      return { name, notifier: webhook.create(options, context), updates: webhook.updates };
    });
    this.out = new MessagesOut({
      channels: [...channels, ...this.#more],
      outbox: new Outbox(this.store),
      grouping: {
        groupBy: ['template', 'subject'],
        cooldown: 3_600_000,
        digestAfter: (now) => now + DAY,
      },
      deadline: 5000,
      now: () => this.now,
      random: seededRandom(1),
      log: (_level, text) => void this.log.push(text),
      ...this.#options,
    });
  }

  /** Starts anew with one more channel. */
  async add(channel: Channel): Promise<void> {
    this.#more.push(channel);
    await this.out.stop();
    this.store.close();
    this.open();
  }

  async reopen(): Promise<void> {
    await this.out.stop();
    this.store.close();
    this.open();
  }

  told(name: string): Told[] {
    // One that is just coming has no body yet.
    const whole = this.receivers.get(name)!.requests.filter(({ body }) => body !== '');
    return whole.map(({ body }) => JSON.parse(body) as Told);
  }

  /** Turns the clock on, a step at a time, and waits until nothing is under way, until `done` or the steps are used up. */
  async turn(step: number, times: number, done: () => boolean = () => false): Promise<void> {
    for (let i = 0; i < times && !done(); i++) {
      this.now += step;
      this.out.tick();
      await this.settle();
    }
  }

  async settle(): Promise<void> {
    for (let i = 0; i < 2000 && !this.out.idle; i++) await sleep(10);
  }

  async #end(): Promise<void> {
    await this.out.stop(0);
    this.store.close();
    for (const receiver of this.receivers.values()) await receiver.stop();
  }
}

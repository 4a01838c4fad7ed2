import type { Delivery, Message, Notifier, NotifierDefinition } from '../../src/core/notifier.ts';
import { type Behaviour, type Received, Receiver } from '../../src/testing/receiver.ts';

/** A stand-in of a service of tickets: keeps them, and refuses what the service would refuse. */
export interface Desk {
  readonly tickets: readonly {
    readonly id: string;
    readonly closed: boolean;
    readonly comments: readonly string[];
    readonly title: string;
  }[];
  answer(request: Received): Behaviour;
}

/** A channel and its service, spoken to over HTTP. */
export class DeskBench {
  readonly receiver: Receiver;
  readonly #channel: Notifier;

  private constructor(receiver: Receiver, channel: Notifier) {
    this.receiver = receiver;
    this.#channel = channel;
  }

  static async start(
    definition: NotifierDefinition,
    desk: Desk,
    options: { readonly [name: string]: unknown },
  ): Promise<DeskBench> {
    const receiver = await Receiver.start();
    receiver.asked = (request) => desk.answer(request);
    const given = definition.schema.parse({ url: receiver.url('/'), allow_private: true, ...options });
    const context = { now: () => Date.UTC(2026, 10, 21, 12), write: () => {}, timeZone: 'UTC' };
    return new DeskBench(receiver, definition.create(given, context));
  }

  say(message: Message, reference?: string): Promise<Delivery> {
    const signal = AbortSignal.timeout(10_000);
    return this.#channel.deliver(message, { signal, ...(reference === undefined ? {} : { reference }) });
  }

  /** What is asked next is met otherwise, once, where it fits; `after` says that it is done nevertheless. */
  once(fits: (request: Received) => boolean, behaviour: Behaviour, { after = false } = {}): void {
    const before = this.receiver.asked;
    this.receiver.asked = (request) => {
      if (!fits(request)) return before(request);
      this.receiver.asked = before;
      if (after) before(request);
      return behaviour;
    };
  }

  /** Requests that change something. */
  get changes(): readonly Received[] {
    return this.receiver.requests.filter(({ method }) => method !== 'GET');
  }
}

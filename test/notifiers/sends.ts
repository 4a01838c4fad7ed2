import type { Delivery, Message, NotifierDefinition } from '../../src/core/notifier.ts';
import { type Behaviour, type Received, Receiver } from '../../src/testing/receiver.ts';

/** What came of sending one message. */
export interface Sent {
  readonly delivery: Delivery;
  /** All requests that came in. */
  readonly requests: readonly Received[];
  /** The body of the first one, as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: what a service is sent, looked into by its test.
  readonly json: any;
}

/** Sends one message by a channel to a real server that answers as it is told. */
export async function sends(
  definition: NotifierDefinition,
  options: { readonly [key: string]: unknown },
  how: { readonly message: Message; readonly behaviour?: Behaviour; readonly reference?: string },
): Promise<Sent> {
  const receiver = await Receiver.start();
  try {
    receiver.behaviour = how.behaviour ?? { status: 200 };
    const parsed = definition.schema.parse({ url: receiver.url('/'), allow_private: true, ...options });
    const now = () => Date.UTC(2026, 10, 21, 12);
    const channel = definition.create(parsed, { now, write: () => {}, timeZone: 'UTC' });
    const { reference } = how;
    const signal = AbortSignal.timeout(10_000);
    const delivery = await channel.deliver(how.message, {
      signal,
      ...(reference === undefined ? {} : { reference }),
    });
    const { requests } = receiver;
    return { delivery, requests, json: requests[0] === undefined ? null : JSON.parse(requests[0].body) };
  } finally {
    await receiver.stop();
  }
}

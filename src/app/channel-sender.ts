import { Circuit, type Turn } from '../alerts/circuit.ts';
import type { Delivery, Message, Notifier } from '../core/notifier.ts';
import type { Outbox, OutboxEntry, OutboxMessage } from '../store/outbox.ts';
import type { HeldMessages } from './held-messages.ts';

/** A channel of the configuration. */
export interface Channel {
  readonly name: string;
  readonly notifier: Notifier;
  /** What was sent can be changed. */
  readonly updates: boolean;
}

/** What a sender needs beside its channel. */
export interface SenderWorld {
  readonly outbox: Outbox;
  readonly held: HeldMessages;
  /** The wall clock, epoch ms. */
  now(): number;
  random(): number;
  /** Ms that a try may take. */
  readonly deadline: number;
  /** A try ended; a message that is refused for good is to leave by the other channels. */
  settled(
    channel: string,
    out: OutboxMessage,
    how: { readonly delivery: Delivery; readonly turn: Turn },
  ): void;
}

/** A message gives up its place after so many failures, in case it alone is what the receiver cannot bear. */
const BEHIND_EVERY = 8;

/** Sends the messages of one channel: one at a time, in order, again after failures. */
export class ChannelSender {
  readonly channel: Channel;
  readonly circuit: Circuit;
  readonly #world: SenderWorld;
  /** What was done with entries and could not be noted, as the disk was full; nothing is sent twice for that. */
  readonly #unnoted = new Map<number, () => boolean>();
  #working: Promise<void> | null = null;
  #poked = false;
  #stop = new AbortController();

  constructor(channel: Channel, world: SenderWorld) {
    this.channel = channel;
    this.#world = world;
    this.circuit = new Circuit(() => world.random());
  }

  get busy(): boolean {
    return this.#working !== null;
  }

  /** Sends what may be sent now; returns at once. */
  poke(): void {
    this.#poked = this.#working !== null;
    if (this.#poked || this.#stop.signal.aborted) return;
    this.#working = this.#work().finally(() => {
      this.#working = null;
      // What was put after it had looked for the last time does not wait for the next second.
      if (this.#poked) this.poke();
    });
  }

  /** Takes up nothing more; what is under way has `ms` to end, and is else tried again after the next start. */
  async stop(ms: number): Promise<void> {
    const working = this.#working;
    if (working === null) return this.#stop.abort();
    const timer = setTimeout(() => this.#stop.abort(), ms);
    this.#stopping = true;
    await working;
    clearTimeout(timer);
    this.#stop.abort();
  }

  #stopping = false;

  async #work(): Promise<void> {
    while (!this.#stopping && !this.#stop.signal.aborted) {
      const { held } = this.#world;
      const now = this.#world.now();
      if (!this.circuit.allows(now, true)) return;
      const entry = this.#noted() ? this.#world.outbox.next(this.channel.name, now) : null;
      const out = entry ?? held.next(this.channel.name);
      if (out === null || !this.circuit.allows(now, out.critical)) return;
      const delivery = await this.#try(out);
      // Whoever stops the program is not a receiver that failed.
      if (this.#stop.signal.aborted && !delivery.ok) return;
      const turn = this.#turn(delivery);
      if (entry !== null) this.#note(entry, delivery);
      else if (delivery.ok || delivery.permanent) held.settled(out, this.channel.name);
      this.#world.settled(this.channel.name, out, { delivery, turn });
    }
  }

  async #try(out: OutboxMessage): Promise<Delivery> {
    const { deadline, outbox } = this.#world;
    const { name, notifier, updates } = this.channel;
    const reference = updates && out.version > 0 ? outbox.reference(name, out.message.key) : null;
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(deadline)]);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Delivery>((done) => {
      const delivery = { ok: false, permanent: false, reason: 'the channel did not end in time' } as const;
      timer = setTimeout(() => done(delivery), deadline + 2000);
    });
    try {
      const earlier = () => outbox.earlier(name, out.message.key, out.version);
      const options = { signal, ...(reference === null ? {} : { reference, earlier }) };
      return await Promise.race([notifier.deliver(wordsFor(out.message, updates), options), late]);
    } catch (error) {
      // Its message may hold what nobody may see.
      return { ok: false, permanent: false, reason: `the channel failed (${(error as Error).name})` };
    } finally {
      clearTimeout(timer);
    }
  }

  #turn(delivery: Delivery): Turn {
    return delivery.ok ? this.circuit.succeeded() : this.circuit.failed(this.#world.now(), delivery);
  }

  #note(entry: OutboxEntry, delivery: Delivery): void {
    const { outbox } = this.#world;
    const now = this.#world.now();
    const { id } = entry;
    const note = () => {
      if (delivery.ok) return outbox.delivered(id, { now, reference: delivery.reference ?? null }).ok;
      const { reason, permanent } = delivery;
      if (permanent) return outbox.refused(id, { now, reason }).ok;
      const behind = (entry.attempts + 1) % BEHIND_EVERY === 0;
      const { notBefore, criticalFrom } = this.circuit;
      return outbox.failed(id, { due: entry.critical ? criticalFrom : notBefore, reason, behind }).ok;
    };
    if (!note()) this.#unnoted.set(id, note);
  }

  /** Whether all that was done is noted, so that the outbox can be asked for what is next. */
  #noted(): boolean {
    for (const [id, note] of this.#unnoted) {
      if (!note()) return false;
      this.#unnoted.delete(id);
    }
    return true;
  }
}

/** Where nothing that was sent can be changed, the end of what was found is one line: all else was said. */
function wordsFor(message: Message, updates: boolean): Message {
  return updates || message.kind !== 'resolve' ? message : { ...message, findings: [] };
}

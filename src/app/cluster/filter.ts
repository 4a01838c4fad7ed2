import type { BusEntry, Gap, GroupHandler, Member } from '../../core/bus.ts';
import type { Event } from '../../core/event.ts';
import type { LiveBatch } from '../../core/live-source.ts';
import type { SendersStatus } from '../../core/status.ts';
import { createFilter, type Filter } from '../../filter/filter.ts';
import { loadRules } from '../../filter/load-rules.ts';
import { Miner } from '../../templates/miner.ts';
import { packClocks } from '../../wire/clocks.ts';
import { isEnvelope, open } from '../../wire/envelope.ts';
import { packEvents } from '../../wire/events.ts';
import { unpackRaw } from '../../wire/raw.ts';
import { shardOf } from '../../wire/split-senders.ts';
import type { Reading } from '../daemon-options.ts';
import type { SenderWatch } from '../senders/sender-watch.ts';
import { senderWatchOf } from '../senders/sender-watch-of.ts';
import { acknowledge } from './acknowledge.ts';
import { Gaps } from './gaps.ts';
import { isPast, pastProducer } from './past-mark.ts';
import { type PastPart, partsOf, pastPartOf } from './past-part.ts';
import { plainLines } from './plain-lines.ts';
import { RawShard } from './raw-shard.ts';
import { mustBeCarried } from './read-again.ts';
import { SenderTime } from './sender-time.ts';
import { SharedTemplates } from './shared-templates.ts';
import { unlessClosed } from './unless-closed.ts';
import type { Role, Works } from './works.ts';

const FILTERS = 'filter';
/** Events in one entry at most. */
const MOST_EVENTS = 2000;
/** An event that waits for more lines is let go after so long without any, ms. */
const HELD = 1000;
/** How often it is said how far a shard was read, ms. */
const CLOCK_EVERY = 250;
/** What comes now was written so long ago at most, ms. */
const UNDER_WAY = 2000;

/**
 * Turns lines into events, for the shards of `raw` that are its own: format, kind of line, the filter's mark. What a
 * shard holds is acknowledged when its events are on the bus. It keeps nothing: who takes a shard over reads again what
 * was not acknowledged.
 */
export class FilterRole implements Role, GroupHandler {
  readonly #works: Works;
  readonly #miner = new Miner();
  readonly #filter: Filter;
  readonly #shards = new Map<number, RawShard>();
  readonly #gaps: Gaps;
  readonly #time: SenderTime;
  readonly #senders: SenderWatch;
  readonly templates: SharedTemplates;
  #member: Member | null = null;
  #timer: NodeJS.Timeout | null = null;
  #sequence = 0;
  readonly counters = { lines: 0, events: 0, escalated: 0, gaps: 0 };

  constructor(works: Works) {
    this.#works = works;
    const { rules } = works.config;
    const words = { of: 'lines', undone: 'read them' };
    this.#gaps = new Gaps({ topic: 'raw', words, notice: works.notice, now: works.now });
    this.#time = new SenderTime(works.notice, works.now);
    this.#senders = senderWatchOf(works.config, works.notice);
    this.templates = new SharedTemplates(works, this.#miner);
    this.#filter = createFilter(loadRules({ files: rules.files, noPacks: !rules.packs }), {
      resolve: (id) => this.#miner.resolve(id),
    });
  }

  /** Shards that are its own. */
  get owned(): readonly number[] {
    return [...this.#shards.keys()];
  }

  /** What lines from the network tell of those who send them. */
  get senders(): SendersStatus {
    return this.#senders.status;
  }

  readings(): Reading[] {
    return [...this.#shards.values()].flatMap((shard) => shard.readings());
  }

  async start(): Promise<void> {
    const { bus, config } = this.#works;
    this.templates.start();
    this.#member = bus.join('raw', { group: FILTERS, shards: config.cluster.shards }, this);
    this.#timer = setInterval(() => void this.#sayClocks().catch(this.#works.failed), CLOCK_EVERY);
  }

  second(): void {
    this.#gaps.say();
    this.templates.second();
    this.#senders.second(this.#works.now());
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#member?.leave();
    await this.templates.stop();
  }

  async assigned(shard: number, fence: number): Promise<void> {
    const of = new RawShard(fence, this.#works.config.timezone);
    of.idleSince = this.#works.now();
    this.#shards.set(shard, of);
  }

  async revoked(shard: number, lost: boolean): Promise<void> {
    const of = this.#shards.get(shard);
    if (of === undefined) return;
    if (!lost) await of.inTurn(() => this.#release(shard, of, Number.POSITIVE_INFINITY));
    this.#shards.delete(shard);
  }

  gap(shard: number, gap: Gap): void {
    this.counters.gaps++;
    this.#gaps.take(shard, gap);
  }

  async entries(shard: number, entries: readonly BusEntry[]): Promise<void> {
    const of = this.#shards.get(shard);
    if (of !== undefined) await of.inTurn(() => this.#read(shard, of, entries));
  }

  async #read(shard: number, of: RawShard, entries: readonly BusEntry[]): Promise<void> {
    const { now } = this.#works;
    of.idleSince = null;
    try {
      await this.#readAll(shard, of, entries);
    } finally {
      // Also where one could not be read: everybody waits for the clock of this shard.
      of.idleSince = now();
    }
  }

  async #readAll(shard: number, of: RawShard, entries: readonly BusEntry[]): Promise<void> {
    const { now } = this.#works;
    const events: Event[] = [];
    const past: PastPart[] = [];
    // All of them are looked at before any of it counts: where one cannot be read they are tried again whole.
    const unpacked = entries.map((entry) => ({ entry, batches: this.#batchesOf(entry) }));
    for (const { entry, batches } of unpacked) {
      of.latest = Number.isNaN(entry.time) ? now() : entry.time;
      const history = pastPartOf(batches, (batch, take) => of.feedPast(batch, now(), take));
      if (history !== null) past.push(history);
      for (const batch of batches) {
        this.counters.lines += batch.count;
        if (!isPast(batch)) of.feed(batch, now(), (event) => events.push(event));
      }
      of.read(entry.id);
    }
    for (const part of past) await this.#publishPast(shard, of, part);
    await this.#publish(shard, of, events);
    await this.#acknowledge(shard, of);
  }

  /** To every engine, though it may hold nothing for it: how far a history was read is said with what it holds. */
  async #publishPast(shard: number, of: RawShard, { node, until, events }: PastPart): Promise<void> {
    const { bus, config } = this.#works;
    const { detect_shards: shards } = config.cluster;
    const notable = events.filter((event) => this.#isNotable(event));
    this.counters.events += events.length;
    this.counters.escalated += notable.length;
    const head = { producer: pastProducer(node), fence: of.fence, shard, compress: this.#works.compress };
    const packed = (some: readonly Event[], next: () => number) =>
      partsOf(some, MOST_EVENTS).map((part, i, { length }) => {
        const clock = i < length - 1 ? Number.NaN : until;
        return packEvents({ ...head, sequence: next(), clock }, part, { carried: mustBeCarried });
      });
    const byShard = Map.groupBy(events, ({ host }) => shardOf(host ?? '', shards));
    const sent = Array.from({ length: shards }, (_, to) =>
      bus.publish(
        'events',
        to,
        packed((shards === 1 ? events : byShard.get(to)) ?? [], () => of.next(to)),
      ),
    );
    if (notable.length > 0)
      sent.push(
        bus.publish(
          'escalated',
          0,
          packed(notable, () => ++this.#sequence),
        ),
      );
    await Promise.all(sent);
  }

  /** Lines of an entry, whoever wrote it. Throws MESSAGE_INVALID. */
  #batchesOf(entry: BusEntry): readonly LiveBatch[] {
    if (!isEnvelope(entry.bytes)) return [plainLines(entry, this.#works.now())];
    const envelope = open(entry.bytes);
    return this.#time.corrected(envelope, entry, unpackRaw(envelope));
  }

  async #publish(shard: number, of: RawShard, events: readonly Event[]): Promise<void> {
    if (events.length === 0) return;
    const { bus, config, node } = this.#works;
    for (const event of events) this.#senders.observe(event);
    const notable = events.filter((event) => this.#isNotable(event));
    this.counters.events += events.length;
    this.counters.escalated += notable.length;
    const packed = (some: readonly Event[], next: () => number) => {
      const entries: Buffer[] = [];
      for (let at = 0; at < some.length; at += MOST_EVENTS) {
        // Only with the last of them everything up to the clock has come.
        const clock = at + MOST_EVENTS < some.length ? Number.NaN : of.clock;
        const head = { producer: node, fence: of.fence, sequence: next() };
        const sealing = { ...head, shard, clock, compress: this.#works.compress };
        entries.push(packEvents(sealing, some.slice(at, at + MOST_EVENTS), { carried: mustBeCarried }));
      }
      return entries;
    };
    const shards = config.cluster.detect_shards;
    const byShard =
      shards === 1 ? new Map([[0, events]]) : Map.groupBy(events, ({ host }) => shardOf(host ?? '', shards));
    const sent = [...byShard].map(([to, some]) =>
      bus.publish(
        'events',
        to,
        packed(some, () => of.next(to)),
      ),
    );
    if (notable.length > 0)
      sent.push(
        bus.publish(
          'escalated',
          0,
          packed(notable, () => ++this.#sequence),
        ),
      );
    await Promise.all(sent);
  }

  /** Marks an event; whether it is one of those that are kept to be looked at. */
  #isNotable(event: Event): boolean {
    event.template = this.#miner.match(event.text, event.messageStart, event.messageEnd);
    this.#filter.mark(event);
    return event.mark !== 'keep' && event.mark !== 'drop';
  }

  async #acknowledge(shard: number, of: RawShard): Promise<void> {
    const id = of.done();
    if (id !== null) await acknowledge(this.#member, shard, id);
  }

  /** Lets go of what waits for more lines since before a time (epoch ms). */
  async #release(shard: number, of: RawShard, before: number): Promise<void> {
    const events: Event[] = [];
    of.release(before, (event) => events.push(event));
    await this.#publish(shard, of, events);
    await this.#acknowledge(shard, of);
  }

  /** Says of each shard how far it was read, so that nobody waits for it. */
  async #sayClocks(): Promise<void> {
    const { now, bus, node, config } = this.#works;
    for (const [shard, of] of this.#shards) {
      if (of.idleSince === null) continue;
      await of.inTurn(() => this.#release(shard, of, now() - HELD));
      if (of.idleSince !== null && now() - of.idleSince > HELD) of.advance(now() - UNDER_WAY);
    }
    if (this.#shards.size === 0 || this.#timer === null) return;
    const said: Promise<void>[] = [];
    for (let to = 0; to < config.cluster.detect_shards; to++) {
      const clocks = [...this.#shards].map(([shard, of]) => ({
        ...{ shard, fence: of.fence, entries: of.sent(to) },
        clock: Number.isFinite(of.clock) ? of.clock : Number.NaN,
      }));
      const head = { producer: node, fence: 0, sequence: ++this.#sequence };
      said.push(bus.publish('clock', to, [packClocks(head, clocks)]).catch(unlessClosed));
    }
    await Promise.all(said);
  }
}

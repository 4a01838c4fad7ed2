import { setImmediate as turn } from 'node:timers/promises';
import type { BusEntry, Candidate, Gap, GroupHandler, Member } from '../../core/bus.ts';
import { believable } from '../../wire/believable.ts';
import { unpackClocks } from '../../wire/clocks.ts';
import { open } from '../../wire/envelope.ts';
import { packFindings } from '../../wire/findings.ts';
import { acknowledge } from './acknowledge.ts';
import { DetectUnit, type UnitPlan } from './detect-unit.ts';
import { Gaps } from './gaps.ts';
import { nodeOfPast } from './past-mark.ts';
import { packPace } from './past-pace.ts';
import { readable } from './readable.ts';
import type { StoreOnBus } from './store-on-bus.ts';
import type { Role, Works } from './works.ts';

const DETECTORS = 'detect';
/** The engine that looks at all shards, where there are several, and the group it reads them by. */
const FLEET = 'detect/fleet';
/** Events that may wait for others before no more are taken from the bus. */
const MOST_WAITING = 200_000;
/** How often findings leave, ms. */
const TELL_EVERY = 100;
/** How often it is said how far the clock is, though nothing was found, ms. */
const CLOCK_EVERY = 1000;
/** How often it is said that there are no histories to be looked at, ms. */
const PACE_EVERY = 3000;
/** How often what was learnt is kept, ms; never more than a part in fifty of the time is spent on it. */
const SNAPSHOT_EVERY = 15_000;
const SNAPSHOT_SHARE = 50;

/** An engine at work, and how what it read is acknowledged. */
interface Working {
  readonly unit: DetectUnit;
  readonly member: () => Member | null;
  toldAt: number;
}

/**
 * Looks at events, for the shards of them that are its own: an engine for each, and one for all of them together, of
 * detectors that compare hosts, where there are several shards and this process leads. What was read is acknowledged when
 * what was learnt of it is kept, here and on the bus, so that another goes on from there.
 */
export class DetectRole implements Role, GroupHandler {
  readonly #works: Works;
  readonly #store: StoreOnBus;
  readonly #gaps: Gaps;
  readonly #units = new Map<string, Working>();
  readonly #over = new AbortController();
  #member: Member | null = null;
  #fleet: Member | null = null;
  #candidate: Candidate | null = null;
  #timer: NodeJS.Timeout | null = null;
  #keptAt: number;
  #keptMs = 0;
  #keeping: Promise<void> = Promise.resolve();
  #telling: Promise<void> = Promise.resolve();
  #pacing: Promise<void> = Promise.resolve();
  readonly #pacedAt = new WeakMap<DetectUnit, number>();
  #working = false;
  #sequence = 0;

  constructor(works: Works, store: StoreOnBus) {
    this.#works = works;
    this.#store = store;
    const words = { of: 'events', undone: 'looked at them' };
    this.#gaps = new Gaps({ topic: 'events', words, notice: works.notice, now: works.now });
    this.#keptAt = works.now();
  }

  get units(): readonly DetectUnit[] {
    return [...this.#units.values()].map(({ unit }) => unit);
  }

  async start(): Promise<void> {
    const { bus, config } = this.#works;
    const { detect_shards: shards } = config.cluster;
    this.#member = bus.join('events', { group: DETECTORS, shards }, this);
    if (shards > 1)
      this.#candidate = bus.stand(FLEET, {
        elected: (fence) => this.#lead(fence),
        deposed: (lost) => this.#followOthers(lost),
      });
    for (let shard = 0; shard < shards; shard++) void this.#followClocks(shard).catch(this.#works.failed);
    this.#timer = setInterval(() => this.#tell(), TELL_EVERY);
  }

  /** How often what was learnt is kept, and what it was learnt of acknowledged, ms. */
  get keepsEvery(): number {
    return Math.max(SNAPSHOT_EVERY, this.#keptMs * SNAPSHOT_SHARE);
  }

  second(): void {
    this.#gaps.say();
    const { now, failed } = this.#works;
    let soon = false;
    for (const { unit } of this.#units.values()) soon = unit.second() || soon;
    if (soon || now() >= this.#keptAt + this.keepsEvery) void this.#keep().catch(failed);
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#candidate?.withdraw();
    await this.#member?.leave();
    this.#over.abort();
    await this.#telling;
  }

  /** Name of the engine of a shard. */
  #nameOf(shard: number): string {
    return this.#isOne ? DETECTORS : `${DETECTORS}/${shard}`;
  }

  get #isOne(): boolean {
    return this.#works.config.cluster.detect_shards === 1;
  }

  assigned(shard: number, fence: number): Promise<void> {
    const scope = this.#isOne ? 'all' : 'host';
    return this.#begin({ name: this.#nameOf(shard), fence, shards: [shard], scope }, () => this.#member);
  }

  revoked(shard: number, lost: boolean): Promise<void> {
    return this.#end(this.#nameOf(shard), lost);
  }

  async #begin(plan: UnitPlan, member: () => Member | null): Promise<void> {
    // What whoever had it before kept is here, before anything of it is taken up.
    await this.#store.current();
    this.#store.own(plan.name, plan.fence);
    const unit = new DetectUnit(this.#works, plan);
    this.#units.set(plan.name, { unit, member, toldAt: Number.NEGATIVE_INFINITY });
    // Whoever looks at all shards compares lines; numbers are looked at by shard.
    if (plan.scope !== 'fleet') void this.#followSamples(plan.shards[0]!, unit).catch(this.#works.failed);
    await this.#store.image();
  }

  async #end(name: string, lost: boolean): Promise<void> {
    const working = this.#units.get(name);
    if (working === undefined) return;
    if (!lost) {
      await this.#drain(working.unit);
      await this.#keep();
    }
    this.#units.delete(name);
    working.unit.abandon();
    this.#store.disown(name);
  }

  /** Nobody else looks at all shards now. */
  async #lead(fence: number): Promise<void> {
    const { bus, config } = this.#works;
    const shards = [...Array(config.cluster.detect_shards).keys()];
    await this.#begin({ name: FLEET, fence, shards, scope: 'fleet' }, () => this.#fleet);
    this.#fleet = bus.join(
      'events',
      { group: FLEET, shards: shards.length },
      {
        assigned: async () => {},
        entries: (shard, entries) => this.#take(FLEET, shard, entries),
        revoked: async () => {},
        gap: (shard, gap) => this.gap(shard, gap),
      },
    );
  }

  async #followOthers(lost: boolean): Promise<void> {
    if (lost) this.#units.delete(FLEET);
    else if (this.#units.has(FLEET)) {
      await this.#drain(this.#units.get(FLEET)!.unit);
      await this.#keep();
    }
    await this.#fleet?.leave();
    this.#fleet = null;
    await this.#end(FLEET, true);
    this.#store.disown(FLEET);
  }

  gap(shard: number, gap: Gap): void {
    this.#gaps.take(shard, gap);
  }

  entries(shard: number, entries: readonly BusEntry[]): Promise<void> {
    return this.#take(this.#nameOf(shard), shard, entries);
  }

  async #take(name: string, shard: number, entries: readonly BusEntry[]): Promise<void> {
    const working = this.#units.get(name);
    if (working === undefined) return;
    const { unit } = working;
    for (const entry of entries) unit.add(shard, entry);
    void this.#work();
    while (unit.waiting > MOST_WAITING && this.#units.get(name) === working) {
      await this.#work();
      await turn();
    }
  }

  /** A part of what waits in a turn of the event loop: the bus and the clock get theirs between. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      for (let more = true; more; await turn()) {
        more = false;
        for (const { unit } of this.#units.values()) more = unit.work() || more;
      }
    } catch (error) {
      this.#works.failed(error as Error);
    } finally {
      this.#working = false;
    }
  }

  async #drain(unit: DetectUnit): Promise<void> {
    while (unit.work()) await turn();
    this.#tell(true);
    await this.#telling;
  }

  /** Publishes what was found, and how far the clocks are; findings before the clock that is behind them. */
  #tell(all = false): void {
    const { now, bus, node, failed } = this.#works;
    for (const working of this.#units.values()) {
      const { unit } = working;
      if (!all && !unit.hasFound && Math.abs(now() - working.toldAt) < CLOCK_EVERY) continue;
      // What is of the past, and what is not, are told one after the other.
      do {
        const found = unit.found();
        if (!Number.isFinite(found.clock.to)) break;
        working.toldAt = now();
        const head = { producer: node, fence: unit.fence, sequence: ++this.#sequence };
        const packed = packFindings(head, found);
        this.#telling = this.#telling.then(() => bus.publish('findings', 0, [packed])).catch(failed);
      } while (unit.hasFound);
    }
    this.#sayPace();
    void this.#work();
  }

  /** Says how far histories were looked at: often while there are any, and now and then that there are none. */
  #sayPace(): void {
    const { now, bus } = this.#works;
    for (const { unit } of this.#units.values()) {
      const to = unit.pastTo;
      const every = Number.isNaN(to) ? PACE_EVERY : 0;
      if (Math.abs(now() - (this.#pacedAt.get(unit) ?? Number.NEGATIVE_INFINITY)) < every) continue;
      this.#pacedAt.set(unit, now());
      const packed = packPace({ fence: unit.fence, sequence: ++this.#sequence }, unit.number, to);
      this.#pacing = this.#pacing.then(() => bus.publish('clock', 0, [packed])).catch(() => {});
    }
  }

  /** Keeps what was learnt, sends it to those who stand by, and acknowledges what is in it. */
  #keep(): Promise<void> {
    const keep = this.#keeping.then(async () => {
      this.#keptAt = this.#works.now();
      const began = performance.now();
      for (const { unit, member } of [...this.#units.values()]) {
        const saving = unit.snapshot();
        // What was found before it is on the bus before what was read is not read again.
        this.#tell(true);
        await this.#telling;
        const done = await saving;
        if (done.size === 0) continue;
        await this.#store.flush();
        for (const [shard, id] of done) await acknowledge(member(), shard, id);
      }
      this.#keptMs = performance.now() - began;
    });
    this.#keeping = keep.catch(() => {});
    return keep;
  }

  async #followSamples(shard: number, unit: DetectUnit): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#over.signal]);
    const after = unit.samplesAfter;
    for await (const entries of this.#works.bus.follow('samples', shard, { after, signal })) {
      if (this.#units.get(unit.name)?.unit !== unit) over.abort();
      else for (const entry of entries) unit.measure(entry);
    }
  }

  async #followClocks(shard: number): Promise<void> {
    const { signal } = this.#over;
    for await (const entries of this.#works.bus.follow('clock', shard, { after: 'newest', signal })) {
      for (const { bytes, time } of entries) {
        this.#works.heard(time);
        const clocks = readable(() => {
          const envelope = open(bytes);
          // How far histories were looked at, which engines say for nodes.
          if (nodeOfPast(envelope.producer) !== null) return [];
          const all = unpackClocks(envelope);
          believable({ fences: all.map(({ fence }) => fence), times: all.map(({ clock }) => clock) }, time);
          return all;
        });
        if (clocks === null) continue;
        for (const { unit } of this.#units.values()) unit.clocks(shard, clocks);
      }
      void this.#work();
    }
  }
}

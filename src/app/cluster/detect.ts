import { setImmediate as turn } from 'node:timers/promises';
import type { BusEntry, Gap, GroupHandler, Member } from '../../core/bus.ts';
import { unpackClocks } from '../../wire/clocks.ts';
import { open } from '../../wire/envelope.ts';
import { packFindings } from '../../wire/findings.ts';
import { DetectUnit } from './detect-unit.ts';
import { readable } from './readable.ts';
import type { StoreOnBus } from './store-on-bus.ts';
import type { Role, Works } from './works.ts';

const DETECTORS = 'detect';
/** Events that may wait for others before no more are taken from the bus. */
const MOST_WAITING = 200_000;
/** How often findings leave, ms. */
const TELL_EVERY = 100;
/** How often it is said how far the clock is, though nothing was found, ms. */
const CLOCK_EVERY = 1000;
/** How often what was learnt is kept, ms; never more than a part in fifty of the time is spent on it. */
const SNAPSHOT_EVERY = 15_000;
const SNAPSHOT_SHARE = 50;

/**
 * Looks at events, for the shards of them that are its own: an engine for each. What a shard holds is acknowledged when
 * what was learnt of it is kept, here and on the bus, so that another goes on from there.
 */
export class DetectRole implements Role, GroupHandler {
  readonly #works: Works;
  readonly #store: StoreOnBus;
  readonly #units = new Map<number, DetectUnit>();
  readonly #toldAt = new Map<number, number>();
  readonly #over = new AbortController();
  #member: Member | null = null;
  #timer: NodeJS.Timeout | null = null;
  #keptAt: number;
  #keptMs = 0;
  #keeping: Promise<void> = Promise.resolve();
  #telling: Promise<void> = Promise.resolve();
  #working = false;
  #sequence = 0;

  constructor(works: Works, store: StoreOnBus) {
    this.#works = works;
    this.#store = store;
    this.#keptAt = works.now();
  }

  get units(): readonly DetectUnit[] {
    return [...this.#units.values()];
  }

  async start(): Promise<void> {
    const { bus, config } = this.#works;
    const { detect_shards: shards } = config.cluster;
    this.#member = bus.join('events', { group: DETECTORS, shards }, this);
    void this.#followClocks().catch(this.#works.failed);
    this.#timer = setInterval(() => this.#tell(), TELL_EVERY);
  }

  second(): void {
    const { now, failed } = this.#works;
    let soon = false;
    for (const unit of this.#units.values()) soon = unit.second() || soon;
    const due = this.#keptAt + Math.max(SNAPSHOT_EVERY, this.#keptMs * SNAPSHOT_SHARE);
    if (soon || now() >= due) void this.#keep().catch(failed);
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#member?.leave();
    this.#over.abort();
    await this.#telling;
  }

  /** Name of the engine of a shard. */
  #nameOf(shard: number): string {
    return this.#works.config.cluster.detect_shards === 1 ? DETECTORS : `${DETECTORS}/${shard}`;
  }

  async assigned(shard: number, fence: number): Promise<void> {
    // What whoever had it before kept is here, before anything of it is taken up.
    await this.#store.current();
    const name = this.#nameOf(shard);
    this.#store.own(name, fence);
    const unit = new DetectUnit(this.#works, { name, fence });
    this.#units.set(shard, unit);
    void this.#followSamples(shard, unit).catch(this.#works.failed);
    await this.#store.image();
  }

  async revoked(shard: number, lost: boolean): Promise<void> {
    const unit = this.#units.get(shard);
    if (unit === undefined) return;
    if (!lost) {
      await this.#drain(unit);
      await this.#keep();
    }
    this.#units.delete(shard);
    this.#store.disown(unit.name);
  }

  gap(shard: number, { reason, entries }: Gap): void {
    const many = entries === null ? 'entries' : `${entries} entries`;
    const text = `${many} of events were gone from the bus before anybody looked at them (${reason}; shard ${shard} of events)`;
    this.#works.notice({ kind: 'gap', about: `bus:events:${shard}`, text, time: this.#works.now() });
  }

  async entries(shard: number, entries: readonly BusEntry[]): Promise<void> {
    const unit = this.#units.get(shard);
    if (unit === undefined) return;
    for (const entry of entries) unit.add(entry);
    void this.#work();
    while (unit.waiting > MOST_WAITING && this.#units.get(shard) === unit) {
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
        for (const unit of this.#units.values()) more = unit.work() || more;
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
    for (const [shard, unit] of this.#units) {
      const since = now() - (this.#toldAt.get(shard) ?? Number.NEGATIVE_INFINITY);
      if (!all && !unit.hasFound && Math.abs(since) < CLOCK_EVERY) continue;
      const found = unit.found();
      if (!Number.isFinite(found.clock.to)) continue;
      this.#toldAt.set(shard, now());
      const head = { producer: node, fence: unit.fence, sequence: ++this.#sequence };
      const packed = packFindings(head, found);
      this.#telling = this.#telling.then(() => bus.publish('findings', 0, [packed])).catch(failed);
    }
    void this.#work();
  }

  /** Keeps what was learnt, sends it to those who stand by, and acknowledges what is in it. */
  #keep(): Promise<void> {
    const keep = this.#keeping.then(async () => {
      this.#keptAt = this.#works.now();
      const began = performance.now();
      for (const [shard, unit] of this.#units) {
        const saving = unit.snapshot();
        // What was found before it is on the bus before what was read is not read again.
        this.#tell(true);
        await this.#telling;
        const id = await saving;
        if (id === null) continue;
        await this.#store.flush();
        await this.#member?.acknowledge(shard, id);
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
      if (this.#units.get(shard) !== unit) over.abort();
      else for (const entry of entries) unit.measure(entry);
    }
  }

  async #followClocks(): Promise<void> {
    const { signal } = this.#over;
    for await (const entries of this.#works.bus.follow('clock', 0, { after: 'newest', signal })) {
      for (const { bytes, time } of entries) {
        this.#works.heard(time);
        const clocks = readable(() => unpackClocks(open(bytes)));
        if (clocks === null) continue;
        for (const unit of this.#units.values()) unit.clocks(clocks);
      }
      void this.#work();
    }
  }
}

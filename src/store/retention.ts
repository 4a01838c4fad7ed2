import { giveBack, sizeOf } from './database-size.ts';
import type { Store } from './store.ts';

/** How much is kept: the older of two limits goes first. Ages in ms. */
export interface RetentionLimits {
  readonly eventAge: number;
  /** Bytes of `events.db`. */
  readonly eventBytes: number;
  readonly findingAge: number;
  /** Findings at most, and as many incidents and changes. */
  readonly findings: number;
}

/** What the store holds, for `status`; bytes on the disk, times in epoch ms. */
export interface StoreReport {
  readonly state: { readonly bytes: number; readonly snapshotBytes: number; readonly findings: number };
  readonly events: { readonly bytes: number; readonly maxBytes: number; readonly oldest: number | null };
  /** Bytes left on the disk, and whether what can be missed is stored. */
  readonly free: number;
  readonly roomy: boolean;
  /** Deleted for age or size since the start. */
  readonly forgotten: {
    readonly events: number;
    readonly findings: number;
    /** And changes. */
    readonly incidents: number;
    readonly buckets: number;
  };
}

const DAY = 86_400_000;
export const RETENTION: RetentionLimits = {
  ...{ eventAge: 14 * DAY, eventBytes: 2e9 },
  ...{ findingAge: 400 * DAY, findings: 50_000 },
};

/** Work of one step; events are deleted at least twice as fast as they come. */
const EVENTS_A_STEP = 5_000;
const BUCKETS_A_STEP = 100;
const FINDINGS_A_STEP = 500;
/** A clock that went on by so much more than time did is not believed for a day: what is deleted does not come back. */
const JUMP = 3_600_000;

/** Deletes what is too old or too much, a little at a time, and knows what there is. */
export class Retention {
  readonly #store: Store;
  readonly #limits: RetentionLimits;
  readonly #forgotten = { events: 0, findings: 0, incidents: 0, buckets: 0 };
  readonly #steady: () => number;
  #storedBefore = 0;
  #clock: { readonly wall: number; readonly steady: number } | null = null;
  #trustedFrom = Number.NEGATIVE_INFINITY;

  /** @param steady ms of a clock that is never set */
  constructor(store: Store, limits: RetentionLimits = RETENTION, steady = () => performance.now()) {
    this.#store = store;
    this.#limits = limits;
    this.#steady = steady;
  }

  /** Does a bounded piece of work; to be called every second or so (`now`: epoch ms). */
  step(now: number): void {
    const trusted = this.#trusted(now);
    this.#forgetEvents(trusted ? now - this.#limits.eventAge : Number.NEGATIVE_INFINITY);
    if (!trusted) return;
    const { findings, incidents, rollups } = this.#store;
    const before = now - this.#limits.findingAge;
    const work = () => {
      const keep = { keep: this.#limits.findings, most: FINDINGS_A_STEP };
      this.#forgotten.findings += findings.forget(before, keep);
      this.#forgotten.incidents += incidents.forget(before, keep);
      this.#forgotten.buckets += rollups.forget(BUCKETS_A_STEP);
    };
    const most = this.#limits.findings;
    if (rollups.hasOld() || findings.hasOld(before, most) || incidents.hasOld(before, most)) {
      this.#store.write('retention', work, 'should');
    }
    giveBack(this.#store.state);
  }

  report(): StoreReport {
    const { state, events, findings, snapshots, free, roomy } = this.#store;
    return {
      state: { bytes: sizeOf(state), snapshotBytes: snapshots.packedBytes, findings: findings.count },
      events: { ...events.held, maxBytes: this.#limits.eventBytes },
      ...{ free, roomy, forgotten: { ...this.#forgotten } },
    };
  }

  #forgetEvents(before: number): void {
    const { events } = this.#store;
    const came = events.counters.stored - this.#storedBefore;
    this.#storedBefore = events.counters.stored;
    const over = events.held.bytes > this.#limits.eventBytes;
    this.#forgotten.events += events.forget(before, { over, most: Math.max(EVENTS_A_STEP, 2 * came) });
  }

  /** Whether the clock goes as fast as time does, and has for a day. */
  #trusted(now: number): boolean {
    const steady = this.#steady();
    const { wall, steady: then } = this.#clock ?? { wall: now, steady };
    this.#clock = { wall: now, steady };
    if (now - wall - (steady - then) > JUMP) this.#trustedFrom = steady + DAY;
    return steady >= this.#trustedFrom;
  }
}

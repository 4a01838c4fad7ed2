import type { LiveBatch } from '../core/live-source.ts';
import type { Notice } from '../core/notice.ts';
import { RawRing, type RingCounters } from '../store/raw-ring.ts';
import type { RingHeld } from '../store/ring-folder.ts';
import type { RingRecord } from '../store/ring-record.ts';
import { RING, type Ring } from './intake.ts';

export interface RingPlan {
  readonly folder: string;
  /** Ms, and bytes on the disk; the ring's own defaults when left out. */
  readonly maxAge?: number | undefined;
  readonly maxBytes?: number | undefined;
}

/** What the raw ring did and holds, for `status`. */
export interface RingStatus {
  readonly counters: RingCounters;
  readonly held: RingHeld;
  readonly maxBytes: number;
  readonly keeping: boolean;
}

/** The raw ring as the intake needs it: lines go in as a source gave them and come out with their place in it. */
export class IntakeRing implements Ring {
  readonly place: string;
  readonly #ring: RawRing;

  /** @param place token of an earlier run: new places are behind it. Throws STATE_FILE. */
  constructor(
    plan: RingPlan,
    world: { now(): number; notice(notice: Notice): void },
    place: string | undefined,
  ) {
    const { folder, maxAge, maxBytes } = plan;
    this.#ring = new RawRing({
      folder,
      ...(maxAge === undefined ? {} : { maxAge }),
      ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(place === undefined ? {} : { behind: Number(place) }),
      now: () => world.now(),
      notice: (notice) => world.notice(notice),
    });
    this.place = String(this.#ring.durable);
  }

  append(batch: LiveBatch): LiveBatch {
    const position = this.#ring.append({ ...batch, source: batch.origin.source });
    return placed(batch, position);
  }

  get keeping(): boolean {
    return this.#ring.keeping;
  }

  async *read(from: string): AsyncGenerator<LiveBatch> {
    for await (const record of this.#ring.read(Number(from))) yield placed(record, record.position);
  }

  status(): RingStatus {
    const { counters, held, maxBytes, keeping } = this.#ring;
    return { counters: { ...counters }, held, maxBytes, keeping };
  }

  async close(): Promise<void> {
    this.#ring.close();
  }
}

/** The same lines, whether they just came or are read again: alike down to the ids of their events. */
export function placed(record: LiveBatch | RingRecord, position: number): LiveBatch {
  const source = 'origin' in record ? record.origin.source : record.source;
  const { key, received } = record;
  return {
    ...{ key, received, buffer: record.buffer, starts: record.starts, ends: record.ends },
    ...{ count: record.count, firstLine: record.firstLine, truncated: record.truncated },
    ...{ senders: record.senders, senderOf: record.senderOf },
    origin: { source, file: null, identity: key, referenceTime: received },
    offset: position,
    resume: String(position + 1),
    resumeKey: RING,
  };
}

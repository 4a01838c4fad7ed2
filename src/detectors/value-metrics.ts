import { z } from 'zod';
import type { Finding } from '../core/finding.ts';
import type { Sample } from '../core/sample.ts';
import { fewInAWeek, LiveTail, perDay, savedLiveTail } from './live-tail.ts';
import { isRoom, Room, savedRoom } from './value-full.ts';
import { Gauge, savedGauge } from './value-gauge.ts';
import { fillingFinding, type Measured, stretchFinding } from './value-metric-words.ts';

const MAX_METRICS = 4096;
const LEAST_RAW = 3;
const SELDOM = 0.25;

/** What is known of a metric of a host. */
interface Known {
  readonly of: Measured;
  readonly gauge: Gauge;
  /** Of what can be full. */
  readonly room: Room | null;
}

/** Samples: judged metric by metric and host by host, learnt afterwards. */
export class Metrics {
  readonly #out: { emit(finding: Finding): void; reporting(): boolean };
  readonly #known = new Map<string, Known>();
  readonly #tail = new LiveTail(LEAST_RAW);
  /** Ms in which nothing could be seen. */
  #unseen = 0;
  /** Samples of metrics beyond the cap. */
  overCap = 0;
  /** All that is known can be full. */
  #allFill = false;

  constructor(out: { emit(finding: Finding): void; reporting(): boolean }) {
    this.#out = out;
  }

  add(sample: Sample): void {
    const { time, value } = sample;
    if (!Number.isFinite(time) || !Number.isFinite(value)) return;
    const known = this.#of(sample);
    if (known === null) return;
    const { gauge, room, of } = known;
    this.#tail.advance(time - this.#unseen);
    if (room !== null) {
      const told = room.add(time, value, { highest: gauge.highest, ms: gauge.known });
      if (told !== null) this.#emit(fillingFinding(told, of, gauge.known));
      // While room gets scarce that is not learnt as usual; how much there is of it is no other matter.
      if (room.filling === null) gauge.add(time, value);
      return;
    }
    const outcome = gauge.add(time, value);
    const { stretch } = gauge;
    if (outcome === null || stretch === null) return;
    if (outcome === 'ends') {
      gauge.end();
      this.#tail.add(stretch.raw);
      if (stretch.told)
        this.#emit(stretchFinding(stretch, of, { ...this.#odds(stretch.raw), now: value, over: true }));
      return;
    }
    const odds = this.#odds(stretch.raw);
    if (stretch.told || stretch.raw < LEAST_RAW || !odds.few) return;
    stretch.told = true;
    this.#emit(stretchFinding(stretch, of, { ...odds, now: value, over: false }));
  }

  /** Nothing could be seen between two times (epoch ms). */
  blind(from: number, to: number): void {
    this.#unseen += to - from;
    for (const { gauge, room } of this.#known.values()) {
      gauge.blind();
      room?.blind();
    }
  }

  #odds(raw: number): { expected: number; history: number; few: boolean } {
    const history = this.#tail.age;
    const expected = this.#tail.expected(raw);
    return { expected: perDay(expected, history), history, few: fewInAWeek(expected, history, SELDOM) };
  }

  #emit(finding: Finding): void {
    if (this.#out.reporting()) this.#out.emit(finding);
  }

  #of(sample: Sample): Known | null {
    const key = `${sample.host ?? ''}\0${sample.metric}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      const canFill = isRoom(sample);
      if (this.#known.size >= MAX_METRICS && !(canFill && this.#makeRoom())) {
        this.overCap++;
        return null;
      }
      const { metric, host, unit = '' } = sample;
      known = { of: { metric, host, unit }, gauge: new Gauge(), room: canFill ? new Room() : null };
      this.#known.set(key, known);
    }
    return known;
  }

  /** What can be full takes the place of something else; false where there is nothing else. */
  #makeRoom(): boolean {
    if (this.#allFill) return false;
    for (const [key, { room }] of this.#known) if (room === null) return this.#known.delete(key);
    this.#allFill = true;
    return false;
  }

  /** JSON-safe state. */
  save(): SavedMetrics {
    return {
      known: [...this.#known.values()].map(({ of, gauge, room }) => ({
        ...{ of, gauge: gauge.save(), room: room?.save() ?? null },
      })),
      tail: this.#tail.save(),
      unseen: this.#unseen,
    };
  }

  /** Takes back what `save` gave. */
  load(saved: SavedMetrics): void {
    this.#known.clear();
    this.#allFill = false;
    for (const { of, gauge, room } of saved.known) {
      const known = { of, gauge: Gauge.load(gauge), room: room === null ? null : Room.load(room) };
      this.#known.set(`${of.host ?? ''}\0${of.metric}`, known);
    }
    this.#tail.load(saved.tail);
    this.#unseen = saved.unseen;
  }
}

/** JSON-safe state of the metrics. */
export const savedMetrics = z.strictObject({
  known: z
    .array(
      z.strictObject({
        of: z.strictObject({ metric: z.string(), host: z.string().nullable(), unit: z.string() }).readonly(),
        gauge: savedGauge,
        room: savedRoom.nullable(),
      }),
    )
    .max(MAX_METRICS),
  tail: savedLiveTail,
  unseen: z.number().min(0),
});
type SavedMetrics = z.input<typeof savedMetrics>;

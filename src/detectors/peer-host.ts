import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';
import { MEASURES, type PeerRole } from './peer-role.ts';
import { savedEvidence } from './saved-evidence.ts';

/** From so many lines of a measure on, and twice as many as usual, one of them is kept to be shown. */
const SHOWN = 8;
const MOST_SHOWN = 12;
const LONGEST = 400;
const LARGEST = 1e15;
/** A host's own rate follows about so many periods of half an hour, a week; to begin with it is its role's. */
const MEMORY = 336;
const BORROWED = 8;

const measure = z
  .int()
  .min(0)
  .max(MEASURES - 1);

const savedShown = z.strictObject({ of: measure, severity: z.number(), evidence: savedEvidence });
/** A line that shows a measure. */
export type Shown = z.infer<typeof savedShown>;

/** A host: what it wrote in this period, and what it writes in one as a rule. */
export class PeerHost {
  readonly name: string;
  readonly role: PeerRole;
  /** Lines by measure in this period. */
  readonly now = new Float64Array(MEASURES);
  /** The same, as a rule. */
  readonly own = new Float64Array(MEASURES);
  /** Lines of `now` that are not to be learnt from; null while there are none. */
  #spared: Float64Array | null = null;
  /** A late line of each measure that is more than usual. */
  readonly #shown = new Map<number, Shown>();
  #periods = 0;
  /** Epoch ms of its last line. */
  heard = Number.NEGATIVE_INFINITY;

  constructor(name: string, role: PeerRole) {
    this.name = name;
    this.role = role;
  }

  /** Periods that were learnt. */
  get periods(): number {
    return this.#periods;
  }

  /** Counts a line. */
  add(event: Event, measures: readonly number[]): void {
    this.heard = event.received;
    for (const of of measures) {
      if (of < 0) continue;
      const count = (this.now[of] = Math.min(LARGEST, this.now[of]! + event.weight));
      if (!event.trains) {
        this.#spared ??= new Float64Array(MEASURES);
        this.#spared[of] = Math.min(LARGEST, this.#spared[of]! + event.weight);
      }
      if (count < SHOWN || count < 2 * this.own[of]! || this.#shown.has(of)) continue;
      if (this.#shown.size < MOST_SHOWN) this.#shown.set(of, shownOf(event, of));
    }
  }

  shown(of: number): Shown | undefined {
    return this.#shown.get(of);
  }

  /** What may be learnt of this period. */
  get trained(): Float64Array {
    const spared = this.#spared;
    return spared === null ? this.now : this.now.map((count, of) => Math.max(0, count - spared[of]!));
  }

  /** The role's rates until it has its own. */
  begin(): void {
    if (this.#periods > 0) return;
    for (let of = 0; of < MEASURES; of++) this.own[of] = this.role.level(of);
  }

  /** Learns a period. */
  learn(counts: Float64Array): void {
    this.#periods++;
    const pace = 1 / Math.min(this.#periods + BORROWED, MEMORY);
    for (let of = 0; of < MEASURES; of++) this.own[of]! += pace * (counts[of]! - this.own[of]!);
  }

  /** A new period begins. */
  clear(): void {
    this.now.fill(0);
    this.#spared = null;
    this.#shown.clear();
  }

  /** A measure counts something else from now on. */
  forget(of: number): void {
    this.now[of] = this.own[of] = 0;
    if (this.#spared !== null) this.#spared[of] = 0;
    this.#shown.delete(of);
  }

  /** JSON-safe state. */
  save(): SavedPeerHost {
    const measures: [number, number, number, number][] = [];
    for (let of = 0; of < MEASURES; of++) {
      const [now, own, spared] = [this.now[of]!, this.own[of]!, this.#spared?.[of] ?? 0];
      if (now !== 0 || own !== 0) measures.push([of, now, own, spared]);
    }
    return {
      ...{ name: this.name, role: this.role.name, periods: this.#periods, measures },
      heard: Number.isFinite(this.heard) ? this.heard : null,
      shown: structuredClone([...this.#shown.values()]),
    };
  }

  /** What `save` described. */
  static load({ name, periods, measures, heard, shown }: SavedPeerHost, role: PeerRole): PeerHost {
    const host = new PeerHost(name, role);
    host.#periods = periods;
    host.heard = heard ?? Number.NEGATIVE_INFINITY;
    for (const [of, now, own, spared] of measures) {
      host.now[of] = now;
      host.own[of] = own;
      if (spared === 0) continue;
      host.#spared ??= new Float64Array(MEASURES);
      host.#spared[of] = spared;
    }
    for (const one of shown) host.#shown.set(one.of, one);
    return host;
  }
}

function shownOf(event: Event, of: number): Shown {
  const evidence: Evidence = evidenceOf(event);
  return {
    ...{ of, severity: event.severity },
    evidence: { ...evidence, text: evidence.text.slice(0, LONGEST) },
  };
}

/** JSON-safe state of a `PeerHost`. */
export const savedPeerHost = z.strictObject({
  name: z.string(),
  role: z.string(),
  periods: z.int().min(0),
  measures: z.array(z.tuple([measure, z.number(), z.number(), z.number()])).max(MEASURES),
  heard: z.number().nullable(),
  shown: z.array(savedShown).max(MOST_SHOWN),
});
export type SavedPeerHost = z.infer<typeof savedPeerHost>;

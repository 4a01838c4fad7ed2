import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';
import { savedEvidence } from './saved-evidence.ts';

/** Numbers that a mix is made of: kinds of line share them by a hash. */
export const BUCKETS = 64;
/** Kinds of a window that are told apart by name. */
const MAX_KINDS = 32;
const LONGEST = 240;
/** A count as a byte: so many steps to each factor of e. */
const STEPS = 16;
const LARGEST = 1e15;

/** A kind of line in a window. */
const savedKind = z.strictObject({
  template: z.string(),
  text: z.string(),
  bucket: z
    .int()
    .min(0)
    .max(BUCKETS - 1),
  count: z.number().min(0),
  app: z.string().nullable(),
  severity: z.number(),
  evidence: savedEvidence,
});
export type Kind = z.infer<typeof savedKind>;

/** What a host says in a few minutes, by kind of line. */
export class MixWindow {
  readonly host: string;
  /** Epoch ms. */
  readonly from: number;
  readonly end: number;
  lines = 0;
  /** Lines by bucket: all, and those that may be learnt from. */
  readonly counts = new Float64Array(BUCKETS);
  readonly #trained = new Float64Array(BUCKETS);
  readonly kinds = new Map<string, Kind>();

  constructor(host: string, from: number, end: number) {
    this.host = host;
    this.from = from;
    this.end = end;
  }

  /** One more line, of the kind that has this bucket. @param isShown whether it is kept to be shown */
  add(event: Event, bucket: number, isShown: boolean): void {
    const { template, weight } = event;
    this.lines = Math.min(LARGEST, this.lines + weight);
    this.counts[bucket] = Math.min(LARGEST, this.counts[bucket]! + weight);
    if (event.trains) this.#trained[bucket] = Math.min(LARGEST, this.#trained[bucket]! + weight);
    if (!isShown) return;
    const known = this.kinds.get(template!.id);
    if (known !== undefined) known.count = Math.min(LARGEST, known.count + weight);
    else if (this.kinds.size < MAX_KINDS) this.kinds.set(template!.id, kindOf(event, bucket));
  }

  /** The mix that was seen, as one of no more lines than these: that there are more than ever is not a matter of the mix. */
  rowOf(most: number): Uint8Array {
    const share = Math.min(1, most / this.lines);
    return rowOf(share === 1 ? this.counts : this.counts.map((count) => count * share));
  }

  /** The mix that may be learnt from: the same where nothing was left out. */
  get trained(): Uint8Array {
    return rowOf(this.#trained);
  }

  /** Whether all of it may be learnt from. */
  get isClean(): boolean {
    return this.counts.every((count, bucket) => count === this.#trained[bucket]);
  }

  /** JSON-safe state. */
  save(): SavedWindow {
    const { host, from, end, lines } = this;
    const counts = Array.from(this.counts, (all, bucket) => [bucket, all, this.#trained[bucket]!] as const);
    return {
      ...{ host, from, end, lines },
      counts: counts.filter(([, all]) => all > 0).map(([...each]) => each),
      kinds: structuredClone([...this.kinds.values()]),
    };
  }

  /** What `save` described. */
  static load({ host, from, end, lines, counts, kinds }: SavedWindow): MixWindow {
    const window = new MixWindow(host, from, end);
    window.lines = lines;
    for (const [bucket, all, trained] of counts) {
      window.counts[bucket] = all;
      window.#trained[bucket] = trained;
    }
    for (const kind of kinds) window.kinds.set(kind.template, { ...kind });
    return window;
  }
}

/** Logarithms of counts as the model reads them; whole steps, so that rows can be kept as bytes. */
export function valuesOf(row: Uint8Array): number[] {
  return Array.from(row, (byte) => byte / STEPS);
}

/** The row that `valuesOf` read. */
export function bytesOf(values: readonly number[]): Uint8Array {
  return Uint8Array.from(values, (value) => value * STEPS);
}

/** About how many lines a row stands for. */
export function linesOf(row: Uint8Array): number {
  return row.reduce((sum, byte) => sum + countOf(byte / STEPS), 0);
}

/** The count that a value of the model stands for. */
export function countOf(value: number): number {
  return Math.max(0, Math.expm1(value));
}

function rowOf(counts: Float64Array): Uint8Array {
  return Uint8Array.from(counts, (count) => Math.min(255, Math.round(STEPS * Math.log1p(count))));
}

function kindOf(event: Event, bucket: number): Kind {
  const { template, app, severity, weight } = event;
  const evidence: Evidence = evidenceOf(event);
  return {
    template: template!.id,
    text: template!.text.slice(0, LONGEST),
    ...{ bucket, app, severity, count: weight },
    evidence: { ...evidence, text: evidence.text.slice(0, LONGEST) },
  };
}

/** JSON-safe state of a `MixWindow`. */
export const savedWindow = z.strictObject({
  host: z.string(),
  from: z.number(),
  end: z.number(),
  lines: z.number().min(0),
  counts: z
    .array(
      z.tuple([
        z
          .int()
          .min(0)
          .max(BUCKETS - 1),
        z.number().min(0),
        z.number().min(0),
      ]),
    )
    .max(BUCKETS),
  kinds: z.array(savedKind).max(MAX_KINDS),
});
export type SavedWindow = z.infer<typeof savedWindow>;

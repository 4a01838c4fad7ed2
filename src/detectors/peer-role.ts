import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { READS_BAD } from './line-kinds.ts';

const DAY_PERIODS = 48;
/** Apps and kinds of line that are counted one by one. */
const MAX_APPS = 24;
const MAX_KINDS = 96;
/** Measures: 0 errors, 1 warnings, 2 lines of other apps, then apps, then kinds of line. */
const [ERRORS, WARNINGS, OTHERS, APPS] = [0, 1, 2, 3];
const KINDS = APPS + MAX_APPS;
/** Measures of a host. */
export const MEASURES = KINDS + MAX_KINDS;
/** A mean follows about this many periods: a week. */
const MEMORY = 7 * DAY_PERIODS;
/** A measure is known when it has been counted for three days. */
const KNOWN = 3 * DAY_PERIODS;
/** A kind of line not seen for so many periods makes room. */
const UNSEEN = 14 * DAY_PERIODS;
/** Hosts of a role differ at least so much from period to period (variance, as a share of the squared mean). */
const LEAST_SPREAD = 0.1;
/** Lines that are expected at least: a rate of nothing cannot be exceeded many times. */
export const LEAST_EXPECTED = 0.5;
const LONGEST = 300;

const measure = z
  .int()
  .min(0)
  .max(MEASURES - 1);

/** What is counted, as it is told. */
export interface Measured {
  readonly kind: 'errors' | 'warnings' | 'app' | 'others' | 'template';
  /** Name of the app, or text of the template. */
  readonly name: string;
  /** App of the template, or the app; null for others. */
  readonly app: string | null;
  readonly template: string | null;
}

/** Hosts of one role: what is counted of them, and how much of it is usual for all together. */
export class PeerRole {
  readonly name: string;
  #periods = 0;
  readonly #apps = new Map<string, number>();
  readonly #kinds = new Map<string, number>();
  readonly #what: (Measured | null)[] = [
    { kind: 'errors', name: '', app: null, template: null },
    { kind: 'warnings', name: '', app: null, template: null },
    { kind: 'others', name: '', app: null, template: null },
  ];
  /** By measure: lines of a host in a period; mean excess of their variance, and of their squared mean. */
  readonly #level = new Float64Array(MEASURES);
  readonly #over = new Float64Array(MEASURES);
  readonly #square = new Float64Array(MEASURES);
  /** By measure: periods since it was first counted, and since it last was. */
  readonly #age = new Float64Array(MEASURES);
  readonly #unseen = new Float64Array(MEASURES);

  constructor(name: string) {
    this.name = name;
  }

  /** Periods seen. */
  get periods(): number {
    return this.#periods;
  }

  /** Lines of a host in a period, the mean of all. */
  level(of: number): number {
    return this.#level[of]!;
  }

  /** Variance of the lines of a host in a period, beyond that of chance alone, as a share of its squared mean. */
  spread(of: number): number {
    return Math.max(LEAST_SPREAD, this.#over[of]! / Math.max(this.#square[of]!, 1e-9));
  }

  /** Whether it has been counted for long enough. */
  isKnown(of: number): boolean {
    return this.#age[of]! >= KNOWN;
  }

  what(of: number): Measured {
    return this.#what[of] ?? this.#what[OTHERS]!;
  }

  /** The three measures that count a line; −1 for none. */
  measuresOf({ app, severity, template }: Event, flags: number): readonly [number, number, number] {
    const isBad = severity >= 0 ? severity <= 3 : (flags & READS_BAD) !== 0;
    const grade = isBad ? ERRORS : severity === 4 ? WARNINGS : -1;
    const { id, text } = template!;
    return [grade, this.#appOf(app), this.#kindOf(id, { text, app })];
  }

  /**
   * A period is over.
   *
   * @param counts lines by measure of each host that may be learnt from
   * @param expected how many were expected
   */
  learn(counts: readonly Float64Array[], expected: readonly Float64Array[]): void {
    this.#periods++;
    const n = counts.length;
    if (n === 0) return;
    const pace = 1 / Math.min(this.#periods, MEMORY);
    for (let of = 0; of < MEASURES; of++) {
      if (this.#what[of] == null) continue;
      let [sum, over, square] = [0, 0, 0];
      for (let i = 0; i < n; i++) {
        const [x, mean] = [counts[i]![of]!, Math.max(LEAST_EXPECTED, expected[i]![of]!)];
        sum += x;
        over += (x - mean) ** 2 - mean;
        square += mean * mean;
      }
      this.#age[of]!++;
      this.#unseen[of] = sum > 0 ? 0 : this.#unseen[of]! + 1;
      this.#level[of]! += Math.max(pace, 1 / this.#age[of]!) * (sum / n - this.#level[of]!);
      this.#over[of]! += pace * (over / n - this.#over[of]!);
      this.#square[of]! += pace * (square / n - this.#square[of]!);
    }
  }

  /** Kinds of line that come no more make room; the measures that are counted anew. */
  forgetOld(): number[] {
    const free: number[] = [];
    for (const [id, of] of this.#kinds) {
      if (this.#unseen[of]! < UNSEEN) continue;
      this.#kinds.delete(id);
      this.#what[of] = null;
      for (const each of [this.#level, this.#over, this.#square, this.#age, this.#unseen]) each[of] = 0;
      free.push(of);
    }
    return free;
  }

  /** JSON-safe state. */
  save(): SavedPeerRole {
    const measures = Array.from(this.#level, (level, of) => {
      const what = this.#what[of] ?? null;
      const numbers = [level, this.#over[of]!, this.#square[of]!, this.#age[of]!, this.#unseen[of]!];
      return what === null ? null : ([of, what.name, what.app, what.template, numbers] as const);
    });
    return {
      name: this.name,
      periods: this.#periods,
      measures: measures.flatMap((one) => (one === null ? [] : [[...one]])) as SavedPeerRole['measures'],
    };
  }

  /** What `save` described. */
  static load({ name, periods, measures }: SavedPeerRole): PeerRole {
    const role = new PeerRole(name);
    role.#periods = periods;
    for (const [of, text, app, template, numbers] of measures) {
      if (of >= KINDS && template !== null) {
        role.#what[of] = { kind: 'template', name: text, app, template };
        role.#kinds.set(template, of);
      } else if (of >= APPS) {
        role.#what[of] = { kind: 'app', name: text, app, template: null };
        role.#apps.set(text, of);
      }
      const all = [role.#level, role.#over, role.#square, role.#age, role.#unseen];
      for (const [i, each] of all.entries()) each[of] = numbers[i]!;
    }
    return role;
  }

  #appOf(app: string | null): number {
    const known = this.#apps.get(app ?? '');
    if (known !== undefined) return known;
    if (app === null || this.#apps.size >= MAX_APPS) return OTHERS;
    const of = APPS + this.#apps.size;
    this.#apps.set(app, of);
    this.#what[of] = { kind: 'app', name: app, app, template: null };
    return of;
  }

  #kindOf(id: string, { text, app }: { text: string; app: string | null }): number {
    const known = this.#kinds.get(id);
    if (known !== undefined) return known;
    if (this.#kinds.size >= MAX_KINDS) return -1;
    let of = KINDS + this.#kinds.size;
    while (this.#what[of] != null) of = of + 1 < MEASURES ? of + 1 : KINDS;
    this.#kinds.set(id, of);
    this.#what[of] = { kind: 'template', name: text.slice(0, LONGEST), app, template: id };
    return of;
  }
}

/** JSON-safe state of a `PeerRole`. */
export const savedPeerRole = z.strictObject({
  name: z.string(),
  periods: z.int().min(0),
  measures: z
    .array(
      z.tuple([
        measure,
        z.string(),
        z.string().nullable(),
        z.string().nullable(),
        z.array(z.number()).length(5),
      ]),
    )
    .max(MEASURES),
});
export type SavedPeerRole = z.infer<typeof savedPeerRole>;

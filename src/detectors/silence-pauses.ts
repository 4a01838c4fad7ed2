import { z } from 'zod';
import { TAIL_SIZE } from '../ml/log-tail.ts';
import { savedEvidence } from './saved-evidence.ts';

export type Evidence = z.infer<typeof savedEvidence>;

/** A pause of a stream. Times in epoch ms. */
const gap = z.strictObject({
  /** Length in ms, and in ms of the stream's own clock, which runs fast at the hours when it usually comes. */
  ms: z.number(),
  own: z.number(),
  from: z.number(),
  to: z.number(),
  segment: z.number(),
  /** Lines before and after, of a pause longer than all before it. */
  before: savedEvidence.nullable(),
  after: savedEvidence.nullable(),
});
export type Gap = z.infer<typeof gap>;
export const savedGaps = z.array(gap).max(TAIL_SIZE);

const [MS, OWN, FROM, TO, SEGMENT] = [0, 1, 2, 3, 4];
const ROW = 5;
/** A pause on its way into the tables. */
const one = new Float64Array(ROW);

/** The longest pauses by one clock, longest first, as rows of numbers: there are many streams, and most pauses end here. */
class Longest {
  #rows: number[] = [];
  readonly #by: number;
  length = 0;

  constructor(by: number) {
    this.#by = by;
  }

  /** Length of the i-th one by this clock, 0 where there is none. */
  at(i: number): number {
    return i < this.length ? this.#rows[i * ROW + this.#by]! : 0;
  }

  /** Length from which on the next one counts. */
  get least(): number {
    return this.length < TAIL_SIZE ? 0 : this.at(TAIL_SIZE - 1);
  }

  /** Puts `one` in its place; returns the beginning of the pause that fell out, NaN when none did. */
  add(): number {
    const rows = this.#rows;
    let out = Number.NaN;
    if (this.length === TAIL_SIZE) {
      const last = (TAIL_SIZE - 1) * ROW;
      if (!(one[this.#by]! > rows[last + this.#by]!)) return one[FROM]!;
      out = rows[last + FROM]!;
    } else {
      this.length++;
      rows.push(one[MS]!, one[OWN]!, one[FROM]!, one[TO]!, one[SEGMENT]!);
    }
    let at = (this.length - 1) * ROW;
    for (; at > 0 && rows[at - ROW + this.#by]! < one[this.#by]!; at -= ROW) {
      for (let i = at; i < at + ROW; i++) rows[i] = rows[i - ROW]!;
    }
    for (let i = 0; i < ROW; i++) rows[at + i] = one[i]!;
    return out;
  }

  /** Makes the i-th one the pause on its way. */
  take(i: number): void {
    for (let k = 0; k < ROW; k++) one[k] = this.#rows[i * ROW + k]!;
  }

  /** Which one has this beginning or end, −1 for none. */
  indexOf(column: number, time: number): number {
    for (let i = 0; i < this.length; i++) if (this.#rows[i * ROW + column] === time) return i;
    return -1;
  }

  copy(by: number): Longest {
    const copy = new Longest(by);
    copy.#rows = this.#rows.slice();
    copy.length = this.length;
    return copy;
  }
}

/** The longest pauses of a stream by each of two clocks, with the lines around them where these were kept. */
export class Pauses {
  #byMs = new Longest(MS);
  /** Null while the stream has no clock of its own, that is while both say the same. */
  #byOwn: Longest | null = null;
  /** Lines around a pause, by its beginning. */
  #lines: Map<number, { before: Evidence | null; after: Evidence | null }> | null = null;

  /** Lengths of the longest ones, 0 where there are none. */
  longestMs(i: number): number {
    return this.#byMs.at(i);
  }

  longestOwn(i: number): number {
    return (this.#byOwn ?? this.#byMs).at(i);
  }

  /** Lengths from which on a pause is among the longest. */
  get leastMs(): number {
    return this.#byMs.least;
  }

  get leastOwn(): number {
    return (this.#byOwn ?? this.#byMs).least;
  }

  /**
   * Puts a pause among the longest, with the line before it when it is one of the very longest, which may be told of.
   * One that has no length by the stream's own clock, as it never comes at these hours, is only long by the other one.
   */
  add(pause: Readonly<Omit<Gap, 'after' | 'ms'>>): void {
    const { own, from, to, segment, before } = pause;
    const ms = to - from;
    const kept = before !== null && (ms > 2 * this.longestMs(2) || own > 1.2 * this.longestOwn(0));
    one[MS] = ms;
    one[OWN] = own;
    one[FROM] = from;
    one[TO] = to;
    one[SEGMENT] = segment;
    if (this.#byOwn === null && own !== ms) this.#byOwn = this.#byMs.copy(OWN);
    const out = this.#byMs.add();
    const outOwn = this.#byOwn === null || !(own > 0) ? Number.NaN : this.#byOwn.add();
    if (kept) (this.#lines ??= new Map()).set(from, { before, after: null });
    if (this.#lines === null) return;
    if (!Number.isNaN(out) && !this.#isKept(out)) this.#lines.delete(out);
    if (!Number.isNaN(outOwn) && !this.#isKept(outOwn)) this.#lines.delete(outOwn);
  }

  /** Gives the pause that ended at `time` the line after it, when it is there and has one before. */
  returned(time: number, line: () => Evidence): void {
    if (this.#lines === null) return;
    for (const table of [this.#byMs, this.#byOwn]) {
      const i = table?.indexOf(TO, time) ?? -1;
      if (i < 0) continue;
      table!.take(i);
      const lines = this.#lines.get(one[FROM]!);
      if (lines !== undefined && lines.before !== null && lines.after === null) lines.after = line();
      return;
    }
  }

  /** All pauses by the calendar's clock, longest first; and by the stream's own. */
  get byMs(): Gap[] {
    return this.#gaps(this.#byMs);
  }

  get byOwn(): Gap[] {
    return this.#gaps(this.#byOwn ?? this.#byMs);
  }

  clear(): void {
    this.#byMs = new Longest(MS);
    this.#byOwn = null;
    this.#lines = null;
  }

  /** Becomes what lists of pauses describe, of which the longest are kept. */
  load(byMs: readonly Gap[], byOwn: readonly Gap[]): void {
    this.clear();
    for (const gap of byMs) {
      fill(gap);
      this.#byMs.add();
    }
    const same = byMs.length === byOwn.length && byMs.every(({ from }, i) => from === byOwn[i]!.from);
    if (!same || byOwn.some(({ ms, own }) => ms !== own)) {
      this.#byOwn = new Longest(OWN);
      for (const gap of byOwn) {
        fill(gap);
        this.#byOwn.add();
      }
    }
    for (const { from, before, after } of [...byMs, ...byOwn]) {
      const lines = before !== null || after !== null;
      if (lines && this.#isKept(from)) (this.#lines ??= new Map()).set(from, { before, after });
    }
  }

  #isKept(from: number): boolean {
    return this.#byMs.indexOf(FROM, from) >= 0 || (this.#byOwn?.indexOf(FROM, from) ?? -1) >= 0;
  }

  #gaps(table: Longest): Gap[] {
    return Array.from({ length: table.length }, (_, i) => {
      table.take(i);
      const [ms, own, from, to, segment] = one as unknown as [number, number, number, number, number];
      const lines = this.#lines?.get(from);
      return { ms, own, from, to, segment, before: lines?.before ?? null, after: lines?.after ?? null };
    });
  }
}

function fill({ ms, own, from, to, segment }: Gap): void {
  one[MS] = ms;
  one[OWN] = own;
  one[FROM] = from;
  one[TO] = to;
  one[SEGMENT] = segment;
}

/** What is asked of a stream whose pauses are joined with those of another. Times in epoch ms. */
interface Paused {
  readonly first: number;
  readonly last: number;
  readonly byMs: readonly Gap[];
  readonly byOwn: readonly Gap[];
}

/**
 * Pauses of two streams taken as one: while one came the pauses of the other are none, and what it was itself is not
 * known; before and after it they stand, as does the pause between two that follow each other.
 */
export function pausesOfBoth(older: Paused, newer: Paused, by: 'byMs' | 'byOwn'): Gap[] {
  const pauses = [...apart(older[by], newer), ...apart(newer[by], older)];
  const ms = newer.first - older.last;
  if (ms < 0) return pauses;
  const between = { ms, own: ms, from: older.last, to: newer.first };
  return [...pauses, { ...between, segment: -1, before: null, after: null }];
}

function apart(pauses: readonly Gap[], { first, last }: Paused): Gap[] {
  return pauses.flatMap((pause) => {
    const { from, to, ms, own } = pause;
    if (to <= first || from >= last) return [pause];
    const [before, after] = [first - from, to - last];
    const left = Math.max(before, after);
    if (!(left > 0)) return [];
    const ends = before >= after ? { to: first, after: null } : { from: last, before: null };
    return [{ ...pause, ...ends, ms: left, own: (own * left) / ms }];
  });
}

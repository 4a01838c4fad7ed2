/** Numbers below the highest of which each is known to have come or not: how far lines overtake each other. */
const WINDOW = 256;
/** A number that is further ahead is another count, not that many lines lost. */
const MOST_AHEAD = 100_000;
/** Lines that go on from an unexpected number until it is believed. */
const BELIEVED = 3;
/** A gap is one when so many came behind it … */
const CONFIRMED = 3;
/** … and nothing filled it for so long, ms. */
const SETTLED = 10_000;
const MOST_GAPS = 16;
/** Of so many lines in a row … */
const LOOKED_AT = 64;
/** … so many out of turn mean that several count at the same time under one name. */
const OUT_OF_TURN = 16;
/** Then nothing is said of it for so long, ms. */
const LEFT_ALONE = 3_600_000;

interface Gap {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  missing: number;
  behind: number;
  /** It was counted as lost. */
  settled: boolean;
}

/** Lines that never came, and when they should have (epoch ms). */
export interface Loss {
  readonly lines: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Follows the numbers of one sender's lines. Lines that overtake each other, come twice, or count from the beginning
 * again lose nothing; where several count under one name nothing is claimed.
 */
export class SequenceRun {
  #last = -1;
  /** Bit i of the ring: number i (modulo WINDOW) came. */
  readonly #came = new Uint8Array(WINDOW);
  #gaps: Gap[] = [];
  #expected = -1;
  #streak = 0;
  #looked = 0;
  #outOfTurn = 0;
  #aloneUntil = Number.NEGATIVE_INFINITY;
  #untold: Loss | null = null;
  /** Lines with a number that came, those that never did, and times it began to count anew. */
  came = 0;
  lost = 0;
  restarts = 0;
  /** Epoch ms of the last loss; NaN before it. */
  lostAt = Number.NaN;

  /** The next line's number; `time`: when it came, epoch ms. */
  observe(number: number, time: number): void {
    this.came++;
    if (time < this.#aloneUntil) return;
    const ahead = number - this.#last;
    if (this.#last < 0) this.#begin(number);
    else if (ahead === 1) this.#goOn(number);
    else if (ahead > 1 && ahead <= MOST_AHEAD) {
      this.#missed(this.#last + 1, number - 1, time);
      this.#goOn(number);
    } else if (!this.#comesLate(number, ahead, time)) this.#unexpected(number);
  }

  /** Whether something is missing that may still come, or is to be said. */
  get waits(): boolean {
    return this.#untold !== null || this.#gaps.some(({ settled }) => !settled);
  }

  /** Counts as lost what is missing for long enough; `now`: epoch ms. */
  settle(now: number): void {
    this.#gaps = this.#gaps.filter((gap) => {
      if (gap.missing === 0 || (gap.settled && now - gap.at > LEFT_ALONE)) return false;
      if (gap.settled || gap.behind < CONFIRMED || now - gap.at < SETTLED) return true;
      gap.settled = true;
      this.#lose(gap.missing, gap.at, now);
      return true;
    });
  }

  /** What was lost and not said yet; null for nothing. */
  get untold(): Loss | null {
    return this.#untold;
  }

  /** It is said. */
  told(): void {
    this.#untold = null;
  }

  #begin(number: number): void {
    this.#last = number;
    this.#came.fill(1);
    this.#streak = 0;
  }

  #goOn(number: number): void {
    for (const gap of this.#gaps) gap.behind++;
    this.#last = number;
    this.#came[number % WINDOW] = 1;
    this.#streak = 0;
    this.#look();
  }

  #missed(from: number, to: number, time: number): void {
    for (let n = Math.max(from, to - WINDOW + 1); n <= to; n++) this.#came[n % WINDOW] = 0;
    this.#gaps.push({ from, to, at: time, missing: to - from + 1, behind: 0, settled: false });
    if (this.#gaps.length <= MOST_GAPS) return;
    const { settled, behind, missing, at } = this.#gaps.shift()!;
    if (!settled && behind >= CONFIRMED) this.#lose(missing, at, at);
  }

  /** Whether it is one of those that were missing. */
  #comesLate(number: number, ahead: number, time: number): boolean {
    if (ahead > 0) return false;
    const near = ahead > -WINDOW;
    if (near && this.#came[number % WINDOW] === 1) return false;
    const gap = this.#gaps.find(({ from, to, missing }) => number >= from && number <= to && missing > 0);
    if (gap === undefined) return false;
    if (near) this.#came[number % WINDOW] = 1;
    gap.missing--;
    if (gap.settled) this.#lose(-1, gap.at, gap.at);
    this.#outOfTurn++;
    this.#look();
    if (this.#outOfTurn > OUT_OF_TURN) this.#leaveAlone(time);
    return true;
  }

  #look(): void {
    if (++this.#looked < LOOKED_AT) return;
    this.#looked = 0;
    this.#outOfTurn = 0;
  }

  /** Nothing of the last hour was surely lost. */
  #leaveAlone(time: number): void {
    for (const { settled, missing, at } of this.#gaps) if (settled) this.#lose(-missing, at, at);
    this.#gaps = [];
    this.#untold = null;
    this.#last = -1;
    this.#outOfTurn = 0;
    this.#aloneUntil = time + LEFT_ALONE;
  }

  /** The same line twice, one of long ago, or the first of another count, which is believed when it goes on. */
  #unexpected(number: number): void {
    this.#streak = number === this.#expected ? this.#streak + 1 : 1;
    this.#expected = number + 1;
    if (this.#streak < BELIEVED) return;
    this.restarts++;
    this.#gaps = this.#gaps.filter(({ behind }) => behind >= CONFIRMED);
    this.#begin(number);
  }

  #lose(lines: number, at: number, now: number): void {
    this.lost += lines;
    if (lines > 0) this.lostAt = at;
    const { lines: before, from, to } = this.#untold ?? { lines: 0, from: at, to: at };
    const all = before + lines;
    this.#untold =
      all > 0 ? { lines: all, from: Math.min(from, at), to: Math.max(to, Math.min(at, now)) } : null;
  }
}

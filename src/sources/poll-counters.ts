import type { SnmpValue } from './snmp-pdu.ts';

/** Counters of one device that are followed. */
const MOST_COUNTERS = 10_000;
const [TWO_32, TWO_64] = [2 ** 32, 2n ** 64n];
/** A wrapped counter that went on by more than half its range went back instead: RFC 2578, section 7.1.6, knows no less. */
const [HALF_32, HALF_64] = [2 ** 31, 2n ** 63n];
/** Seconds by which two clocks may disagree about how long ago the last look was: of one that began at 0 again, and else. */
const [SLACK, LITTLE] = [120, 2];
const TICKS = 100;

interface Counter {
  readonly value: number | bigint;
  readonly look: number;
  /** What its discontinuity said; it is another when the counter began anew. */
  readonly discontinuity: number;
}

/** What is known beside a counter. */
export interface CounterHints {
  /** Its counters began anew when this changed (ifCounterDiscontinuityTime); NaN where the device does not say. */
  readonly discontinuity?: number;
  /** What it can go on by in a second at most; 0 where nobody knows. */
  readonly most?: number;
  /** It may well go on that fast: one of 32 bits that can have wrapped twice since the last look says nothing. */
  readonly busy?: boolean;
}

/**
 * Counters of one device become rates. `look` begins a look at all of them, and says how long it is since the one
 * before: by the device's own clock, which a slow answer does not shift. A counter that wrapped goes on; after a
 * restart, a discontinuity, or where it went back, there is no rate until the next look.
 */
export class Counters {
  readonly #known = new Map<string, Counter>();
  #look = 0;
  /** Seconds of a clock that nobody sets. */
  #at = Number.NaN;
  #ticks = Number.NaN;
  #seconds = Number.NaN;
  /** Rates that there were none of, as the counter had gone back or begun anew. */
  resets = 0;
  /** Counters beyond the cap. */
  overCap = 0;

  /**
   * @param ticks sysUpTime, hundredths of a second; NaN where the device does not say
   * @param now seconds of a clock that nobody sets
   * @returns whether the device was started since the last look
   */
  look(ticks: number, now: number): boolean {
    const elapsed = now - this.#at;
    let device = (ticks - this.#ticks) / TICKS;
    // After 497 days it begins at 0 again, and nothing was started.
    const wrapped = (ticks + TWO_32 - this.#ticks) / TICKS;
    if (device < 0 && Math.abs(wrapped - elapsed) < SLACK) device = wrapped;
    const restarted = device < 0;
    if (restarted) this.#known.clear();
    // Some clocks stand still, or are far from right.
    const isGood = device > 0 && !(Math.abs(device - elapsed) > elapsed / 2 + LITTLE);
    this.#seconds = isGood ? device : elapsed;
    this.#look++;
    this.#at = now;
    this.#ticks = ticks;
    for (const [key, { look }] of this.#known) if (look < this.#look - 1) this.#known.delete(key);
    return restarted;
  }

  /** How much it went on by a second since the last look; NaN where nobody knows. */
  rate(key: string, value: SnmpValue | undefined, hints: CounterHints = {}): number {
    const { discontinuity = Number.NaN, most = 0, busy = false } = hints;
    const type = value?.type;
    if (value == null || (type !== 'counter32' && type !== 'counter64')) return Number.NaN;
    const before = this.#known.get(key);
    if (before === undefined && this.#known.size >= MOST_COUNTERS) {
      this.overCap++;
      return Number.NaN;
    }
    this.#known.set(key, { value: value.value, look: this.#look, discontinuity });
    if (before === undefined || before.look !== this.#look - 1 || !(this.#seconds > 0)) return Number.NaN;
    const grown = grownFrom(before.value, value);
    const anew = !Number.isNaN(discontinuity) && discontinuity !== before.discontinuity;
    if (grown === null || anew) {
      this.resets++;
      return Number.NaN;
    }
    if (busy && type === 'counter32' && most * this.#seconds > TWO_32) return Number.NaN;
    const rate = grown / this.#seconds;
    // Faster than it can be: it began anew and nobody said so.
    if (most > 0 && rate > 2 * most) {
      this.resets++;
      return Number.NaN;
    }
    return rate;
  }
}

/** Null where it went back. */
function grownFrom(before: number | bigint, value: SnmpValue): number | null {
  if (value.type === 'counter64') {
    if (typeof before !== 'bigint') return null;
    const grown = (value.value - before + TWO_64) % TWO_64;
    return grown < HALF_64 ? Number(grown) : null;
  }
  if (value.type !== 'counter32' || typeof before !== 'number') return null;
  const grown = (value.value - before + TWO_32) % TWO_32;
  return grown < HALF_32 || value.value >= before ? grown : null;
}

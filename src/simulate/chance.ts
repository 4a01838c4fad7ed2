import { hashText } from '../kit/hash.ts';
import { seededRandom } from '../kit/random.ts';

const HEX = '0123456789abcdef';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** First bytes of addresses that belong to nobody's inside and to no test range. */
const PUBLIC = [
  5, 23, 31, 37, 45, 62, 77, 80, 81, 85, 91, 93, 104, 109, 139, 144, 152, 176, 185, 188, 193, 212,
];

/**
 * Draws that are the same on every machine: only sums, products, square roots and comparisons, whose results
 * IEEE 754 fixes to the last bit (logarithms and sines it does not). One per stream, so that what one part draws
 * never shifts what another one gets.
 */
export class Chance {
  /** The next uniform number in [0, 1). */
  readonly next: () => number;

  /** @param stream name of what draws; streams of one seed share nothing */
  constructor(seed: number, stream: string) {
    this.next = seededRandom(Number.parseInt(hashText(`${seed}\0${stream}`).slice(0, 13), 16));
  }

  /** A whole number in [from, to]. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** True with probability `share`. */
  happens(share: number): boolean {
    return this.next() < share;
  }

  /** One of a non-empty list. */
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!;
  }

  /** One of a non-empty list, those in front much more often than those behind. */
  favour<T>(list: readonly T[]): T {
    const u = this.next();
    return list[Math.floor(u * u * list.length)]!;
  }

  /** Exponential with mean 1, by comparisons alone (J. von Neumann 1951, "Various techniques …", section 5). */
  exponential(): number {
    for (let whole = 0; ; whole++) {
      const first = this.next();
      let last = first;
      let run = 1;
      for (let u = this.next(); u < last; u = this.next()) {
        last = u;
        run++;
      }
      if (run & 1) return whole + first;
    }
  }

  /** Bell-shaped with mean 0 and standard deviation 1, never beyond ±3.5: the sum of four uniforms. */
  bell(): number {
    return (this.next() + this.next() + this.next() + this.next() - 2) * 1.7320508;
  }

  /** Around `median`, with a long tail to the right as durations and sizes have: up to 22 times as much. */
  longTailed(median: number): number {
    const u = 0.002 + 0.996 * this.next();
    return median * Math.sqrt(u / (1 - u));
  }

  /** `digits` hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    for (let i = 0; i < digits; i++) text += HEX[Math.floor(this.next() * 16)];
    return text;
  }

  /** `length` characters as a key's fingerprint has them. */
  base64(length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += BASE64[Math.floor(this.next() * 64)];
    return text;
  }

  /** A port as clients are given them. */
  port(): number {
    return this.between(32_768, 60_999);
  }

  /** An address somewhere on the internet. */
  outside(): string {
    return `${this.pick(PUBLIC)}.${this.between(0, 255)}.${this.between(0, 255)}.${this.between(1, 254)}`;
  }
}

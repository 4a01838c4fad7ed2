import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cutTorn, segmentOf, segmentPath } from './ring-block.ts';

/** What a ring holds: bytes on the disk, and the time of the oldest segment's last line (epoch ms). */
export interface RingHeld {
  readonly bytes: number;
  readonly segments: number;
  readonly oldest: number | null;
}

interface Segment {
  readonly bytes: number;
  /** Epoch ms of the last line. */
  readonly last: number;
  /** Offset behind the last record, where it was written by this process; else 0. */
  readonly end: number;
}

/** The segments of a ring that are on the disk. */
export class RingFolder {
  readonly path: string;
  readonly #segments = new Map<number, Segment>();

  /** Makes the folder when there is none; fails as the system does. */
  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(path)) {
      const number = segmentOf(name);
      if (number < 0) continue;
      const { size, mtimeMs } = statSync(join(path, name));
      this.#segments.set(number, { bytes: size, last: mtimeMs, end: 0 });
    }
  }

  /** The highest number, −1 when there is none. */
  get newest(): number {
    return Math.max(-1, ...this.#segments.keys());
  }

  /** The lowest number that is not below another; null when there is none. */
  from(number: number): number | null {
    const next = Math.min(...[...this.#segments.keys()].filter((one) => one >= number));
    return next === Number.POSITIVE_INFINITY ? null : next;
  }

  get held(): RingHeld {
    let bytes = 0;
    let oldest: number | null = null;
    for (const segment of this.#segments.values()) {
      bytes += segment.bytes;
      oldest = Math.min(oldest ?? segment.last, segment.last);
    }
    return { bytes, segments: this.#segments.size, oldest };
  }

  pathOf(number: number): string {
    return segmentPath(this.path, number);
  }

  /** Offset behind the last record of a segment that this process wrote; 0 for others. */
  endOf(number: number): number {
    return this.#segments.get(number)?.end ?? 0;
  }

  /** A segment was written to. */
  grew(number: number, segment: Segment): void {
    this.#segments.set(number, segment);
  }

  /** Cuts what a crash left behind the last whole block of the newest segment; gives how many bytes that were. */
  cutNewest(): number {
    const { newest } = this;
    if (newest < 0) return 0;
    const { whole, size } = cutTorn(this.pathOf(newest));
    this.#segments.set(newest, { ...this.#segments.get(newest)!, bytes: whole });
    return size - whole;
  }

  /**
   * Deletes, the oldest first, what is older than `before` or more than `most` bytes, and gives how many segments. The
   * newest stays: by it the next process knows which numbers were given.
   */
  forget(before: number, most: number): number {
    let { bytes } = this.held;
    let gone = 0;
    for (const number of [...this.#segments.keys()].sort((a, b) => a - b)) {
      const segment = this.#segments.get(number)!;
      if (number === this.newest || (segment.last >= before && bytes <= most)) break;
      rmSync(this.pathOf(number), { force: true });
      this.#segments.delete(number);
      bytes -= segment.bytes;
      gone++;
    }
    return gone;
  }
}

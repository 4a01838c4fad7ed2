import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const MIB = 1 << 20;
const LOOK_EVERY_MS = 1_000;

/** What is left on the disk of a folder, in bytes: for everybody, and of how much. */
export function diskSpace(folder: string): { readonly free: number; readonly size: number } {
  const { bavail, blocks, bsize } = statfsSync(folder);
  return { free: bavail * bsize, size: blocks * bsize };
}

/**
 * Whether there is room on the disk for what can be missed, and a ballast file that is deleted for what cannot: on a
 * full disk SQLite cannot even delete a row.
 */
export class DiskRoom {
  /** Bytes of the ballast, and below which only what must be written is written. */
  readonly ballast: number;
  readonly reserve: number;
  readonly #folder: string;
  readonly #path: string;
  #roomy = true;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param ballast whether to lay one; one for a disk is enough */
  constructor(folder: string, ballast = true) {
    this.#folder = folder;
    this.#path = join(folder, 'ballast');
    const { size } = diskSpace(folder);
    this.ballast = ballast ? Math.floor(Math.min(8 * MIB, size / 16)) : 0;
    this.reserve = Math.floor(Math.min(64 * MIB, size / 16));
  }

  /** Whether what can be missed may be written; looks at the disk at most once a second. */
  roomy(now: number): boolean {
    if (Math.abs(now - this.#lookedAt) >= LOOK_EVERY_MS) {
      this.#lookedAt = now;
      const { free } = this;
      const missing = this.#missingBallast();
      // Twice what it takes to be tight, so that it does not go to and fro.
      if (free < this.reserve) this.#roomy = false;
      else if (free >= 2 * this.reserve + missing) this.#roomy = true;
      if (this.#roomy && missing > 0 && free >= this.reserve + missing) this.#layBallast();
    }
    return this.#roomy;
  }

  /** A write met a full disk; with `give` the ballast goes. Says whether there was one to give. */
  met(now: number, give = false): boolean {
    this.#roomy = false;
    this.#lookedAt = now;
    if (!give || this.ballast === 0 || this.#missingBallast() > 0) return false;
    rmSync(this.#path, { force: true });
    return true;
  }

  /** Bytes left on the disk. */
  get free(): number {
    return diskSpace(this.#folder).free;
  }

  #missingBallast(): number {
    try {
      return Math.max(0, this.ballast - statSync(this.#path).size);
    } catch {
      return this.ballast;
    }
  }

  #layBallast(): void {
    try {
      const file = openSync(this.#path, 'w', 0o600);
      try {
        const piece = Buffer.alloc(64 << 10);
        for (let done = 0; done < this.ballast; ) {
          // On file systems that compress, anything else would be no room at all.
          randomFillSync(piece);
          done += writeSync(file, piece, 0, Math.min(piece.length, this.ballast - done));
        }
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    } catch {
      rmSync(this.#path, { force: true });
    }
  }
}

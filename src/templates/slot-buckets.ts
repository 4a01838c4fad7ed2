import type { MinedTemplate } from './mined-template.ts';

/** Templates alike but for the word at one place, by a hash of what they share. */
export class SlotBuckets {
  readonly #limit: number;
  readonly #buckets = new Map<number, MinedTemplate[]>();
  /** How often all of them were forgotten because there were too many. */
  cleared = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#buckets.size >= this.#limit;
  }

  /** Adds a template to the bucket of `key`; returns the current members, itself included. */
  add(key: number, template: MinedTemplate): readonly MinedTemplate[] {
    const members = this.#buckets.get(key);
    if (members === undefined) {
      const fresh = [template];
      this.#buckets.set(key, fresh);
      return fresh;
    }
    let kept = 0;
    for (const member of members) {
      if (member.successor === null && member !== template) members[kept++] = member;
    }
    members[kept++] = template;
    members.length = kept;
    return members;
  }

  /** Keeps the buckets of current templates alone, which `fill` adds again; none when they would fill it half. */
  renew(fill: () => void): void {
    this.#buckets.clear();
    fill();
    if (this.#buckets.size * 2 <= this.#limit) return;
    this.#buckets.clear();
    this.cleared++;
  }
}

/**
 * 53-bit hashes of a token list with one place left out: `key(i)` is equal for lists that differ at most in place i.
 */
export class PlaceKeys {
  readonly #a: number[] = [];
  readonly #b: number[] = [];
  #sumA = 0;
  #sumB = 0;

  constructor(tokens: readonly string[]) {
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!;
      let a = Math.imul(i + 1, 0x9e3779b1);
      let b = Math.imul(i + 1, 0x85ebca6b) ^ tokens.length;
      for (let k = 0; k < token.length; k++) {
        const c = token.charCodeAt(k);
        a = Math.imul(a ^ c, 0x01000193);
        b = Math.imul(b ^ c, 0x5bd1e995);
        b ^= b >>> 15;
      }
      a ^= a >>> 15;
      a = Math.imul(a, 0x2c1b3c6d);
      this.#a.push(a);
      this.#b.push(b);
      this.#sumA = (this.#sumA + a) | 0;
      this.#sumB = (this.#sumB + b) | 0;
    }
  }

  key(place: number): number {
    const a = (this.#sumA - this.#a[place]!) | 0;
    const b = (this.#sumB - this.#b[place]! + Math.imul(place + 1, 0xc2b2ae35)) | 0;
    return (a >>> 0) * 0x200000 + ((b >>> 11) & 0x1fffff);
  }

  /** The same for several places left out at once. */
  without(places: readonly number[]): number {
    let a = this.#sumA;
    let b = this.#sumB;
    for (const place of places) {
      a = (a - this.#a[place]!) | 0;
      b = (b - this.#b[place]! + Math.imul(place + 1, 0x27d4eb2f)) | 0;
    }
    return (a >>> 0) * 0x200000 + ((b >>> 11) & 0x1fffff);
  }
}

/** What a session is made of, without the order. */
export interface Mix {
  /** Kinds of event by number, ascending, and how often each came. */
  readonly kinds: Int32Array;
  readonly counts: Float64Array;
  /** Events altogether. */
  readonly length: number;
}

/** A mix that was learnt, and in how many sessions it came. */
export interface KnownMix extends Mix {
  sessions: number;
  /** Grows with each session that is learnt. */
  last: number;
}

/** The mix of a session. */
export function mixOf(events: Int32Array): Mix {
  const sorted = events.slice().sort();
  const kinds: number[] = [];
  const counts: number[] = [];
  for (const kind of sorted) {
    if (kind === kinds.at(-1)) counts[counts.length - 1]!++;
    else {
      kinds.push(kind);
      counts.push(1);
    }
  }
  return { kinds: Int32Array.from(kinds), counts: Float64Array.from(counts), length: events.length };
}

/** Which kinds a mix has, as a key. */
export function setKey({ kinds }: Mix): string {
  return kinds.join(' ');
}

/** The mixes that a model knows, at most `cap`: the rarest makes room for the newest. */
export class KnownMixes {
  readonly #cap: number;
  readonly #byKey = new Map<string, KnownMix>();
  #clock = 0;
  /** Scratch, by kind. */
  #shares = new Float64Array(64);

  constructor(cap: number) {
    this.#cap = cap;
  }

  /** All known mixes, in the order in which they became known. */
  get list(): readonly KnownMix[] {
    return [...this.#byKey.values()];
  }

  /** Takes back a mix of `list`, in the same order. */
  restore(mix: KnownMix): void {
    this.#byKey.set(mixKey(mix), mix);
    this.#clock = Math.max(this.#clock, mix.last);
  }

  /** Learns a mix that came in so many sessions. */
  add(mix: Mix, sessions: number): void {
    const key = mixKey(mix);
    const known = this.#byKey.get(key);
    this.#clock++;
    if (known !== undefined) {
      known.sessions += sessions;
      known.last = this.#clock;
      return;
    }
    if (this.#byKey.size >= this.#cap) this.#byKey.delete(this.#rarest());
    this.#byKey.set(key, { ...mix, sessions, last: this.#clock });
  }

  /**
   * The nearest known mix other than `except`, by the weighted L1 distance of shares, relative to what both have
   * together: 0 for the same shares, 1 for nothing in common or nothing known.
   *
   * @param weight of a kind
   */
  nearest(
    mix: Mix,
    weight: (kind: number) => number,
    except?: KnownMix,
  ): { readonly distance: number; readonly mix: KnownMix | undefined } {
    const same = this.#byKey.get(mixKey(mix));
    if (same !== undefined && same !== except) return { distance: 0, mix: same };
    this.#fillShares(mix);
    const shares = this.#shares;
    let own = 0;
    for (const [i, kind] of mix.kinds.entries()) own += weight(kind) * (mix.counts[i]! / mix.length);
    let best = { distance: 1, mix: undefined as KnownMix | undefined };
    for (const known of this.#byKey.values()) {
      if (known === except) continue;
      let apart = own;
      let together = own;
      for (let i = 0; i < known.kinds.length; i++) {
        const kind = known.kinds[i]!;
        const there = known.counts[i]! / known.length;
        const here = kind < shares.length ? shares[kind]! : 0;
        apart += weight(kind) * (Math.abs(here - there) - here);
        together += weight(kind) * (Math.max(here, there) - here);
      }
      const distance = together > 0 ? Math.max(0, apart / together) : 0;
      if (best.mix === undefined || distance < best.distance) best = { distance, mix: known };
    }
    for (const kind of mix.kinds) if (kind < shares.length) shares[kind] = 0;
    return best;
  }

  #fillShares({ kinds, counts, length }: Mix): void {
    const most = kinds.at(-1) ?? 0;
    if (most >= this.#shares.length) this.#shares = new Float64Array(2 * (most + 1));
    for (const [i, kind] of kinds.entries()) this.#shares[kind] = counts[i]! / length;
  }

  #rarest(): string {
    let rarest: [string, KnownMix] | undefined;
    for (const entry of this.#byKey) {
      const [, { sessions, last }] = entry;
      const least = rarest?.[1];
      const rarer = least === undefined || sessions < least.sessions;
      if (rarer || (sessions === least.sessions && last < least.last)) rarest = entry;
    }
    return rarest![0];
  }
}

function mixKey({ kinds, counts }: Mix): string {
  return `${kinds.join(' ')}:${counts.join(' ')}`;
}

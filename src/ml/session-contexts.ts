import { PairMap } from '../kit/pair-map.ts';

/** Events a context goes back. */
export const DEPTH = 10;
/** In `owner`: more than one session had it. */
const MANY = -1;

/**
 * Which runs of events came, of up to 10: a tree of contexts read backwards, as in prediction by partial matching
 * (Cleary & Witten 1984). What never came is as deep as nothing, so a session is odd where its runs are known only to
 * a small depth.
 */
export class ContextTree {
  readonly #cap: number;
  readonly #child = new PairMap<number>();
  /** By node: its parent, the event that leads there, and the one session that had it, or MANY. */
  #parent: number[] = [-1];
  #event: number[] = [-1];
  #owner: number[] = [MANY];

  /** @param cap nodes at most; what comes after is not learnt */
  constructor(cap: number) {
    this.#cap = cap;
  }

  get size(): number {
    return this.#parent.length;
  }

  /** Learns a session; `session` tells it from others. */
  add(events: Int32Array, session: number): void {
    for (let i = 0; i < events.length; i++) {
      let node = 0;
      for (let back = 0; back < DEPTH && back <= i; back++) {
        const event = events[i - back]!;
        let next = this.#child.get(node, event);
        if (next === undefined) {
          if (this.#parent.length >= this.#cap) break;
          next = this.#parent.length;
          this.#child.set(node, event, next);
          this.#parent.push(node);
          this.#event.push(event);
          this.#owner.push(session);
        } else if (this.#owner[next] !== session) this.#owner[next] = MANY;
        node = next;
      }
    }
  }

  /** How deep the context that ends at place `at` is known, by other sessions than `except`: 0 to 10. */
  depthAt(events: Int32Array, at: number, except?: number): number {
    let node = 0;
    let depth = 0;
    while (depth < DEPTH && depth <= at) {
      const next = this.#child.get(node, events[at - depth]!);
      if (next === undefined || (except !== undefined && this.#owner[next] === except)) break;
      node = next;
      depth++;
    }
    return depth;
  }

  /** Depth missing at a place of a session, on average, as a share of what could be there: 0 to 1. */
  missing(events: Int32Array, except?: number): number {
    let missing = 0;
    for (let at = 0; at < events.length; at++) {
      missing += Math.min(DEPTH, at + 1) - this.depthAt(events, at, except);
    }
    return missing / DEPTH / Math.max(1, events.length);
  }

  /** Parents and events of all nodes but the root; parents come before their children. */
  save(): { parents: Int32Array; events: Int32Array } {
    return { parents: Int32Array.from(this.#parent.slice(1)), events: Int32Array.from(this.#event.slice(1)) };
  }

  /** Adds what `save` gave to an empty tree; false when it is no tree. Who had it is not kept. */
  restore(parents: Int32Array, events: Int32Array): boolean {
    for (let i = 0; i < parents.length; i++) {
      const [parent, event] = [parents[i]!, events[i]!];
      if (!(parent >= 0 && parent <= i && event >= 0) || this.#child.get(parent, event) !== undefined)
        return false;
      this.#child.set(parent, event, i + 1);
      this.#parent.push(parent);
      this.#event.push(event);
      this.#owner.push(MANY);
    }
    return true;
  }
}

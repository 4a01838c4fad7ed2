import { z } from 'zod';
import {
  fitSessions,
  restoreSessions,
  type SavedSessions,
  type SessionExplanation,
  type SessionModel,
} from '../ml/index.ts';

/** Sessions before anything is said; then the model is made anew at each doubling, up to the last. */
const FIRST_FIT = 100;
const LAST_FIT = 12_800;
/** Mixes of sessions that are kept to fit on, and sessions that a model is fitted on at most. */
const MAX_POOL = 300;
const MOST_FITTED = 1000;
const CAPS = { kinds: 512, sets: 512, mixes: 512, contexts: 4096 };
/** For so long nothing is said, ms. */
const FIRST_TIME = 86_400_000;
/** Kinds of oddity of a program may be so many of the sessions, or it has no habits to break. */
const MOST_ODD = 0.005;
/** What is judged is forgotten by half after so many sessions. */
const HALVED = 20_000;

interface Pooled {
  readonly kinds: readonly number[];
  count: number;
  /** The model learnt it as it should be: in another order it is no odder. */
  isKnown: boolean;
}

/** A mix of kinds of line as a key. */
export function mixKey(kinds: readonly number[]): string {
  return [...kinds].sort((a, b) => a - b).join(' ');
}

/** Fits a model on sessions with their numbers, of which at most a thousand are shown to it. */
export function fitOn(
  pool: Iterable<{ readonly kinds: readonly number[]; readonly count: number }>,
): SessionModel {
  const list = [...pool];
  const total = list.reduce((sum, { count }) => sum + count, 0);
  const share = Math.min(1, MOST_FITTED / total);
  const sessions = list.flatMap(({ kinds, count }) =>
    Array.from({ length: Math.max(1, Math.round(count * share)) }, () => kinds),
  );
  return fitSessions(sessions, { training: 'mixed', caps: CAPS });
}

/** What the sessions of one program usually are, in one pass. */
export class SequenceModel {
  #pool = new Map<string, Pooled>();
  #model: SessionModel | null = null;
  #last: { readonly kinds: readonly number[]; readonly key: string } | null = null;
  /** Sessions seen, and at how many the model is made anew. */
  seen = 0;
  #nextFit = FIRST_FIT;
  /** Sessions judged, and oddities among them that were no repetition of an earlier one. */
  #judged = 0;
  #odd = 0;
  /** Since when sessions are judged, and the latest of them, epoch ms. */
  #since = 0;
  #now = 0;

  /** What is odd about a session that is over; null when nothing is, or nothing can be said yet. */
  judge(kinds: readonly number[], now: number): SessionExplanation | null {
    const model = this.#model;
    if (model === null) return null;
    if (this.#judged === 0) this.#since = now;
    this.#judged++;
    this.#now = now;
    if (this.#known(kinds)) return null;
    if (this.#judged >= HALVED) {
      this.#judged /= 2;
      this.#odd /= 2;
    }
    return model.score(kinds) > model.threshold ? model.explain(kinds) : null;
  }

  /** An oddity of its own kind; whether there are so few of these here that one is worth telling. */
  oddity(): boolean {
    if (this.#now - this.#since < FIRST_TIME) return false;
    this.#odd++;
    return this.#odd <= MOST_ODD * (this.#judged + 100) && this.#judged >= FIRST_FIT;
  }

  /** Learns a session that is as it should be. */
  learn(kinds: readonly number[]): void {
    this.seen++;
    const key = this.#keyOf(kinds);
    let known = this.#pool.get(key);
    if (known === undefined) {
      if (this.#pool.size >= MAX_POOL) this.#makeRoom();
      known = { kinds, count: 0, isKnown: false };
      this.#pool.set(key, known);
    }
    known.count++;
    if (this.seen >= this.#nextFit && this.#nextFit <= LAST_FIT) {
      this.#nextFit *= 2;
      this.#fit();
    } else if (this.#model !== null && !known.isKnown) {
      this.#model.observe(kinds, { normal: true });
      known.isKnown = this.#model.by === 'mix';
    }
  }

  /** Kinds of line became one: what was learnt of sessions is learnt again. */
  rename(now: (kind: number) => number): void {
    const pool = [...this.#pool.values()];
    if (pool.every(({ kinds }) => kinds.every((kind) => now(kind) === kind))) return;
    this.#pool.clear();
    for (const { kinds: old, count } of pool) {
      const kinds = old.map(now);
      const key = mixKey(kinds);
      const same = this.#pool.get(key);
      if (same !== undefined) same.count += count;
      else this.#pool.set(key, { kinds, count, isKnown: false });
    }
    this.#last = null;
    if (this.#model !== null) this.#fit();
  }

  /** JSON-safe state. */
  save(): SavedModel {
    return {
      pool: [...this.#pool.values()].map(({ kinds, count, isKnown }) => [count, Number(isKnown), ...kinds]),
      model: this.#model?.save() ?? null,
      seen: this.seen,
      nextFit: this.#nextFit,
      judged: this.#judged,
      odd: this.#odd,
      span: [this.#since, this.#now],
    };
  }

  /** What `save` described. */
  static load({ pool, model, seen, nextFit, judged, odd, span }: SavedModel): SequenceModel {
    const loaded = new SequenceModel();
    for (const [count, isKnown, ...kinds] of pool)
      loaded.#pool.set(mixKey(kinds), { kinds, count, isKnown: isKnown === 1 });
    loaded.#model = model === null ? null : restoreSessions(model);
    loaded.seen = seen;
    loaded.#nextFit = nextFit;
    loaded.#judged = judged;
    loaded.#odd = odd;
    [loaded.#since, loaded.#now] = span;
    return loaded;
  }

  #fit(): void {
    this.#model = fitOn(this.#pool.values());
    // Of what it was fitted on it may have left out some.
    for (const one of this.#pool.values()) one.isKnown = false;
  }

  /** Whether sessions of this mix are known to be as they should be. */
  #known(kinds: readonly number[]): boolean {
    return this.#pool.get(this.#keyOf(kinds))?.isKnown === true;
  }

  /** A session is judged, then learnt: its key is made once. */
  #keyOf(kinds: readonly number[]): string {
    if (this.#last?.kinds !== kinds) this.#last = { kinds, key: mixKey(kinds) };
    return this.#last.key;
  }

  /** The rarest goes, of equals the oldest. */
  #makeRoom(): void {
    let rarest = '';
    let least = Number.POSITIVE_INFINITY;
    for (const [key, { count }] of this.#pool) {
      if (count >= least) continue;
      least = count;
      rarest = key;
    }
    this.#pool.delete(rarest);
  }
}

export const savedModel = z.strictObject({
  pool: z.array(z.tuple([z.number(), z.number()], z.number())).max(MAX_POOL),
  model: z.custom<SavedSessions>((value) => typeof value === 'object' && value !== null).nullable(),
  seen: z.number().min(0),
  nextFit: z.number().min(1),
  judged: z.number().min(0),
  odd: z.number().min(0),
  span: z.tuple([z.number(), z.number()]),
});
type SavedModel = z.infer<typeof savedModel>;

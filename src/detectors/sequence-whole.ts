import type { SessionExplanation } from '../ml/index.ts';
import { fitOn, mixKey } from './sequence-model.ts';
import type { Session } from './sequence-sessions.ts';

const TENTHS = 10;
const MAX_MIXES = 3000;
const MAX_ALL = 60_000;
const SHOWN = 3;
/** Fewer sessions of a program say nothing. */
const LEAST = 50;
/** Kinds of oddity may be so many, or a share of the sessions: else there are no habits to break. */
const MOST_ODD = 0.01;
const MOST = 2;

interface Whole {
  readonly kinds: readonly number[];
  readonly tenths: number[];
  count: number;
  readonly examples: Session[];
}

/** Sessions of one mix that are odd beside those of the other tenths of the log. */
export interface OddWhole {
  readonly app: string;
  readonly tenth: number;
  readonly explained: SessionExplanation;
  /** At most three of them, and their number. */
  readonly examples: readonly Session[];
  readonly count: number;
  /** Sessions of the other tenths. */
  readonly learnt: number;
}

/** Two passes: the sessions of the whole log, each judged by those of the other tenths. */
export class WholeLog {
  readonly #apps = new Map<string, Map<string, Whole>>();
  #all = 0;
  /** Mixes that found no room. */
  overCap = 0;

  /** Takes a session that is over. */
  add(
    app: string,
    { session, kinds, tenth }: { session: Session; kinds: readonly number[]; tenth: number },
  ): void {
    let mixes = this.#apps.get(app);
    if (mixes === undefined) {
      mixes = new Map();
      this.#apps.set(app, mixes);
    }
    const key = mixKey(kinds);
    let whole = mixes.get(key);
    if (whole === undefined) {
      if (mixes.size >= MAX_MIXES || this.#all >= MAX_ALL) {
        this.overCap++;
        return;
      }
      whole = { kinds, tenths: new Array<number>(TENTHS).fill(0), count: 0, examples: [] };
      mixes.set(key, whole);
      this.#all++;
    }
    whole.count++;
    whole.tenths[tenth]!++;
    if (whole.examples.length < SHOWN) whole.examples.push(session);
  }

  /** What is odd, program by program. */
  *odd(): Generator<OddWhole> {
    for (const [app, mixes] of this.#apps) {
      const total = [...mixes.values()].reduce((sum, { count }) => sum + count, 0);
      if (total < LEAST) continue;
      yield* this.#oddOf(app, [...mixes.values()], total);
    }
  }

  /** Whether so many kinds of oddity are few for a program's sessions. */
  static few(oddities: number, sessions: number): boolean {
    return oddities <= MOST + MOST_ODD * sessions;
  }

  *#oddOf(app: string, wholes: readonly Whole[], total: number): Generator<OddWhole> {
    for (let tenth = 0; tenth < TENTHS; tenth++) {
      const outside = ({ tenths, count }: Whole) => count - tenths[tenth]!;
      // What the other tenths hold, too, is known to the full.
      const asked = wholes.filter((one) => one.tenths[tenth]! > 0 && outside(one) === 0);
      const others = wholes.filter((one) => outside(one) > 0);
      const learnt = total - wholes.reduce((sum, { tenths }) => sum + tenths[tenth]!, 0);
      if (asked.length === 0 || learnt < LEAST / 2) continue;
      const model = fitOn(others.map((one) => ({ kinds: one.kinds, count: outside(one) })));
      for (const { kinds, count, examples } of asked) {
        if (model.score(kinds) <= model.threshold) continue;
        yield { app, tenth, explained: model.explain(kinds), examples, count, learnt };
      }
    }
  }
}

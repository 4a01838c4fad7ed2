import { isLasting, NOTED, type OutcomeKind } from './outcome-kind.ts';
import type { OutcomeSeries } from './outcome-series.ts';

const HOUR = 3_600_000;
/** Bad minutes that a spell must have itself, and how many times as many another one may have that bears it out. */
const LEAST_OWN = 2;
const ALIKE = 4;
/** Spells that are looked at together. */
const MOST = 64;

/** What is known of a spell and of those that go on with it. Times in epoch ms. */
export interface Together {
  /** How sure it is that the outcome turned. */
  readonly score: number;
  readonly lasting: boolean;
  /** How much it looks as if good lines were missing; see `OutcomeSeries.missing`. */
  readonly missing: number;
}

/** Open spells of the same kind of line of one program on several hosts, which bear each other out. */
export class Fellows {
  readonly #spells = new Map<string, Map<OutcomeKind, OutcomeSeries>>();

  /** A bad line came of a kind. */
  join(series: OutcomeSeries, kind: OutcomeKind): void {
    const key = keyOf(series, kind);
    const fellows = this.#spells.get(key);
    if (fellows === undefined) this.#spells.set(key, new Map([[kind, series]]));
    else if (fellows.size < MOST) fellows.set(kind, series);
  }

  /** Its spell is over. */
  leave(series: OutcomeSeries, kind: OutcomeKind): void {
    const key = keyOf(series, kind);
    const fellows = this.#spells.get(key);
    if (fellows?.delete(kind) === true && fellows.size === 0) this.#spells.delete(key);
  }

  clear(): void {
    this.#spells.clear();
  }

  /** Takes a spell together with those of other hosts; what these had by chance is not counted. */
  around(series: OutcomeSeries, kind: OutcomeKind, now: number): Together {
    const { spell } = kind;
    if (spell === null) return { score: 0, lasting: false, missing: 0 };
    let { from, now: score } = spell;
    let { bad } = kind;
    const own = bad;
    const missing = [series.missing(spell, now)];
    let of = spell.minutes + bad - spell.badMinutes;
    const more: number[] = [];
    const fellows = this.#spells.get(keyOf(series, kind));
    for (const [other, its] of fellows ?? []) {
      // Merged into another kind meanwhile.
      if (other.spell === null) fellows!.delete(other);
      if (other === kind || other.spell === null || spell.to - other.spell.to > HOUR) continue;
      // One host that is attacked says nothing of another one on which somebody mistyped.
      if (!(other.spell.now > NOTED) || own < LEAST_OWN || other.bad > ALIKE * own) continue;
      more.push(Math.min(spell.now, other.spell.now - NOTED));
      missing.push(its.missing(other.spell, now));
      from = Math.min(from, other.spell.from);
      bad += other.bad;
      of += other.spell.minutes + other.bad - other.spell.badMinutes;
    }
    score += sumOf(more);
    return { score, lasting: isLasting({ lasted: spell.to - from, bad, of }), missing: sumOf(missing) };
  }
}

/** A sum that is the same after a restart, in whatever order they come. */
function sumOf(values: number[]): number {
  return values.sort((a, b) => a - b).reduce((sum, one) => sum + one, 0);
}

function keyOf({ app }: OutcomeSeries, { id }: OutcomeKind): string {
  return `${app === null ? '' : `a${app}`}\0${id}`;
}

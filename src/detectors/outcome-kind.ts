import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';
import { gravityOf } from '../core/gravity.ts';
import type { Template } from '../core/template.ts';
import { rawOf } from './odd-runs.ts';
import { savedEvidence } from './saved-evidence.ts';

const MINUTE = 60_000;
/** So sure that an outcome turned (natural logarithm of the likelihoods) that the spell is noted. */
export const NOTED = 5;
/** However sure it was: so sure it stays at most, so that the spell ends soon after good lines came back. */
const SUREST = 12;
/** A spell of fewer bad minutes, or a shorter one, is a moment's trouble. */
const LEAST_MINUTES = 3;
const LEAST_LASTED = 10 * MINUTE;
/** Of the minutes of a spell so many are bad: else it fails besides, and does not fail instead. */
const MOSTLY = 0.6;
/** What never went wrong before goes wrong so often, for all that is known; and what always does is no news. */
const RAREST = 0.002;
const ALWAYS = 0.9;
const FIRST_LINES = 3;
const LAST_LINES = 2;

/** What is usual of a kind: its share of the program's minutes, NaN while not known, and how many come in a ms. */
export interface Usual {
  readonly share: number;
  readonly perMs: number;
}

/** A time in which a bad kind of line came instead of good ones. Times in epoch ms. */
export interface Spell {
  readonly from: number;
  /** Last bad line. */
  to: number;
  /** Lines of the bad kind, and good ones up to its last. */
  bad: number;
  good: number;
  /** Good ones since then. */
  since: number;
  /** Minutes that count, and the bad part of them, up to the last bad line. */
  minutes: number;
  badMinutes: number;
  minutesSince: number;
  /** How sure it is by the share alone, by share and number at the last bad minute, and at most. */
  score: number;
  now: number;
  peak: number;
  gravity: number;
  readonly first: Evidence[];
  last: Evidence[];
  /** Id under which it was told of, lines and gravity by then. */
  told: string | null;
  toldBad: number;
  toldGravity: number;
  /** Bits of the tenths of the log in which it lies. */
  tenths: number;
}

/**
 * A bad kind of line of one program on one host: in how many of the program's minutes it comes, and how sure it is that
 * it comes instead of good ones now (a CUSUM of the likelihoods of "as ever" and "half of what was good is bad now",
 * Page 1954). Minutes are counted, not lines, because one failure may write many lines.
 */
export class OutcomeKind {
  readonly id: string;
  readonly text: string;
  /** Null after a restart, until a line of it comes. */
  template: Template | null;
  /** Bad part of the program's minutes, by tenth of the log; in one pass all in the first. */
  readonly badMinutes: number[];
  /** Its lines in the open minute. */
  #lines = 0;
  /** How sure it is, as far as that decides whether the spell goes on. */
  #alive = 0;
  spell: Spell | null = null;
  /** Earlier spells that were noted, and what they were beyond that. */
  #seen = 0;
  #sum = 0;
  /** Highest score of spells that were how things are here. */
  most = 0;

  constructor({ id, text }: Pick<Template, 'id' | 'text'>, template: Template | null, tenths: number) {
    this.id = id;
    this.text = text;
    this.template = template;
    this.badMinutes = new Array(tenths).fill(0);
  }

  /** A line of it in the open minute. `tenth`: where it lies, −1 in one pass. Says whether it is the first of the minute. */
  add(event: Event, tenth: number): boolean {
    const first = this.#lines === 0;
    this.#lines += event.weight;
    const spell = (this.spell ??= newSpell(event.received));
    spell.to = event.received;
    spell.bad += event.weight;
    if (spell.since > 0) {
      spell.good += spell.since;
      spell.minutes += spell.minutesSince;
      spell.since = spell.minutesSince = 0;
    }
    if (!first) return false;
    spell.tenths |= tenth < 0 ? 0 : 1 << tenth;
    spell.gravity = Math.max(spell.gravity, gravityOf(event.severity, this.text));
    // Once a minute is enough: the last line of a storm is like the others.
    if (spell.first.length < FIRST_LINES) spell.first.push(evidenceOf(event));
    else spell.last = [...spell.last.slice(1 - LAST_LINES), evidenceOf(event)];
    return true;
  }

  /**
   * How sure it is by now, the open minute with so many good lines included: by its share, and by how often it comes,
   * so that it does not look as if it came instead of good lines when these merely sleep.
   *
   * @param perMs bad minutes that are usual in a ms
   */
  weigh({ share, perMs }: Usual, good: number): number {
    const { spell } = this;
    if (spell === null) return 0;
    const { bad } = this;
    const expected = perMs * (spell.to - spell.from);
    const often = bad > expected ? bad * Math.log(bad / expected) - bad + expected : 0;
    const score = Math.min(often, spell.score + this.#step(share, good));
    spell.now = score;
    spell.peak = Math.max(spell.peak, score);
    return score;
  }

  /** Its lines so far, in bad minutes. */
  get bad(): number {
    return (this.spell?.badMinutes ?? 0) + (this.#lines > 0 ? 1 : 0);
  }

  /**
   * A minute of its program is over in which so many good lines came. `share` of its minutes that is usual, NaN when not
   * known. Returns the bad part of the minute.
   */
  close(share: number, good: number): number {
    const { spell } = this;
    const lines = this.#lines;
    if (lines + good === 0) return 0;
    const part = lines / (lines + good);
    if (spell !== null) {
      const step = this.#step(share, good);
      this.#alive = Math.min(SUREST, Math.max(0, this.#alive + step));
      spell.score += step;
      if (lines > 0) {
        spell.good += good;
        spell.minutes++;
        spell.badMinutes += part;
      } else {
        spell.since += good;
        spell.minutesSince++;
      }
    }
    this.#lines = 0;
    return part;
  }

  /** Whether the good lines have come back. */
  get isOver(): boolean {
    return this.spell !== null && this.#lines === 0 && this.#alive <= 0;
  }

  #step(share: number, good: number): number {
    const lines = this.#lines + good;
    if (lines === 0 || !(share <= ALWAYS)) return 0;
    const part = this.#lines / lines;
    return part * Math.log((1 + share) / 2 / share) - (1 - part) * Math.LN2;
  }

  /** Ends the spell. */
  end(): Spell | null {
    const { spell } = this;
    this.spell = null;
    this.#alive = 0;
    this.#lines = 0;
    return spell;
  }

  /** A spell that was so sure at most was how things are here. */
  learnSpell(peak: number): void {
    this.most = Math.max(this.most, peak);
    if (peak < NOTED) return;
    this.#seen++;
    this.#sum += Math.max(0, peak - NOTED);
  }

  /** −log10 of the chance that a look at it (its program's minutes) finds a score like this. */
  raw(score: number, looks: number): number {
    return rawOf(score - NOTED, { seen: this.#seen, sum: this.#sum, looks });
  }

  /** Learns what another one learnt, of which its template is made. */
  merge(other: OutcomeKind): void {
    other.badMinutes.forEach((n, k) => {
      this.badMinutes[k]! += n;
    });
    this.#seen += other.#seen;
    this.#sum += other.#sum;
    this.most = Math.max(this.most, other.most);
    this.spell ??= other.spell;
    this.#alive = Math.max(this.#alive, other.#alive);
    this.#lines += other.#lines;
    other.spell = null;
  }

  /** JSON-safe state. */
  save(): SavedOutcomeKind {
    return {
      about: [this.id, this.text],
      known: [this.badMinutes[0]!, this.#lines, this.#alive, this.#seen, this.#sum, this.most],
      spell: this.spell === null ? null : structuredClone(this.spell),
    };
  }

  /** What `save` described. */
  static load({ about: [id, text], known, spell }: SavedOutcomeKind): OutcomeKind {
    const kind = new OutcomeKind({ id, text }, null, 1);
    [kind.badMinutes[0], kind.#lines, kind.#alive, kind.#seen, kind.#sum, kind.most] = known;
    kind.spell = spell;
    return kind;
  }
}

/** Whether so many bad minutes of as many are more than a moment's trouble, and came in place of what is good. */
export function isLasting({ lasted, bad, of }: { lasted: number; bad: number; of: number }): boolean {
  return lasted >= LEAST_LASTED && bad >= LEAST_MINUTES && bad >= MOSTLY * of;
}

/** The share of minutes that is usually bad, of so many. */
export function shareOf(badMinutes: number, minutes: number): number {
  return Math.max(RAREST, (badMinutes + 0.5) / (minutes + 1));
}

function newSpell(at: number): Spell {
  return {
    ...{ from: at, to: at, bad: 0, good: 0, since: 0, minutes: 0, badMinutes: 0, minutesSince: 0 },
    ...{ score: 0, now: 0, peak: 0, gravity: 0, first: [], last: [] },
    ...{ told: null, toldBad: 0, toldGravity: 0, tenths: 0 },
  };
}

const amount = z.number().min(0);

/** JSON-safe state of a kind. */
export const savedOutcomeKind = z.strictObject({
  about: z.tuple([z.string(), z.string()]),
  known: z.tuple([amount, amount, amount, amount, amount, amount]),
  spell: z
    .strictObject({
      ...{ from: z.number(), to: z.number(), bad: amount, good: amount, since: amount },
      ...{
        minutes: amount,
        badMinutes: amount,
        minutesSince: amount,
        score: z.number(),
        now: z.number(),
        peak: amount,
      },
      ...{ gravity: amount, first: z.array(savedEvidence), last: z.array(savedEvidence) },
      ...{ told: z.string().nullable(), toldBad: amount, toldGravity: amount, tenths: z.int() },
    })
    .nullable(),
});
export type SavedOutcomeKind = z.infer<typeof savedOutcomeKind>;

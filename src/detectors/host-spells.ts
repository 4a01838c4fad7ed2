import { z } from 'zod';
import type { Feedback } from '../core/detector.ts';
import type { Finding } from '../core/finding.ts';
import { duration } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import { Habits, savedHabits } from './habit.ts';
import { savedEvidence } from './saved-evidence.ts';

const HOUR = 3_600_000;
/** A host that was quiet for so long begins anew. */
const APART = 2 * HOUR;
/** What has been so without a break for two days is how it is now: longer than a weekend's job, shorter than a week. */
const ACCEPTED = 48 * HOUR;
const MAX_SPELLS = 1000;
const MAX_EVIDENCE = 5;

/** A host was odd for a while; times in epoch ms. */
const savedRemark = z.strictObject({
  host: z.string(),
  /** What the same oddity is called each time. */
  matter: z.string(),
  from: z.number(),
  to: z.number(),
  count: z.number().min(1),
  surprise: z.number().min(0),
  raw: z.number(),
  gravity: z.number().min(0).max(1),
  about: z.strictObject({
    host: z.string(),
    app: z.string().exactOptional(),
    template: z.string().exactOptional(),
  }),
  evidence: z.array(savedEvidence).min(1).max(MAX_EVIDENCE),
  expected: z.string(),
  seen: z.string(),
  /** A sentence without its full stop. */
  because: z.string(),
  maturity: z.string(),
});
export type Remark = z.infer<typeof savedRemark>;

const savedSpell = z.strictObject({
  remark: savedRemark,
  from: z.number(),
  to: z.number(),
  count: z.number().min(1),
  usual: z.boolean(),
});
type Spell = z.infer<typeof savedSpell>;

/** Stretches in which hosts are odd: each is one finding, which grows while it goes on. */
export class HostSpells {
  readonly #detector: string;
  /** The latest of each host; the one that began longest ago makes room. */
  readonly #spells = new Map<string, Spell>();
  readonly #habits = new Habits();

  /** @param detector whose findings they are */
  constructor(detector: string) {
    this.#detector = detector;
  }

  /** A host is odd: what is to be told of it, null where that is usual by now and may be learnt. */
  take(remark: Remark): Finding | null {
    const { host, matter, to, from, count } = remark;
    let spell = this.#spells.get(host);
    if (spell !== undefined && from - spell.to <= APART) {
      spell.to = Math.max(spell.to, to);
      spell.count += count;
      if (spell.to - spell.from > ACCEPTED) spell.usual = true;
      if (!spell.usual) this.#habits.tell(spell.remark.matter, to);
      const { about } = spell.remark;
      // It stays about the same: what is told has one subject.
      if (remark.surprise > spell.remark.surprise)
        spell.remark = { ...remark, about, matter: spell.remark.matter };
    } else {
      const usual = this.#habits.isHabit(matter);
      this.#habits.tell(matter, from);
      spell = { remark, from, to, count, usual };
      this.#spells.delete(host);
      if (this.#spells.size >= MAX_SPELLS) this.#spells.delete(this.#spells.keys().next().value!);
      this.#spells.set(host, spell);
    }
    return spell.usual ? null : this.#findingOf(spell);
  }

  /** People say what it was. */
  hear(feedback: Feedback): void {
    if (feedback.kind !== 'verdict' && feedback.kind !== 'expected') return;
    if (feedback.kind === 'verdict' && feedback.verdict !== 'noise') return;
    for (const spell of this.#spells.values()) {
      if (this.#idOf(spell) !== feedback.finding) continue;
      spell.usual = true;
      this.#habits.accept(spell.remark.matter, spell.to);
    }
  }

  /** JSON-safe state. */
  save(): SavedHostSpells {
    return { spells: structuredClone([...this.#spells.values()]), habits: this.#habits.save() };
  }

  /** Takes back what `save` gave. */
  load({ spells, habits }: SavedHostSpells): void {
    this.#spells.clear();
    for (const spell of spells) this.#spells.set(spell.remark.host, { ...spell });
    this.#habits.load(habits);
  }

  #idOf({ remark, from }: Spell): string {
    return hashText(`${this.#detector}\0${remark.host}\0${from}`);
  }

  #findingOf(spell: Spell): Finding {
    const { remark, from, to, count } = spell;
    const { host: _, matter: __, raw, because, ...said } = remark;
    const lasted = to - from;
    return {
      ...said,
      ...{ id: this.#idOf(spell), detector: this.#detector, from, to, count, rawSurprise: raw },
      because: `${because}${lasted > HOUR ? `, for ${duration(lasted)}` : ''}.`,
    };
  }
}

/** JSON-safe state of `HostSpells`. */
export const savedHostSpells = z.strictObject({
  spells: z.array(savedSpell).max(MAX_SPELLS),
  habits: savedHabits,
});
export type SavedHostSpells = z.infer<typeof savedHostSpells>;

import { z } from 'zod';
import type { Evidence } from '../core/finding.ts';
import { savedEvidence } from './saved-evidence.ts';
import { MEASURES, type Measure, type Usual, type WindowFacts } from './window-series.ts';

/** Odd minutes no farther apart are one story; what goes on for longer than an hour is learnt. */
const TOGETHER = 5 * 60_000;
const LONGEST = 3_600_000;
const MINUTE = 60_000;
const MAX_HOSTS = 50;
const EVIDENCE_LINES = 5;
/** So many hosts odd in one minute are a matter of all of them. */
const MANY = 3;

/** A minute of one host (or of all: null) that does not fit. */
export interface OddMinute {
  readonly host: string | null;
  readonly facts: WindowFacts;
  readonly row: readonly number[];
  readonly score: number;
  readonly segment: number;
  readonly usual: Usual;
  /** In what it is clearly more than all others. */
  readonly broken: readonly Measure[];
  readonly evidence: readonly Evidence[];
}

/** Odd minutes that follow each other; JSON-safe. */
export interface Spell {
  /** The minute that speaks: of the series that was oddest in the first minute, the oddest one. */
  strongest: OddMinute;
  readonly from: number;
  to: number;
  minutes: number;
  lines: number;
  hosts: string[];
  evidence: Evidence[];
  /** Expected number of spells this odd per day, or per log if that is shorter. */
  expected: number;
}

/** The spell that begins with the odd series of one minute; there must be at least one with evidence. */
export function beginSpell(odd: readonly OddMinute[]): Spell {
  const hosts = odd.filter(({ host }) => host !== null);
  const spread = hosts.length === 0 || hosts.length >= MANY;
  const told = odd.filter(({ host }) => (host === null) === spread);
  const strongest = (told.length > 0 ? told : odd).reduce((a, b) => (b.score > a.score ? b : a));
  const spell: Spell = {
    strongest,
    ...{ from: strongest.facts.from, to: strongest.facts.from, minutes: 0, lines: 0 },
    ...{ hosts: [], evidence: [], expected: 1e9 },
  };
  continueSpell(spell, odd);
  return spell;
}

/** One more minute of a spell. */
export function continueSpell(spell: Spell, odd: readonly OddMinute[]): void {
  const { host } = spell.strongest;
  const same = odd.find((one) => one.host === host);
  if (same !== undefined && same.score > spell.strongest.score) spell.strongest = same;
  spell.to = odd[0]!.facts.from + MINUTE - 1;
  spell.minutes++;
  spell.lines += Math.max(...odd.map(({ facts }) => facts.lines));
  for (const one of odd) {
    if (one.host !== null && !spell.hosts.includes(one.host) && spell.hosts.length < MAX_HOSTS) {
      spell.hosts.push(one.host);
    }
  }
  const lines = (same ?? odd[0]!).evidence;
  spell.evidence.push(...lines.slice(0, EVIDENCE_LINES - spell.evidence.length));
}

/** What an odd minute is to the last spell: part of it, the start of another, or what it has come to be normally. */
export function placeOf(spell: Spell | undefined, from: number): 'goes on' | 'begins' | 'lasts too long' {
  if (spell === undefined || from - spell.to > TOGETHER) return 'begins';
  return from - spell.from <= LONGEST ? 'goes on' : 'lasts too long';
}

/** Whether a series (null: all) was odd in the minutes before `from`. */
export function goesOn(spell: Spell | undefined, host: string | null, from: number): boolean {
  if (spell === undefined || from - spell.to > TOGETHER) return false;
  return host === null ? spell.strongest.host === null : spell.hosts.includes(host);
}

/** The expected number of spells at least as odd, going by the other tenths (Jeffreys), per `share` of the log. */
export function judgeSpells(spells: readonly Spell[], share: number): void {
  for (const spell of spells) {
    const { score, segment } = spell.strongest;
    const elsewhere = spells.filter(
      ({ strongest }) => strongest.segment !== segment && strongest.score >= score - 1e-9,
    ).length;
    spell.expected = ((elsewhere + 0.5) / 0.9) * share;
  }
}

const numbers = <K extends string>(keys: readonly K[]) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, z.number()])) as { [key in K]: z.ZodNumber });

/** What is known of a minute, in the order in which it is saved. */
export const FACTS = [
  ...(['from', 'time', 'lines', 'errors', 'severity', 'graded', 'auth', 'links', 'news', 'hosts'] as const),
] as const satisfies readonly (keyof WindowFacts)[];

/** A minute's facts as they are saved by themselves. */
export const savedFacts = z.array(z.number()).length(FACTS.length);

/** The facts that were saved. */
export function factsOf(numbers: readonly number[]): WindowFacts {
  return Object.fromEntries(FACTS.map((name, i) => [name, numbers[i]!])) as unknown as WindowFacts;
}

const oddMinute: z.ZodType<OddMinute> = z.strictObject({
  host: z.string().nullable(),
  facts: numbers(FACTS),
  // A missing value is null in JSON.
  row: z.array(
    z
      .number()
      .nullable()
      .transform((value) => value ?? Number.NaN),
  ),
  score: z.number(),
  segment: z.number(),
  usual: z.strictObject({
    ...{ minutes: z.number(), level: z.number(), spread: z.number(), errorRatio: z.number() },
    ...{ severity: z.number(), auth: z.number(), links: z.number(), most: numbers(MEASURES) },
  }),
  broken: z.array(z.enum(MEASURES)),
  evidence: z.array(savedEvidence),
});

/** A spell as it is saved. */
export const savedSpell: z.ZodType<Spell> = z.strictObject({
  strongest: oddMinute,
  ...{ from: z.number(), to: z.number(), minutes: z.number(), lines: z.number() },
  hosts: z.array(z.string()),
  evidence: z.array(savedEvidence),
  expected: z.number(),
});

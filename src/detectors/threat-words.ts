import type { Finding } from '../core/finding.ts';
import { mostSurprise } from '../core/odds.ts';
import { count, duration, percent, quoted } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import type { BoostedExplanation } from '../ml/index.ts';
import type { Attempts } from './threat-clusters.ts';
import { FEATURES, type Feature, wordsOf } from './threat-features.ts';

const DAY = 86_400_000;
const MOST_REASONS = 4;
/** A feature that did less to the log odds is no reason. */
const LEAST_REASON = 0.15;
/** What is said first: how many, under which names, from where; then the rest as it weighs. */
const FIRST: readonly Feature[] = ['attempts_per_hour', 'unique_usernames', 'unique_sources'];

/** A number is said as it is, and speaks for neither side by being small. */
const COUNTS: readonly Feature[] = ['attempts_per_hour', 'attempts_per_day', 'succeeded'];

/** How attempts compare with those of others. */
export interface ThreatOdds {
  /** Attempts of others that look as bad, in all of the span. */
  readonly others: number;
  /** ms of history. */
  readonly span: number;
  /** Learnt from what people said here. */
  readonly isOwn: boolean;
}

/** Attempts that look like an attack, in plain words. */
export function threatFinding(
  attempts: Attempts,
  { probability, reasons }: Pick<BoostedExplanation, 'probability' | 'reasons'>,
  row: readonly number[],
  { others, span, isOwn }: ThreatOdds,
): Finding {
  const { actor, isAccount, app, host, from, success, evidence, last } = attempts;
  const days = Math.max(1, span / DAY);
  const surprise = Math.min(mostSurprise(span), Math.max(0, Math.log10(days / (others + 0.5))));
  const spoken = spokenOf(
    reasons.filter(({ contribution }) => contribution >= LEAST_REASON),
    row,
  );
  const against = reasons
    .filter(({ contribution }) => contribution <= -LEAST_REASON)
    .filter(({ feature }) => !COUNTS.includes(FEATURES[feature]!))
    .flatMap(({ feature }) => wordsOf(FEATURES[feature]!, row) ?? [])
    .slice(0, 2);
  const model = isOwn
    ? 'by the model that learnt from what people said here'
    : 'by the model that ships with logsift, trained on simulated traffic';
  const who = isAccount
    ? `Somebody tries to get into the account ${quoted(actor)}`
    : `${quoted(actor)} tries to get in`;
  const name = success?.user ?? null;
  const end =
    success === null ? '' : `, then let in${name === null || isAccount ? '' : ` as ${quoted(name)}`}`;
  const to = Math.max(attempts.to, success?.at ?? Number.NEGATIVE_INFINITY);
  return {
    id: threatId(attempts),
    detector: 'threat',
    about: { ...(host === null ? {} : { host }), ...(app === null ? {} : { app }), actor },
    category: 'intrusion',
    from,
    to,
    count: Math.max(1, attempts.lines) + (success === null ? 0 : 1),
    surprise,
    rawSurprise: Math.max(surprise, -Math.log10(Math.max(1e-6, 1 - probability))),
    gravity: gravityOf(attempts, probability),
    evidence: [
      ...(success === null ? [] : [success.evidence]),
      ...evidence,
      ...(last === null ? [] : [last]),
    ],
    expected: others === 0 ? 'no attempts of others that look so' : `${count(others, 'other')} that look so`,
    seen: spoken,
    because: `${who}: ${spoken}${end} (${percent(probability)} a threat ${model}${against.length === 0 ? '' : `; against it: ${against.join(', ')}`}).`,
    maturity: `${isOwn ? 'verdicts of people here' : 'simulated traffic'}; compared with ${duration(span)} of the log`,
  };
}

/** Id of the finding about attempts that belong together. */
export function threatId({ actor, isAccount, from }: Attempts): string {
  return hashText(`threat\0${isAccount ? 'account' : 'actor'}\0${actor}\0${from}`);
}

function spokenOf(reasons: BoostedExplanation['reasons'], row: readonly number[]): string {
  const features = reasons
    .map(({ feature }) => FEATURES[feature]!)
    .filter((one) => one !== 'succeeded')
    // All of the day's came in this hour.
    .filter((one) => one !== 'attempts_per_day' || row[FEATURES.indexOf(one)]! > row[0]!);
  // How often it was tried is what everything else is about.
  const told = [...new Set<Feature>(['attempts_per_hour', ...features.slice(0, MOST_REASONS)])];
  const place = (one: Feature) => (FIRST.includes(one) ? FIRST.indexOf(one) : FIRST.length);
  const phrases = told.sort((a, b) => place(a) - place(b)).flatMap((one) => wordsOf(one, row) ?? []);
  return phrases.join(', ').replace(/^([\d,]+ attempts? in an hour), under/, '$1 under');
}

function gravityOf({ success, letIn, isAccount }: Attempts, probability: number): number {
  const sure = 0.1 * Math.max(0, 2 * probability - 1);
  if (success === null) return 0.48 + sure + (isAccount ? 0.02 : 0);
  // Who got in before and gets in again may only have mistyped.
  return letIn && !isAccount ? 0.5 + sure : 0.75 + sure;
}

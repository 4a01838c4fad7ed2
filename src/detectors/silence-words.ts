import type { Finding } from '../core/finding.ts';
import { gravityOf } from '../core/gravity.ts';
import { count, duration, quoted } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import type { Candidate, Matter } from './silence-matter.ts';
import type { Odds } from './silence-odds.ts';
import { GONE } from './silence-slots.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const EVIDENCE_LINES = 5;
/** How grave it is that something is late, and may still come. */
const LATE = 0.5;
/** A line that reads like a fault is not missed. */
const FAULT = 0.55;
const GOOD_NEWS = 0.3;
/** A line of a few hours that is gone may be done with. */
const BRIEF = 0.4;

/** A silence as a finding, in plain words. `inAll`: as odd ones expected in the history of `span` ms. */
export function silenceFinding(matter: Matter, inAll: number, span: number): Finding {
  const leader = matter.members[0]!;
  const { who, gap, odds, open } = leader;
  const hosts = new Set(matter.members.flatMap((one) => (one.who.kind === 'host' ? [one.who.host] : [])));
  const subject = who.kind === 'log' ? '' : who.kind === 'line' ? `${who.host}\0${who.template}` : who.host;
  return {
    id: hashText(`silence\0${who.kind}\0${subject}\0${gap.from}`),
    detector: 'silence',
    about: {
      ...(who.kind === 'log' || who.host === '' ? {} : { host: who.host }),
      ...(who.kind === 'line' ? { template: who.template } : {}),
      ...(who.kind === 'line' && who.app !== null ? { app: who.app } : {}),
      ...(who.kind === 'log' ? { metric: 'lines' } : {}),
    },
    // What is measured comes by the clock: it is missed from when it was due.
    from: who.kind === 'measured' ? Math.min(gap.to, gap.from + odds.longest) : gap.from,
    to: gap.to,
    count: Math.max(1, evidenceOf(matter).length),
    surprise: Math.max(0, -Math.log10(inAll / Math.max(1, span / DAY))),
    rawSurprise: odds.raw,
    gravity: gravityOfSilence(leader, hosts.size),
    evidence: evidenceOf(matter),
    expected: usualOf(odds),
    seen: `nothing for ${duration(gap.ms)}${open ? ', until the end of the log' : ''}`,
    because: `${subjectOf(matter, hosts)} ${open ? 'stopped' : 'paused'}: nothing for ${duration(gap.ms)}, ${whyOdd(odds)}${open ? ', and it did not come back' : ', then it came back'}.`,
    ...(open ? { ongoing: true as const } : {}),
    maturity: `${count(odds.count, 'occasion')} in ${duration(span)}`,
  };
}

function usualOf({ raw, longest, atThisHour, missed }: Odds): string {
  if (missed !== undefined)
    return `a line at that time of day, as on ${count(missed.days, 'day')} of the last four weeks`;
  if (!(raw > 0)) return 'such pauses now and then';
  return `a line at least every ${duration(longest)}${atThisHour ? ' at these hours' : ''}`;
}

function whyOdd({ raw, longest, atThisHour, missed }: Odds): string {
  if (missed !== undefined) {
    return `where it came at the same time of day on ${count(missed.days, 'day')} of the last four weeks`;
  }
  if (!(raw > 0)) return 'as it happens here';
  return `where it otherwise never took more than ${duration(longest)}${atThisHour ? ' at these hours' : ''}`;
}

function subjectOf({ members, more }: Matter, hosts: ReadonlySet<string>): string {
  const { who } = members[0]!;
  if (who.kind === 'log') return 'The whole log';
  if (who.kind === 'measured') return `What is measured at ${quoted(who.host)}`;
  if (who.kind === 'host') {
    if (hosts.size === 1) return `All of ${quoted(who.host)}`;
    const named = [...hosts].slice(0, 3).map(quoted).join(', ');
    return hosts.size <= 3 ? `All of ${named}` : `All of ${named} and ${hosts.size - 3} more hosts`;
  }
  const by = who.app === null ? '' : ` from ${quoted(who.app)}`;
  const on = who.host === '' ? '' : ` on ${quoted(who.host)}`;
  const others = members.length - 1 + more;
  const rest = others === 0 ? '' : `, with ${count(others, 'more kind')} of line that stopped then,`;
  return `The line ${quoted(who.text)}${by}${on}${rest}`;
}

/**
 * The longer, the graver; a host is more than a line, several hosts more than one. What came back is over: a line that
 * was away for a while is worth a look, and more when it never was for a tenth as long. What is late may still come.
 */
function gravityOfSilence({ who, gap, open, odds }: Candidate, hosts: number): number {
  const long = 0.05 * Math.max(0, Math.log10(gap.ms / (10 * MINUTE)));
  const times = odds.longest > 0 ? 0.1 * Math.max(0, Math.log10(gap.ms / odds.longest)) : 0;
  if (who.kind === 'line' && gravityOf(-1, who.text) >= FAULT) return GOOD_NEWS;
  if (who.kind === 'line' && open && odds.missed !== undefined && gap.to - odds.missed.due < GONE)
    return LATE;
  if (who.kind === 'line' && odds.brief === true) return BRIEF;
  if (who.kind === 'line')
    return Math.min(0.8, open ? 0.5 + 2 * long : Math.min(0.55, 0.3 + long / 2 + times));
  return Math.min(0.9, (open ? 0.68 : 0.55) + long + (hosts > 1 ? 0.1 : 0));
}

function evidenceOf({ members }: Matter): Finding['evidence'] {
  const lines = members.flatMap(({ gap: { before, after } }) => [
    ...(before === null ? [] : [before]),
    ...(after === null ? [] : [after]),
  ]);
  return lines.slice(0, EVIDENCE_LINES);
}

import type { Odds } from './silence-odds.ts';
import type { Gap } from './silence-stream.ts';

/** Pauses that share so much of their time are the same matter. */
const SHARED = 0.6;
/** A kind of line that is missing while its host is: so much of its pause. */
const WITHIN = 0.5;
const MAX_MEMBERS = 40;

/** What fell silent. */
export type Who =
  | { readonly kind: 'log' }
  | { readonly kind: 'host'; readonly host: string }
  /** What is measured at a host, by polling or otherwise. */
  | { readonly kind: 'measured'; readonly host: string }
  | {
      readonly kind: 'line';
      readonly host: string;
      readonly app: string | null;
      readonly template: string;
      readonly text: string;
    };

/** A pause that may be odd. */
export interface Candidate {
  readonly who: Who;
  readonly gap: Gap;
  readonly odds: Odds;
  /** The end of the log, or the present: nothing came back. */
  readonly open: boolean;
}

/** Pauses that are one matter; the first member tells what it is. */
export interface Matter {
  readonly members: Candidate[];
  /** Members beyond those kept. */
  more: number;
}

const ORDER = { log: 0, host: 1, measured: 2, line: 3 };

/** Puts together what fell silent together: the whole log, then hosts, then lines; hosts with hosts. */
export function mattersOf(candidates: readonly Candidate[]): Matter[] {
  const sorted = [...candidates].sort(
    (a, b) =>
      ORDER[a.who.kind] - ORDER[b.who.kind] ||
      b.odds.raw - a.odds.raw ||
      a.gap.from - b.gap.from ||
      (nameOf(a.who) < nameOf(b.who) ? -1 : 1),
  );
  const matters: Matter[] = [];
  for (const one of sorted) {
    const known = matters.find(({ members }) => belongs(one, members[0]!));
    if (known === undefined) matters.push({ members: [one], more: 0 });
    else if (known.members.length < MAX_MEMBERS) known.members.push(one);
    else known.more++;
  }
  return matters;
}

function nameOf(who: Who): string {
  return who.kind === 'log' ? '' : who.kind === 'line' ? `${who.host}\0${who.template}` : who.host;
}

function belongs(one: Candidate, leader: Candidate): boolean {
  const shared = Math.min(one.gap.to, leader.gap.to) - Math.max(one.gap.from, leader.gap.from);
  if (leader.who.kind === 'log') return shared >= WITHIN * one.gap.ms;
  if (leader.who.kind === 'host' && one.who.kind === 'line') {
    return leader.who.host === one.who.host && shared >= WITHIN * one.gap.ms;
  }
  if (leader.who.kind !== one.who.kind) return false;
  const whole = Math.max(one.gap.to, leader.gap.to) - Math.min(one.gap.from, leader.gap.from);
  if (shared < SHARED * whole) return false;
  if (leader.who.kind !== 'line' || one.who.kind !== 'line') return true;
  return leader.who.host === one.who.host || leader.who.template === one.who.template;
}

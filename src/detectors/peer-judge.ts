import type { PeerHost } from './peer-host.ts';
import { LEAST_EXPECTED, MEASURES, type PeerRole } from './peer-role.ts';

/** Of the others, so many write less. */
const UPPER = 0.75;
/** A busy hour of all makes so much more usual for each. */
const BUSIEST = 10;
/** So many lines, and so many times what is usual, are another order of things. */
const LEAST_LINES = 20;
const LEAST_TIMES = 4;

/** A measure in which a host writes many times what is usual, and what the others write. */
export interface Excess {
  readonly of: number;
  readonly score: number;
  readonly seen: number;
  readonly times: number;
  readonly others: { readonly least: number; readonly typical: number; readonly most: number };
}

/** How far a host is from what is usual for it and the others of its role. */
export interface Unlike {
  /** Of the measure in which it is farthest: −log10 of a bound of the chance of so many lines. */
  readonly score: number;
  /** Measures in which it is so far that people may want to know. */
  readonly much: readonly Excess[];
}

/** Judges the hosts of a role by each other, in a period: one answer for each, in their order. */
export function judgePeers(role: PeerRole, hosts: readonly PeerHost[]): readonly Unlike[] {
  const found = hosts.map(() => ({ score: 0, much: [] as Excess[] }));
  const n = hosts.length;
  const sorted = new Float64Array(n);
  const upper = Math.min(n - 2, Math.floor(UPPER * (n - 1)));
  for (let of = 0; of < MEASURES; of++) {
    if (!role.isKnown(of) || hosts.every(({ now, own }) => now[of]! <= Math.max(LEAST_EXPECTED, own[of]!)))
      continue;
    for (let i = 0; i < n; i++) sorted[i] = hosts[i]!.now[of]!;
    sorted.sort();
    for (let i = 0; i < n; i++) {
      const seen = hosts[i]!.now[of]!;
      // The list without this host.
      const other = (k: number) => (seen <= sorted[k]! ? sorted[k + 1]! : sorted[k]!);
      const usual = Math.max(LEAST_EXPECTED, expectedOf(hosts[i]!.own[of]!, other(upper), role.level(of)));
      const score = decades(seen, usual, role.spread(of));
      const one = found[i]!;
      one.score = Math.max(one.score, score);
      const times = seen / Math.max(1, usual);
      if (seen < LEAST_LINES || times < LEAST_TIMES) continue;
      const others = { least: other(0), typical: other((n - 1) >> 1), most: other(n - 2) };
      one.much.push({ of, score, seen, times, others });
    }
  }
  return found;
}

/** The one that says most of what is wrong: what is many times more, of those that are about as odd as the oddest. */
export function mostTelling({ score, much }: Unlike): Excess | null {
  const odd = much.filter((one) => one.score >= score / 2);
  return odd.reduce<Excess | null>((best, one) => (one.times > (best?.times ?? 0) ? one : best), null);
}

/** As many as the others, or as it writes as a rule, the more so the busier the others are. */
function expectedOf(own: number, others: number, level: number): number {
  const busy = level > 0 ? Math.min(BUSIEST, Math.max(1, others / level)) : 1;
  return Math.max(others, own * busy);
}

/**
 * −log10 of Chernoff's bound of the chance of so many lines or more, when they are negative binomial: by chance, about
 * a mean that itself differs from period to period by this share (variance over squared mean).
 */
function decades(seen: number, mean: number, spread: number): number {
  if (seen <= mean) return 0;
  const k = 1 / spread;
  const nats = seen * Math.log(seen / mean) - (seen + k) * Math.log((seen + k) / (mean + k));
  return Math.max(0, nats * Math.LOG10E);
}

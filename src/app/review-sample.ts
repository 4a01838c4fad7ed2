import type { Finding } from '../core/finding.ts';
import type { ReviewStratum } from '../core/review-result.ts';
import { hashText } from '../kit/hash.ts';
import type { KeptEvent } from '../store/events.ts';
import type { StoreView } from '../store/store.ts';

/** Lines looked through at most, the latest. */
const MOST_LINES = 200_000;
const MOST_FINDINGS = 5000;
const DAY = 86_400_000;
/** A finding's times are those of its lines; a line on the border is its own. */
const BORDER = 1000;
const PAGE = 3;
const LONGEST = 4000;

/** A line that a person looks at. */
export interface ReviewLine {
  readonly id: string;
  /** Epoch ms; null where it says none. */
  readonly time: number | null;
  readonly host: string | null;
  readonly app: string | null;
  readonly text: string;
  /** −log10 of how rare: of a finding that tells of it, else of its kind among the lines. */
  readonly surprise: number;
  /** Number of its stratum. */
  readonly stratum: number;
}

/** Lines to look at, in the order in which they are shown. */
export interface ReviewSample {
  readonly strata: readonly ReviewStratum[];
  readonly lines: readonly ReviewLine[];
  readonly days: number;
}

const STRATA: readonly { readonly name: string; readonly shown: boolean; readonly least: number }[] = [
  { name: 'told, surprise of 3 or more', shown: true, least: PAGE },
  { name: 'told, less surprising', shown: true, least: 0 },
  { name: 'not told, kinds rarer than 1 in 1,000', shown: false, least: 3 },
  { name: 'not told, rarer than 1 in 30', shown: false, least: 1.5 },
  { name: 'not told, usual', shown: false, least: 0 },
];

/**
 * Draws lines from those that were kept since a time (epoch ms), as many of each stratum as far as there are. Which ones
 * depends on their ids alone, and on `salt`: with another one there are others.
 */
export function reviewSample(
  { events, findings }: Pick<StoreView, 'events' | 'findings'>,
  { since, count, salt = '' }: { readonly since: number; readonly count: number; readonly salt?: string },
): ReviewSample {
  const kept = events.search({ since, limit: MOST_LINES });
  const told = findings.list({ since, limit: MOST_FINDINGS }).map(({ finding }) => finding);
  const surprise = surpriseOf(told, kept);
  const strata: { readonly event: KeptEvent; readonly surprise: number; readonly order: string }[][] =
    STRATA.map(() => []);
  for (const event of kept) {
    const { shown, value } = surprise(event);
    const stratum = STRATA.findIndex((one) => one.shown === shown && value >= one.least);
    strata[stratum]!.push({ event, surprise: value, order: hashText(`review${salt}\0${event.id}`) });
  }
  const byOrder = (a: { order: string }, b: { order: string }) => (a.order < b.order ? -1 : 1);
  const shares = shared(
    strata.map(({ length }) => length),
    count,
  );
  const drawn = strata.flatMap((all, stratum) =>
    all
      .sort(byOrder)
      .slice(0, shares[stratum])
      .map((one) => ({ ...one, stratum })),
  );
  const times = kept.map(({ received }) => received);
  return {
    strata: STRATA.map(({ name, shown }, i) => ({ name, shown, lines: strata[i]!.length })),
    lines: drawn.sort(byOrder).map(({ event, surprise, stratum }) => lineOf(event, surprise, stratum)),
    days: times.length === 0 ? 0 : Math.max(1 / 24, (times[0]! - times.at(-1)!) / DAY),
  };
}

function lineOf(event: KeptEvent, surprise: number, stratum: number): ReviewLine {
  const { id, time, host, app, raw } = event;
  return { id, time, host, app, text: raw.slice(0, LONGEST), surprise, stratum };
}

/** How many of each are drawn: the same of all, and of what some have not the others get more. */
function shared(sizes: readonly number[], count: number): number[] {
  const shares = sizes.map(() => 0);
  let left = Math.min(
    count,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  while (left > 0) {
    const open = [...sizes.keys()].filter((i) => shares[i]! < sizes[i]!);
    const each = Math.max(1, Math.floor(left / open.length));
    for (const i of open) {
      const more = Math.min(each, sizes[i]! - shares[i]!, left);
      shares[i]! += more;
      left -= more;
    }
  }
  return shares;
}

function surpriseOf(findings: readonly Finding[], kept: readonly KeptEvent[]) {
  const texts = new Map<string, number>();
  const kinds = new Map<string, Finding[]>();
  for (const finding of findings) {
    for (const { text } of finding.evidence) {
      texts.set(text, Math.max(texts.get(text) ?? 0, finding.surprise));
    }
    const { template } = finding.about;
    if (template !== undefined) kinds.set(template, [...(kinds.get(template) ?? []), finding]);
  }
  const counts = new Map<string, number>();
  for (const { template } of kept) counts.set(template ?? '', (counts.get(template ?? '') ?? 0) + 1);
  return ({ raw, template, time, received, host }: KeptEvent) => {
    const at = time ?? received;
    const of = (kinds.get(template ?? '') ?? []).filter(
      ({ about, from, to }) =>
        at >= from - BORDER && at <= to + BORDER && (about.host === undefined || about.host === host),
    );
    const told = Math.max(texts.get(raw) ?? -1, ...of.map(({ surprise }) => surprise));
    if (told >= 0) return { shown: true, value: told };
    return { shown: false, value: Math.log10(kept.length / counts.get(template ?? '')!) };
  };
}

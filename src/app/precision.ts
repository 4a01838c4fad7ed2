import type { Precision, Share } from '../core/precision.ts';
import { shareInterval } from '../kit/share-interval.ts';
import type { StoreView } from '../store/store.ts';

const MOST = 5000;

/**
 * What people said of the incidents that they were paged for between two times (epoch ms), and what they say was missed
 * in that time. What was expected was not worth a page either.
 */
export function precisionOf(
  { told, incidents, judgements }: Pick<StoreView, 'told' | 'incidents' | 'judgements'>,
  from: number,
  to: number,
): Precision {
  const pages = told.between(from, to).filter(({ kind }) => kind === 'page');
  const ids = new Set(pages.flatMap((page) => page.incidents).map((id) => incidents.resolve(id)));
  const said = new Map<string, { judged: number; real: number }>();
  for (const id of ids) {
    const incident = incidents.get(id);
    const verdict = incident?.verdict?.verdict;
    if (incident === null || verdict === undefined || verdict === 'missed') continue;
    const { detector } = incident.root;
    const { judged, real } = said.get(detector) ?? { judged: 0, real: 0 };
    said.set(detector, { judged: judged + 1, real: real + (verdict === 'real' ? 1 : 0) });
  }
  const each = [...said].map(([detector, counts]) => ({ detector, ...shareOf(counts) }));
  const sum = (of: 'judged' | 'real') => each.reduce((all, one) => all + one[of], 0);
  return {
    pages: ids.size,
    all: shareOf({ judged: sum('judged'), real: sum('real') }),
    detectors: each.sort((a, b) => b.judged - a.judged || (a.detector < b.detector ? -1 : 1)),
    missed: judgements
      .list(MOST)
      .filter(
        ({ missed, takenBack }) => missed !== undefined && takenBack === null && within(missed.at, from, to),
      ).length,
  };
}

function within(at: number, from: number, to: number): boolean {
  return at >= from && at < to;
}

function shareOf({ judged, real }: { judged: number; real: number }): Share {
  return { judged, real, interval: shareInterval(real, judged) };
}

import type { BacktestResult } from '../core/backtest-result.ts';
import { rfc3339 } from '../core/event.ts';
import { type Incident, incidentRank } from '../core/incident.ts';

/** What a configuration would have paged, as JSON; times are RFC 3339 in UTC, null where there is none. */
export function backtestJson(result: BacktestResult): object {
  return {
    ...result,
    ...{ from: rfc3339(result.from), to: rfc3339(result.to), since: rfc3339(result.since) },
    pages: result.pages.map((page) => ({ ...page, at: rfc3339(page.at), incident: briefly(page.incident) })),
    digest: result.digest.map((one) => ({ ...one, at: rfc3339(one.at) })),
    silenced: result.silenced.map((one) => ({ ...one, at: rfc3339(one.at) })),
    incidents: result.incidents.map(briefly),
  };
}

function briefly(incident: Incident): object {
  const { id, aliases, state, headline, category, hosts, from, to, surprise, gravity, page, root } = incident;
  return {
    ...{ id, aliases, state, headline, category, hosts, from: rfc3339(from), to: rfc3339(to) },
    ...{ rank: incidentRank(incident), surprise, gravity, page },
    root: { id: root.id, detector: root.detector, because: root.because },
  };
}

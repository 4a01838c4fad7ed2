import type { LiveStatus } from '../../core/api-live.ts';
import { PAGE_LINE } from '../../core/finding.ts';
import { incidentRank } from '../../core/incident.ts';
import type { Hub } from '../../dashboard/sse.ts';
import type { WebParts } from './parts.ts';

const EVERY = 5_000;
const MOST_OPEN = 10_000;

/** How things are, for those who look on: a sign of life that does not need the engine to be well. */
async function liveStatusOf(parts: WebParts, watchers: number): Promise<LiveStatus> {
  const status = await parts.status();
  const open = parts.store.incidents.list({ state: 'open', limit: MOST_OPEN });
  return {
    ...{ at: parts.now(), state: status?.state ?? 'absent', watchers },
    linesPerSecond: status?.pipeline.linesPerSecond ?? null,
    ...{ open: open.length, urgent: open.filter((one) => incidentRank(one) >= PAGE_LINE).length },
    troubles: status?.troubles.length ?? 0,
  };
}

/** Publishes how things are, every few seconds while somebody looks. */
export function beatStatus(parts: WebParts, hub: Hub): void {
  let asking = false;
  const beat = async () => {
    const watchers = hub.watchers('status');
    if (asking || watchers === 0) return;
    asking = true;
    try {
      hub.publish('status', await liveStatusOf(parts, watchers));
    } catch {
      // The store is being replaced, or busy: the next beat says how it is.
    } finally {
      asking = false;
    }
  };
  setInterval(() => void beat(), EVERY).unref();
}

import { LogsiftError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import { nearest } from '../kit/nearest.ts';
import type { IncidentStore } from '../store/incidents.ts';

/** Past incidents that are looked through for what an unknown id may have meant. */
const MOST_COMPARED = 2000;
/** Characters of an id that are shown. */
const SHORT = 8;

/**
 * The incident that a person means: by its id, one that was merged into it, the beginning of either, or a finding of
 * it. Throws USAGE for what is unknown, with the nearest, and for what may be several.
 */
export function incidentBy(store: IncidentStore, typed: string): Incident {
  const id = typed.toLowerCase();
  if (!/^[0-9a-f]{4,32}$/.test(id))
    throw usage(
      `wanted the id of an incident, such as 3fa9c2d1 (logsift incidents lists them); got ${JSON.stringify(typed)}`,
    );
  const [found, other] = store.startingWith(id);
  if (found !== undefined && other !== undefined)
    throw usage(`${id} may be ${named(found)} or ${named(other)}: type more of it`);
  const past = found === undefined ? store.list({ limit: MOST_COMPARED }) : [];
  const meant = found ?? past.find(({ findings }) => findings.some((one) => one.id.startsWith(id)));
  if (meant !== undefined) return withVerdicts(meant, store);
  const ids = past.map((one) => one.id.slice(0, id.length));
  const close = nearest(id, ids);
  const near = close === null ? undefined : past[ids.indexOf(close)];
  const hint =
    near !== undefined
      ? `did you mean ${named(near)}?`
      : past[0] === undefined
        ? 'there is none yet'
        : `the latest is ${named(past[0])}; see logsift incidents`;
  throw usage(`there is no incident ${id}: ${hint}`);
}

/** What people said of those like it since. */
function withVerdicts(incident: Incident, store: IncidentStore): Incident {
  const similar = incident.similar.map((one) => ({
    ...one,
    verdict: store.verdictOf(one.id) ?? one.verdict,
  }));
  return { ...incident, similar };
}

function named({ id, headline }: Incident): string {
  const words = headline.length > 60 ? `${headline.slice(0, 59)}…` : headline;
  return `${id.slice(0, SHORT)} (${words})`;
}

function usage(message: string): LogsiftError {
  return new LogsiftError('USAGE', message);
}

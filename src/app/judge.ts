import { LogsiftError } from '../core/errors.ts';
import { type Incident, incidentRank, type Verdict } from '../core/incident.ts';
import { type Judgement, Silenced, scopesOf } from '../core/judgement.ts';
import { moment } from '../core/when.ts';
import { count } from '../core/words.ts';
import type { IncidentStore } from '../store/incidents.ts';
import type { StoreView } from '../store/store.ts';
import type { Writable } from '../store/write-beside.ts';

const DAY = 86_400_000;
/** Pages over which the effect of a verdict is counted. */
const LOOKED_BACK = 30 * DAY;

/** How long a verdict holds that names no date; what is real holds for good. */
export const USUAL_TERM = { noise: 90 * DAY, expected: 30 * DAY } as const;

/** What a verdict would have done in the last 30 days. */
export interface Effect {
  /** Incidents that people were paged for, and how many of them would not have been told. */
  readonly pages: number;
  readonly removed: number;
  /** Of those removed, ones that were called real. */
  readonly real: readonly Incident[];
}

/** A verdict on an incident as a person gives it. */
export interface Saying {
  readonly incident: Incident;
  readonly verdict: 'real' | 'noise' | 'expected';
  /** Epoch ms; null for always. */
  readonly until: number | null;
  readonly wide: boolean;
  readonly note?: string;
  readonly by: string;
}

/** A verdict as it is meant, `until` as a person gave it (epoch ms, null for always). Throws USAGE for an end that cannot be. */
export function sayingOf(
  { until, ...given }: Omit<Saying, 'until'> & { readonly until?: number | null },
  now: number,
): Saying {
  const { verdict } = given;
  if (verdict === 'real' && until != null)
    throw new LogsiftError('USAGE', 'an end goes with noise and expected: what is real stays so');
  if (until != null && until <= now)
    throw new LogsiftError('USAGE', 'wanted a time to come, until which it holds; got one that has passed');
  return {
    ...given,
    until: verdict === 'real' ? null : until === undefined ? now + USUAL_TERM[verdict] : until,
  };
}

/** `this would have removed 4 of the 12 pages of the last 30 days, none of them marked real`. */
export function effectWords({ pages, removed, real }: Effect): string {
  const ids = real.slice(0, 3).map(({ id }) => id.slice(0, 8));
  const marked = real.length === 0 ? 'none of them' : `${real.length} of them (${ids.join(', ')})`;
  const kept = `this would have removed ${removed} of the ${count(pages, 'page')} of the last 30 days`;
  return removed === 0 ? kept : `${kept}, ${marked} marked real`;
}

/** What holds once a verdict was said. */
export function saidWords({ incident, verdict, until, wide }: Saying): string {
  const id = incident.id.slice(0, 8);
  if (verdict === 'real') return `${id} is marked real`;
  const whose = wide
    ? 'whatever the host'
    : incident.hosts.length === 0
      ? 'of the same kind'
      : `on ${incident.hosts.slice(0, 3).join(', ')}`;
  return `${id} is marked ${verdict}: what is like it ${whose} is not told until ${until === null ? 'it is taken back' : moment(until)}`;
}

/** Counts over the pages of the last 30 days which of them a verdict would have kept back (`now`: epoch ms). */
export function effectOf(
  { incident, verdict, wide }: Saying,
  { incidents, told }: Pick<StoreView, 'incidents' | 'told'>,
  now: number,
): Effect {
  const silenced = new Silenced(verdict === 'real' ? [] : scopesOf(incident, wide));
  const messages = told
    .between(now - LOOKED_BACK, Number.MAX_SAFE_INTEGER)
    .filter(({ kind }) => kind === 'page');
  const ids = new Set(messages.flatMap((message) => message.incidents).map((id) => incidents.resolve(id)));
  const pages = [...ids].flatMap((id) => incidents.get(id) ?? []);
  const removed = pages.filter((one) => silenced.covers(one));
  // The one that is judged just now may have been called real before.
  const real = removed.filter((one) => one.verdict?.verdict === 'real' && one.id !== incident.id);
  return { pages: pages.length, removed: removed.length, real };
}

/** Keeps a verdict, with what it is about as the incident stands now. To be called in a transaction. */
export function saveVerdict(
  { incident, ...said }: Saying,
  { incidents, judgements }: Writable,
  now: number,
): void {
  const { verdict, until, wide, note, by } = said;
  const words: Verdict = { verdict, at: now, until, ...(note === undefined ? {} : { note }) };
  incidents.judge(incident.id, words);
  judgements.add({ ...words, by, incident: incident.id, wide, scopes: scopesOf(incident, wide) });
}

/** Takes back what was said of an incident; false when nothing was. To be called in a transaction. */
export function takeBackVerdict(id: string, { incidents, judgements }: Writable, now: number): boolean {
  const known = incidents.verdictOf(id) !== null;
  incidents.judge(id, null);
  return judgements.takeBack(incidents.resolve(id), now) || known;
}

/** What came near to something that was missed: findings and incidents that were not told, the highest first. */
export function nearMissed(
  missed: NonNullable<Judgement['missed']>,
  store: IncidentStore,
  most = 3,
): Incident[] {
  const { at, host } = missed;
  const near = store.list({
    ...{ since: at - NEAR, until: at + NEAR, limit: 1000 },
    ...(host === undefined ? {} : { host }),
  });
  return near.toSorted((a, b) => incidentRank(b) - incidentRank(a)).slice(0, most);
}

const NEAR = 15 * 60_000;

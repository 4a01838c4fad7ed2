import { spendHour } from '../analyst/spend.ts';
import type {
  DailyReport,
  LinesOverTime,
  Listed,
  Missed,
  SilencedThing,
  Talker,
} from '../core/daily-report.ts';
import { incidentRank } from '../core/incident.ts';
import type { Status } from '../core/status.ts';
import type { StoreView } from '../store/store.ts';
import { keptModels } from './models.ts';
import { precisionOf } from './precision.ts';
import { storedSilence } from './silences-now.ts';
import { storedMail } from './stored-mail.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Counts by the minute are kept for so long; before that by the hour. */
const BY_MINUTE = 14 * 24 * HOUR;
const MOST_LOOKED_AT = 50_000;
const LISTED = 10;

const MOST_BARS = 120;
const MAIL_APP = /^(?:postfix|dovecot|exim|sendmail|opendkim|amavis|rspamd)(?:$|[/-])/;

export interface DailyOptions {
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  /** IANA zone whose days are counted; that of this process when absent. */
  readonly timeZone?: string | undefined;
  readonly budget?: DailyReport['budget'];
  readonly status?: Status | null;
}

/** What happened between two times, out of what is stored; nothing of it is estimated. */
export function dailyReport(store: StoreView, options: DailyOptions): DailyReport {
  const { from, to } = options;
  const messages = store.told.between(from, to);
  const pages = messages.filter(({ kind }) => kind === 'page');
  const incidents = store.incidents.list({ since: from, until: to, limit: MOST_LOOKED_AT });
  const told = new Set(pages.flatMap((page) => page.incidents).map((id) => store.incidents.resolve(id)));
  const below = incidents
    .filter(({ id }) => !told.has(id))
    .toSorted((a, b) => incidentRank(b) - incidentRank(a));
  const findings = store.findings
    .list({ since: from, until: to, order: 'rank', limit: MOST_LOOKED_AT })
    .map(({ finding }) => finding);
  const of = (detector: string) => listed(findings.filter((finding) => finding.detector === detector));
  return {
    ...{ from, to, messages: listed(messages, MOST_LOOKED_AT), below: listed(below) },
    ...{ novel: of('novelty'), silent: of('silence'), chronic: of('chronic') },
    // What is no longer on its way is told by the same finding, as nothing of note.
    ahead: listed(findings.filter(({ detector, surprise }) => detector === 'forecast' && surprise > 0)),
    ...{ precision: precisionOf(store, from, to), missed: listed(missedBetween(store, from, to)) },
    silenced: listed(silencedBetween(store, from, to)),
    open: incidents.filter(({ state }) => state === 'open').length,
    reduction: {
      lines: linesBetween(store, from, to),
      stored: store.events.countBetween(from, to),
      findings: findings.length,
      incidents: incidents.length,
      pages: pages.length,
      escalations: messages.filter(({ kind }) => kind === 'escalation').length,
    },
    ...{ lines: linesOverTime(store, from, to), talkers: talkers(store, from, to) },
    ...{ budget: options.budget ?? null, status: options.status ?? null },
    ...{ summary: null, analyst: spentBetween(store, from, to) },
    models: keptModels(store, to).models,
    mail: storedMail(store, options),
    mailOdd: listed(findings.filter(({ about: { app } }) => app !== undefined && MAIL_APP.test(app))),
  };
}

/** In whole hours. */
function spentBetween({ analyses }: StoreView, from: number, to: number): DailyReport['analyst'] {
  const spent = analyses.spentIn(spendHour(from), spendHour(to - 1));
  return spent.calls + spent.cached + spent.refused === 0 ? null : spent;
}

/** In bars of an hour, or as many hours as make a picture of it. */
function linesOverTime({ rollups }: StoreView, from: number, to: number): LinesOverTime | null {
  const range = rollups.query({ kind: 'all', width: HOUR, from, to });
  if (range.counts.every((count) => count === 0)) return null;
  const joined = Math.ceil(range.counts.length / MOST_BARS);
  const counts = Array.from({ length: Math.ceil(range.counts.length / joined) }, (_, i) =>
    range.counts.slice(i * joined, (i + 1) * joined).reduce((sum, count) => sum + count, 0),
  );
  return { from: range.from, width: HOUR * joined, counts };
}

function talkers({ rollups }: StoreView, from: number, to: number): Listed<Talker> {
  const top = (since: number, until: number) =>
    rollups.top({ kind: 'host', width: HOUR, from: since, to: until }, MOST_LOOKED_AT);
  const before = new Map(top(2 * from - to, from).map(({ name, count }) => [name, count]));
  const known = before.size > 0;
  return listed(
    top(from, to).map(({ name, count: lines }) => ({
      ...{ name, lines, before: known ? (before.get(name) ?? 0) : null },
    })),
  );
}

function missedBetween({ judgements }: StoreView, from: number, to: number): Missed[] {
  const found = judgements.list(MOST_LOOKED_AT).flatMap(({ missed, note, by, takenBack }): Missed[] => {
    if (missed === undefined || takenBack !== null || missed.at < from || missed.at >= to) return [];
    return [{ ...missed, ...(note === undefined ? {} : { note }), by }];
  });
  return found.sort((a, b) => a.at - b.at);
}

function silencedBetween({ silences }: StoreView, from: number, to: number): SilencedThing[] {
  const owners = new Map(silences.list().map((stored) => [stored.id, storedSilence(stored)?.owner ?? null]));
  return silences.hidden(from, to).map(({ at, headline, incident, silence }) => ({
    ...{ at, headline, incident, by: owners.get(silence) ?? null },
  }));
}

function listed<T>(all: readonly T[], most = LISTED): Listed<T> {
  return { count: all.length, first: all.slice(0, most) };
}

/** Null where nothing was counted in that time. */
function linesBetween({ rollups }: StoreView, from: number, to: number): number | null {
  const width = to - from <= BY_MINUTE ? MINUTE : HOUR;
  const lines = rollups.query({ kind: 'all', width, from, to }).counts.reduce((sum, count) => sum + count, 0);
  return lines === 0 ? null : lines;
}

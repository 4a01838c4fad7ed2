import { setTimeout as sleep } from 'node:timers/promises';
import type { Home, HomeForecast, HomeSource, IncidentCard, SelfHealth } from '../../core/api-home.ts';
import { urgency } from '../../core/finding.ts';
import { incidentRank } from '../../core/incident.ts';
import type { InputStatus, Status } from '../../core/status.ts';
import { count, duration, grouped } from '../../core/words.ts';
import type { HomeWorld } from '../../dashboard/routes-home.ts';
import { isHeld } from '../../store/write-beside.ts';
import { Cards } from './cards.ts';
import type { WebParts } from './parts.ts';
import { silencesOf } from './silences.ts';
import { timelineOf } from './timeline.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MOST_OPEN = 50;
const MOST_LATELY = 5;
const MOST_UNSEEN = 20;
const MOST_SOURCES = 100;
const MOST_FORECASTS = 20;
const MOST_SILENCES = 50;
const MOST_COUNTED = 10_000;
/** An input of which nothing came for so long is said to be quiet; what is unusual for it is for detectors to say. */
const QUIET = HOUR;
/** Of less history nobody can judge much. */
const LEARNING = DAY;
const ALL_TIME = 400 * DAY;
/** Ms that the page waits for the engine: what is in the store is known without it. */
const PATIENCE = 2_000;

/** What the first page says: whether anything is wrong, and what all was looked at. */
async function homeOf(parts: WebParts): Promise<Home> {
  const { store } = parts;
  const status = await within(PATIENCE, parts.status());
  const at = parts.now();
  const cards = new Cards(parts);
  const all = store.incidents
    .list({ state: 'open', order: 'rank', limit: MOST_COUNTED })
    .sort((a, b) => incidentRank(b) - incidentRank(a));
  const open = all.slice(0, MOST_OPEN).map((one) => cards.of(one));
  const unseen = store.incidents
    .list({ state: 'resolved', since: at - DAY, limit: MOST_COUNTED })
    .filter((one) => cards.tellings.of(one).state === 'paged')
    .slice(0, 5 * MOST_UNSEEN)
    .map((one) => cards.of(one))
    .filter(({ acknowledged, verdict }) => acknowledged === null && verdict === null)
    .slice(0, MOST_UNSEEN);
  const lately = store.incidents.list({ state: 'resolved', limit: MOST_LATELY }).map((one) => cards.of(one));
  const sources = sourcesOf(status, at);
  const health = healthOf(status, parts);
  const read = readOf(parts, { at, sources: status?.inputs.length ?? 0 });
  return {
    ...{ at, open, moreOpen: all.length - open.length, unseen, lately },
    state: stateOf({ open, more: all.length - open.length, unseen: unseen.length, health, read, at }),
    budget: cards.tellings.used(),
    ...{ sources: sources.slice(0, MOST_SOURCES), moreSources: Math.max(0, sources.length - MOST_SOURCES) },
    forecasts: forecastsOf(parts, all),
    silences: silencesOf(parts, { over: false }).slice(0, MOST_SILENCES),
    ...{ health, read },
  };
}

type Read = Home['read'];

interface Situation {
  readonly open: readonly IncidentCard[];
  readonly more: number;
  readonly unseen: number;
  readonly health: SelfHealth;
  readonly read: Read;
  readonly at: number;
}

/** The worst that can be said, in one sentence. */
function stateOf({ open, more, unseen, health, read, at }: Situation): Home['state'] {
  // What people were paged for is theirs to look at, however it ranks.
  const urgent = open.filter(({ urgency: word, told }) => word === 'urgent' || told.state === 'paged');
  const taken = urgent.filter(({ acknowledged }) => acknowledged !== null).length;
  if (!health.running) {
    const old = health.savedAt === null ? 0 : at - health.savedAt;
    const ago = old < MINUTE ? '' : ` What is shown here is ${duration(old)} old.`;
    return { word: 'absent', sentence: `logsift is not running: nobody looks at the logs.${ago}` };
  }
  if (urgent.length > 0) {
    const need = urgent.length === 1 ? 'needs' : 'need';
    const who = taken === 0 ? '' : taken === urgent.length ? '; somebody is on it' : `; ${taken} taken up`;
    const sentence = `${count(urgent.length, 'incident')} ${need} somebody now${who}.`;
    return { word: 'urgent', sentence };
  }
  if (health.state === 'stalled' || health.troubles.length > 0) {
    const [first] = health.troubles;
    const stalled = health.version === null ? 'it runs, but does not answer' : 'no lines get through';
    const what = first === undefined ? stalled : first.text.replace(/\.$/, '');
    return { word: 'trouble', sentence: `logsift itself has a problem: ${what}.` };
  }
  if (unseen > 0) {
    const wait = unseen === 1 ? '1 page of the last day waits' : `${unseen} pages of the last day wait`;
    return { word: 'unseen', sentence: `Nothing is urgent now; ${wait} for somebody to look.` };
  }
  if (open.length > 0) {
    const all = open.length + more;
    const sentence = `Nothing is urgent; ${all === 1 ? 'one odd thing is' : `${grouped(all)} odd things are`} open.`;
    return { word: 'odd', sentence };
  }
  if (read.days * DAY < LEARNING) {
    const so = read.days > 0 ? `${duration(read.days * DAY)} of history so far` : 'nothing was read yet';
    return { word: 'learning', sentence: `Nothing odd; logsift still learns what is usual (${so}).` };
  }
  return { word: 'calm', sentence: 'All is well: nothing odd is going on.' };
}

function sourcesOf(status: Status | null, at: number): HomeSource[] {
  const order = { trouble: 0, quiet: 1, ok: 2 } as const;
  return (status?.inputs ?? [])
    .map((input) => sourceOf(input, at))
    .sort((a, b) => order[a.state] - order[b.state] || (a.name < b.name ? -1 : 1));
}

function sourceOf(input: InputStatus, at: number): HomeSource {
  const { key, name, lines, linesPerSecond, understood, dropped, behind, trouble } = input;
  // What comes in is stamped by the wall clock, that of a demo is behind it.
  const lastSeen = input.lastSeen === null ? null : Math.min(at, Date.parse(input.lastSeen));
  const quiet = lastSeen === null || at - lastSeen > QUIET;
  return {
    ...{ key, name, lines, linesPerSecond, lastSeen, understood, behind, trouble },
    state: trouble !== null ? 'trouble' : quiet ? 'quiet' : 'ok',
    dropped: Object.values(dropped).reduce((sum, n) => sum + n, 0),
  };
}

/** How logsift itself is; where none runs, or it does not answer, as of what it saved last. */
function healthOf(status: Status | null, { store, config }: WebParts): SelfHealth {
  const savedAt = store.snapshots.latest()?.taken ?? null;
  if (status === null) {
    const held = isHeld(config.state.folder);
    const nothing = { version: null, node: null, since: null, linesPerSecond: null, understood: null };
    return {
      ...{ running: held, state: held ? 'stalled' : 'absent', savedAt, ...nothing },
      ...{ dropped: 0, troubles: [], channels: [], storage: null },
    };
  }
  const { state, version, node, startedAt, pipeline, storage } = status;
  return {
    ...{ running: true, state, version, node, since: Date.parse(startedAt), savedAt },
    ...{ linesPerSecond: pipeline.linesPerSecond, understood: pipeline.understood },
    dropped: pipeline.dropped,
    troubles: status.troubles.map(({ about, text, since }) => ({ about, text, since: Date.parse(since) })),
    channels: status.channels.map(({ name, pending, trouble }) => ({ name, pending, trouble })),
    storage: { freeBytes: storage.freeBytes, sizeBytes: storage.sizeBytes },
  };
}

/** Numbers that are on their way to a limit, the nearest to it first as far as it is known: the gravest. */
function forecastsOf(
  { store, now }: WebParts,
  open: readonly { id: string; findings: readonly { id: string }[] }[],
) {
  const at = now();
  const within = new Map(open.flatMap(({ id, findings }) => findings.map((one) => [one.id, id] as const)));
  return (
    store.findings
      .list({ detector: 'forecast', since: at - 45 * DAY, order: 'rank', limit: 500 })
      // What is no longer on its way is told by the same finding, as nothing of note.
      .filter(({ finding }) => finding.ongoing === true && finding.surprise > 0)
      .sort((a, b) => b.finding.gravity - a.finding.gravity)
      .slice(0, MOST_FORECASTS)
      .map(({ finding, lastSeen }): HomeForecast => {
        const { id, about, because, seen, to } = finding;
        return {
          ...{ id, metric: about.metric ?? '', host: about.host ?? null, because, seen },
          ...{ at: Number.isFinite(to) ? to : lastSeen, urgency: urgency(finding) },
          incident: within.get(id) ?? null,
        };
      })
  );
}

function readOf({ store }: WebParts, { at, sources }: { at: number; sources: number }): Read {
  const { rollups } = store;
  const sum = (counts: readonly number[]) => counts.reduce((all, n) => all + n, 0);
  const minute = rollups.query({ kind: 'all', width: MINUTE, from: at - DAY, to: at });
  const years = rollups.query({ kind: 'all', width: HOUR, from: at - ALL_TIME, to: at });
  const told = (kind: 'template' | 'host') =>
    rollups.top({ kind, width: HOUR, from: at - DAY, to: at }, Number.MAX_SAFE_INTEGER).length;
  const read = {
    ...{ linesOfDay: sum(minute.counts), lines: sum(years.counts), kinds: told('template') },
    ...{ hosts: told('host'), days: historyOf(store) / DAY },
    findingsOfDay: store.findings.list({ since: at - DAY, limit: MOST_COUNTED }).length,
  };
  return { ...read, words: readWords(read, sources) };
}

/** Ms of history that judgements rest on: findings know it, and what was learnt where nothing was ever found. */
function historyOf({ findings, snapshots }: WebParts['store']): number {
  const piece = snapshots.piece('engine');
  const [from, to] = piece === null ? [0, 0] : ((JSON.parse(piece) as Learnt).span ?? [0, 0]);
  return Math.max(findings.span, to - from);
}

interface Learnt {
  readonly span: readonly [from: number, to: number] | null;
}

function readWords(read: Omit<Read, 'words'>, sources: number): string {
  const { linesOfDay, kinds, hosts, days, findingsOfDay } = read;
  if (linesOfDay === 0) return 'No line was counted in the last 24 hours.';
  const from = sources === 0 ? '' : ` of ${count(sources, 'source')}`;
  const judged = days > 0 ? `, judged by ${duration(days * DAY)} of history` : '';
  const remarks = findingsOfDay === 0 ? 'nothing was odd' : `${count(findingsOfDay, 'thing')} worth a remark`;
  return `${count(linesOfDay, 'line')}${from} in the last 24 hours, ${count(kinds, 'kind')} of line from ${count(hosts, 'host')}${judged}: ${remarks}.`;
}

/** Answers of the first page. */
export function homeWorld(parts: WebParts): HomeWorld {
  return { home: () => homeOf(parts), timeline: (query) => timelineOf(parts, query) };
}

/** What comes in time; null where it does not. */
async function within<T>(ms: number, coming: Promise<T | null>): Promise<T | null> {
  const stop = new AbortController();
  try {
    return await Promise.race([
      coming,
      sleep(ms, null, { signal: stop.signal, ref: false }).catch(() => null),
    ]);
  } finally {
    stop.abort();
  }
}

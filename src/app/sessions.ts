import { LogsiftError } from '../core/errors.ts';
import type { OddSession, SessionsResult } from '../core/session-result.ts';
import { count } from '../core/words.ts';
import { capturing, faultOf } from '../filter/pattern.ts';
import { fitSessions, type SessionModel } from '../ml/index.ts';
import { Miner } from '../templates/miner.ts';
import { eachEvent } from './each-event.ts';
import { wanted } from './filter-events.ts';
import { account, type InputOptions, openInputs, openSources } from './inputs.ts';
import { type GatheredSession, SessionGatherer } from './session-gatherer.ts';
import { sessionReasons } from './session-words.ts';

export interface SessionsOptions extends InputOptions {
  /** RE2 pattern whose first group, or whole match, is the id of a line's session; matched as filter rules are. */
  readonly session: string;
  /** Logs to learn from; when there are none each tenth of the sessions is judged by the rest. */
  readonly train?: readonly string[];
  /** Whether there may be odd sessions among those learnt from; default `clean` with `train`, else `mixed`. */
  readonly training?: 'clean' | 'mixed';
}

const PARTS = 10;
/** Sessions that a model is fitted on at most, spread evenly over all. */
const MOST_LEARNT = 20_000;

/**
 * Puts lines into sessions by an id they carry, and finds the sessions that do not fit among the others. Rejects like
 * `scan`, and with USAGE for a bad pattern and when no line carries an id.
 */
export async function oddSessions(options: SessionsOptions): Promise<SessionsResult> {
  const fault = faultOf(options.session);
  if (fault !== null) throw new LogsiftError('USAGE', `--session is no pattern: ${fault}`);
  const { train = [], training = train.length > 0 ? 'clean' : 'mixed' } = options;
  const idOf = capturing(options.session);
  const miner = new Miner();
  const learnt = new SessionGatherer(idOf);
  const judged = new SessionGatherer(idOf);
  const before = train.length === 0 ? null : await gather({ ...options, inputs: train }, miner, learnt);
  const read = await gather(options, miner, judged);
  if (train.length > 0) demandSessions(learnt, before!.events, options.session);
  demandSessions(judged, read.events, options.session);
  const sessions = [...judged.sessions.values()];
  const odd: OddSession[] = [];
  const parts = train.length > 0 ? 1 : Math.min(PARTS, sessions.length);
  for (let part = 0; part < parts && !options.signal?.aborted; part++) {
    const inPart = (i: number) => Math.floor((i * parts) / sessions.length) === part;
    const others = train.length > 0 ? [...learnt.sessions.values()] : sessions.filter((_, i) => !inPart(i));
    if (others.length === 0) break;
    const from = train.length > 0 ? learnt : judged;
    const model = fitSessions(
      evenly(others, MOST_LEARNT).map((each) => kindsOf(each, from)),
      { training },
    );
    for (const [i, session] of sessions.entries()) {
      if (inPart(i)) odd.push(...judge(session, model, judged));
    }
  }
  return {
    odd: odd.sort((a, b) => b.score - a.score || a.because.length - b.because.length),
    sessions: sessions.length,
    learnt: learnt.sessions.size,
    events: read.events,
    withoutSession: judged.without,
    kinds: miner.templates().length,
    notes: [
      ...(before?.notes ?? []),
      ...read.notes,
      ...learnt.notes,
      ...judged.notes,
      ...tooFew(train.length > 0 ? learnt.sessions.size : sessions.length - 1),
    ],
  };
}

async function gather(options: InputOptions, miner: Miner, into: SessionGatherer) {
  const { sources, unread } = await openSources(options);
  const inputs = openInputs(sources, options);
  const isWanted = wanted(options);
  let events = 0;
  try {
    await eachEvent(inputs, {
      order: 'time',
      signal: options.signal,
      visit: (event) => {
        if (!isWanted(event)) return;
        events++;
        into.add(event, miner.match(event.text, event.messageStart, event.messageEnd));
      },
    });
  } finally {
    for (const source of sources) await source.close();
  }
  const { notes, unread: missed } = account(inputs, unread);
  return { events, notes: [...notes, ...missed.map(({ reason }) => reason)] };
}

function demandSessions({ sessions }: SessionGatherer, events: number, pattern: string): void {
  if (sessions.size > 0) return;
  throw new LogsiftError(
    'USAGE',
    `--session ${JSON.stringify(pattern)} matches none of ${count(events, 'line')}. Patterns are matched against ` +
      'the text "APP[PID]: MESSAGE"; the first group in parentheses is the id, as in "request (\\w+)".',
  );
}

function kindsOf({ templates }: GatheredSession, gatherer: SessionGatherer): string[] {
  return templates.map((index) => gatherer.templateOf(index).text);
}

function judge(session: GatheredSession, model: SessionModel, gatherer: SessionGatherer): OddSession[] {
  const kinds = kindsOf(session, gatherer);
  if (model.score(kinds) <= model.threshold) return [];
  const explained = model.explain(kinds);
  const { score, newKinds, newSet, length, distance, nearestSessions, differences, places } = explained;
  return [
    {
      ...{ id: session.id, score, lines: kinds.length, from: iso(session.from), to: iso(session.to) },
      where: gatherer.whereOf(session.places[0]!),
      because: sessionReasons(explained, { by: model.by, learnt: model.sessions }),
      ...{ newLines: newKinds, newSet, length, distance, nearestSessions },
      differences: differences.map(({ event, came, usual }) => ({ line: event, came, usual })),
      places: places.map(({ at, event, known }) => {
        return { where: gatherer.whereOf(session.places[at]!), line: event, known };
      }),
    },
  ];
}

function iso(time: number): string | null {
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function evenly<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!);
}

function tooFew(known: number): string[] {
  if (known >= 20) return [];
  return [
    `there are only ${count(Math.max(0, known), 'session')} to learn from; what is odd is little more than a guess`,
  ];
}

import type { EventsAnswer, EventsQuery, KeptLine } from '../../core/api-explore.ts';
import type { EventQuery, KeptEvent } from '../../store/events.ts';
import type { KindBook } from './kinds.ts';
import { cursorOf, levelOf, placeOf, rangeIn } from './lists.ts';
import type { WebParts } from './parts.ts';

/** A search stops after so long and says how far it came, ms. */
const PATIENCE = 200;
const LONGEST_LINE = 4000;
const MOST_PIECES = 10;

/** Whether some time is over; begins to count at the call. */
export function patience(ms = PATIENCE): () => boolean {
  const until = performance.now() + ms;
  return () => performance.now() >= until;
}

/** Looks for lines that were kept, the newest first, as long as people wait for it. */
export function keptLines({ store, now }: WebParts, book: KindBook, query: EventsQuery): EventsAnswer {
  const { from, to } = rangeIn(query, now());
  const place = placeOf(query.cursor);
  const { events, next, looked } = store.events.part(
    { ...soughtOf(query, book), since: from, until: to, limit: query.limit },
    { before: place === null ? null : { at: place[0], id: place[1] }, tired: patience() },
  );
  return {
    items: events.map(lineOf),
    next: next === null ? null : cursorOf([next.at, next.id]),
    reached: next === null ? from : Math.max(from, next.at / 1000),
    looked,
    complete: next === null,
    oldest: store.events.oldest(),
  };
}

function soughtOf(query: EventsQuery, book: KindBook): Omit<EventQuery, 'limit'> {
  const { text, host, app, severity, template, escalated } = query;
  const pieces = text === undefined ? [] : piecesOf(text);
  return {
    ...(pieces.length === 0 ? {} : { text: pieces }),
    ...(host === undefined ? {} : { host }),
    ...(app === undefined ? {} : { app }),
    ...(severity === undefined ? {} : { severity }),
    ...(template === undefined ? {} : { templates: idsOf(book, template) }),
    ...(escalated === undefined ? {} : { escalated }),
  };
}

/** Lines keep the id that their kind had when they came. */
function idsOf(book: KindBook, given: string): readonly string[] {
  const { named, idsOf } = book.now();
  return idsOf(named.get(given)?.current ?? given);
}

/** Words, and what stands in double quotes as it stands. */
export function piecesOf(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"?|[^\s"]+/g)]
    .map((found) => found[1] ?? found[0])
    .filter((piece) => piece !== '')
    .slice(0, MOST_PIECES);
}

/** A line that was kept, as pages and scripts are given it. */
function lineOf(event: KeptEvent): KeptLine {
  const { id, received, time, host, app, severity, template, mark, source, file, line, raw } = event;
  return {
    ...{ id, received, time, host, app, severity, level: levelOf(severity), template, mark, source },
    where: file === null ? null : line === null ? file : `${file}:${line}`,
    raw: raw.slice(0, LONGEST_LINE),
    cut: raw.length > LONGEST_LINE,
  };
}

import type Database from 'better-sqlite3';
import type { KeptEvent } from './events.ts';

/** A line whose neighbours are wanted. */
export interface LineWanted {
  readonly source: string;
  readonly file: string | null;
  readonly line: number | null;
  /** The line, or its beginning with `…` behind it. */
  readonly text: string;
  /** Epoch ms between which it came. */
  readonly from: number;
  readonly to: number;
  /** Neighbours to either side, and which lines are some. */
  readonly around: number;
  readonly same: 'source' | 'host' | 'all';
}

/** What stands around a line, in the order of the log. */
export interface LinesAround {
  readonly before: readonly KeptEvent[];
  readonly line: KeptEvent;
  readonly after: readonly KeptEvent[];
}

/** Lines looked at, for the line itself and to each side of it: some milliseconds, however much is kept. */
const LOOKED_AT = 50_000;
/** The times of a finding are those of its lines, to the millisecond. */
const SLACK = 2_000_000;
const COLUMNS = `id, received / 1000.0 AS received, received AS place, time, host, app, severity, template, mark,
  source, file, line, raw, bytes`;

type Placed = KeptEvent & { readonly place: number };

/**
 * Kept lines before and after a line; null where it is not kept. Neighbours that stand farther away than some ten
 * thousand lines are not found.
 */
export function keptAround(db: Database.Database, wanted: LineWanted): LinesAround | null {
  const line = lineOf(db, wanted);
  if (line === null) return null;
  const side = (sign: '<' | '>', way: 'DESC' | 'ASC') => {
    const { source, file, host, place, id } = line;
    const same = { source: 'AND source = @source AND file IS @file', host: 'AND host IS @host', all: '' }[
      wanted.same
    ];
    const rows = db
      .prepare(
        `SELECT ${COLUMNS} FROM
           (SELECT * FROM event WHERE (received, id) ${sign} (@place, @id)
            ORDER BY received ${way}, id ${way} LIMIT ${LOOKED_AT})
         WHERE 1 ${same} LIMIT @around`,
      )
      .all({ source, file, host, place, id, around: wanted.around });
    return (rows as Placed[]).map(plain);
  };
  return { before: side('<', 'DESC').reverse(), line: plain(line), after: side('>', 'ASC') };
}

function lineOf(db: Database.Database, wanted: LineWanted): Placed | null {
  const { source, file, line, text, from, to } = wanted;
  if (!Number.isFinite(from) || !Number.isFinite(to)) return null;
  const cut = text.endsWith('…');
  const sought = cut ? text.slice(0, -1) : text;
  const rows = db
    .prepare(
      `SELECT ${COLUMNS} FROM
         (SELECT * FROM event WHERE received >= @from AND received <= @to ORDER BY received LIMIT ${LOOKED_AT})
       WHERE source = @source AND file IS @file
         AND ${cut ? 'substr(raw, 1, length(@sought)) = @sought' : 'raw = @sought'}
       ORDER BY line IS @line DESC LIMIT 1`,
    )
    .all({
      from: Math.round(from * 1000) - SLACK,
      to: Math.round(to * 1000) + SLACK,
      source,
      file,
      line,
      sought,
    });
  return (rows[0] as Placed | undefined) ?? null;
}

function plain({ place: _, ...event }: Placed): KeptEvent {
  return event;
}

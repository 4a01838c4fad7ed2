import type Database from 'better-sqlite3';

/** A line whose neighbours are wanted. */
export interface LineSought {
  readonly source: string;
  readonly file?: string;
  /** The line, or its beginning with `…` behind it. */
  readonly text: string;
  /** Epoch ms between which it came; NaN where nobody knows, and nothing is found. */
  readonly from: number;
  readonly to: number;
}

/** Lines looked at, for the line and for those before it: some milliseconds, however much is kept. */
const LOOKED_AT = 20_000;
const SLACK = 2_000_000;

/**
 * Kept lines of the same source, file and host that came before a line, oldest first; of what stands farther away than
 * some ten thousand lines nothing is found. Where the line itself is not kept, its time stands for it.
 */
export function keptBefore(db: Database.Database, sought: LineSought, most: number): string[] {
  const { source, file = null, text, from, to } = sought;
  if (!Number.isFinite(from) || !Number.isFinite(to)) return [];
  const cut = text.endsWith('…') ? text.slice(0, -1) : null;
  const anchor = db
    .prepare(
      `SELECT received, id, host FROM
         (SELECT * FROM event WHERE received >= @from AND received <= @to ORDER BY received LIMIT @look)
       WHERE source = @source AND file IS @file AND ${cut === null ? 'raw = @text' : 'substr(raw, 1, @length) = @text'}
       LIMIT 1`,
    )
    .get({
      ...{ from: Math.round(from * 1000) - SLACK, to: Math.round(to * 1000) + SLACK, look: LOOKED_AT },
      ...{ source, file, text: cut ?? text, length: (cut ?? text).length },
    }) as Anchor | undefined;
  const place: Anchor = anchor ?? { received: Math.round(from * 1000), id: '', host: undefined };
  const rows = db
    .prepare(
      `SELECT raw FROM
         (SELECT * FROM event WHERE (received, id) < (@received, @id) ORDER BY received DESC, id DESC LIMIT @look)
       WHERE source = @source AND file IS @file ${place.host === undefined ? '' : 'AND host IS @host'}
       LIMIT @most`,
    )
    .pluck()
    .all({ ...place, host: place.host ?? null, source, file, most, look: LOOKED_AT }) as string[];
  return rows.reverse();
}

interface Anchor {
  readonly received: number;
  readonly id: string;
  /** Undefined where the line is not kept, and nobody knows of which host it is. */
  readonly host: string | null | undefined;
}

import type Database from 'better-sqlite3';
import type { Message } from '../core/notifier.ts';

/** A ticket that somebody asked for, or that a message opened. */
export interface KeptTicket {
  readonly channel: string;
  /** What the place that keeps it calls it; null while that is not known. */
  readonly reference: string | null;
  readonly state: 'pending' | 'delivered' | 'refused' | 'stale';
  /** Epoch ms. */
  readonly at: number;
  /** Who asked for it; null where it was opened by itself. */
  readonly by: string | null;
}

/** Keys of messages that people asked for begin so: they interrupt nobody, and are no pages. */
export const ASKED = 'ticket-';

/** Tickets of incidents, as messages for channels of tickets; the daemon sends them. Writes belong into a transaction. */
export class TicketStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Asks for a ticket at a channel (`now`: epoch ms); false when it was asked for, and not refused. */
  ask(
    message: Message,
    channel: string,
    { by, now }: { readonly by: string; readonly now: number },
  ): boolean {
    const known = this.#db
      .prepare(
        'SELECT version, state FROM outbox WHERE key = ? AND channel = ? ORDER BY version DESC LIMIT 1',
      )
      .get(message.key, channel) as { version: number; state: KeptTicket['state'] } | undefined;
    if (known !== undefined && (known.state === 'pending' || known.state === 'delivered')) return false;
    this.#db
      .prepare(
        `INSERT INTO outbox (key, channel, version, critical, message, put, due, state, attempts)
         VALUES (?, ?, ?, 0, ?, ?, ?, 'pending', 0)`,
      )
      .run(message.key, channel, (known?.version ?? -1) + 1, JSON.stringify({ ...message, by }), now, now);
    return true;
  }

  /** Tickets that these channels have of an incident (its ids), the latest first. */
  of(ids: readonly string[], channels: readonly string[]): KeptTicket[] {
    const rows = this.#db
      .prepare(
        `SELECT channel, max(reference) AS reference, state, min(put) AS at, json_extract(message, '$.by') AS by
         FROM outbox
         WHERE channel IN (SELECT value FROM json_each(?)) AND json_valid(message)
           AND EXISTS (SELECT 1 FROM json_each(message, '$.findings')
             WHERE json_extract(json_each.value, '$.id') IN (SELECT value FROM json_each(?)))
         GROUP BY channel, key ORDER BY at DESC`,
      )
      .all(JSON.stringify(channels), JSON.stringify(ids));
    return rows as KeptTicket[];
  }
}

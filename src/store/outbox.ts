import type Database from 'better-sqlite3';
import { z } from 'zod';
import { revivedFinding } from '../core/finding.ts';
import type { Message } from '../core/notifier.ts';
import type { Written } from './guarded-database.ts';
import type { Store } from './store.ts';

/** A message with what tells copies of it from updates. */
export interface OutboxMessage {
  readonly message: Message;
  readonly version: number;
  readonly critical: boolean;
}

/** A message that waits for a channel. */
export interface OutboxEntry extends OutboxMessage {
  readonly id: number;
  readonly channel: string;
  /** Epoch ms at which it was put. */
  readonly put: number;
  /** Tries so far. */
  readonly attempts: number;
}

/** Messages that will not be sent any more, to be told of in one. */
export interface StaleMessages {
  readonly channel: string;
  readonly all: number;
  /** The first of them. */
  readonly listed: readonly { readonly headline: string; readonly time: number }[];
}

/** put = pending + delivered + refused + stale, for each channel, since the rows were last trimmed. */
export interface OutboxCounts {
  readonly channel: string;
  readonly pending: number;
  readonly delivered: number;
  /** Permanently, by the receiver. */
  readonly refused: number;
  readonly stale: number;
  /** Epoch ms at which the oldest pending one was put; NaN when none is. */
  readonly oldest: number;
}

/** Lines of evidence kept with a message; channels show no more. */
const EVIDENCE = 3;
const STALE_LISTED = 20;
const MEMO_NAME = /^[a-z-]{1,50}$/;

const messageSchema = z.looseObject({
  key: z.string(),
  kind: z.enum(['page', 'update', 'ack', 'resolve', 'self', 'digest', 'test']),
  headline: z.string(),
  body: z.array(z.string()),
  findings: z.array(z.looseObject({})),
  time: z.number(),
});

/**
 * Messages between being decided and being delivered. What was put is on the disk; it is there once for each channel,
 * key and version, however often it is put, so that a replay after a crash sends nothing twice. A crash between sending
 * and `delivered` leads to one more copy with the same key.
 */
export class Outbox {
  readonly #store: Store;
  readonly #sql: Readonly<Record<keyof typeof SQL, Database.Statement>>;

  constructor(store: Store) {
    this.#store = store;
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, store.state.prepare(sql)]);
    this.#sql = Object.fromEntries(prepared) as Record<keyof typeof SQL, Database.Statement>;
  }

  /**
   * Puts messages for these channels, and `memo` (state of who made them) in the same transaction. The value is how
   * many entries are new.
   */
  put(
    messages: readonly OutboxMessage[],
    to: { readonly channels: readonly string[]; readonly now: number; readonly memo?: Memo },
  ): Written<number> {
    const { channels, ...how } = to;
    return this.putAll(
      messages.map((out) => ({ out, to: channels })),
      how,
    );
  }

  /** The same with channels for each message, all in one transaction. */
  putAll(
    messages: readonly { readonly out: OutboxMessage; readonly to: readonly string[] }[],
    { now, memo }: { readonly now: number; readonly memo?: Memo },
  ): Written<number> {
    return this.#store.write('messages', () => {
      let added = 0;
      for (const { out, to } of messages) {
        const { message, version, critical } = out;
        const json = JSON.stringify(slim(message));
        for (const channel of to) {
          const row = { key: message.key, channel, version, critical: critical ? 1 : 0, json, now };
          added += this.#sql.put.run(row).changes;
        }
      }
      if (memo !== undefined) this.#remember(memo);
      return added;
    });
  }

  /** How a message stands with the channels that it was put for. */
  states(key: string, version: number): ReadonlyMap<string, 'pending' | 'delivered' | 'refused' | 'stale'> {
    const rows = this.#sql.states.all(key, version) as { channel: string; state: 'pending' }[];
    return new Map(rows.map(({ channel, state }) => [channel, state]));
  }

  /** Keeps the state of somebody who makes messages. */
  remember(memo: Memo): Written<void> {
    return this.#store.write('messages', () => this.#remember(memo));
  }

  /** What was last remembered under a name, null when nothing was, or nothing that can be read. */
  recall(name: string): unknown {
    const json = this.#sql.recall.pluck().get(name);
    try {
      return typeof json === 'string' ? JSON.parse(json) : null;
    } catch {
      return null;
    }
  }

  /**
   * The next message of a channel: criticals first, then in the order in which they were put; null when there is none.
   * The first decides: while it is not due, none is.
   */
  next(channel: string, now: number): OutboxEntry | null {
    const row = this.#sql.next.get(channel) as Row | undefined;
    // A clock that was set back holds nothing for longer than a day.
    if (row === undefined || (row.due > now && row.due - now < 86_400_000)) return null;
    const message = messageOf(row.message);
    if (message === null) {
      this.refused(row.id, { now, reason: 'the stored message was damaged' });
      return this.next(channel, now);
    }
    const { id, put, attempts } = row;
    return { id, channel, put, attempts, version: row.version, critical: row.critical === 1, message };
  }

  delivered(
    id: number,
    { now, reference = null }: { now: number; reference?: string | null },
  ): Written<void> {
    return this.#store.write('messages', () => {
      this.#sql.delivered.run({ id, now, reference });
    });
  }

  /** A try failed that may be repeated; `behind` gives up its place, so that one message does not hold up all others. */
  failed(
    id: number,
    { due, reason, behind = false }: { due: number; reason: string; behind?: boolean },
  ): Written<void> {
    return this.#store.write('messages', () => {
      this.#sql.failed.run({ id, due, reason });
      if (behind) this.#sql.behind.run(id);
    });
  }

  /** A try failed for good. */
  refused(id: number, { now, reason }: { now: number; reason: string }): Written<void> {
    return this.#store.write('messages', () => {
      this.#sql.refused.run({ id, now, reason });
    });
  }

  /** What the receiver called the message of this key, for an update of it; null when it never said. */
  reference(channel: string, key: string): string | null {
    const found = this.#sql.reference.pluck().get(channel, key);
    return typeof found === 'string' ? found : null;
  }

  /** What was put for a channel under a key before this version, in order; the first and the last of very many. */
  earlier(channel: string, key: string, version: number): Message[] {
    const rows = this.#sql.earlier.pluck().all({ channel, key, version }) as string[];
    return rows.flatMap((json) => messageOf(json) ?? []);
  }

  /**
   * Takes out what was put before `before` and, beyond `most` for a channel, the oldest that is not critical; returns
   * what it was, to be told of in a digest.
   */
  takeStale({ before, most, now }: { before: number; most: number; now: number }): StaleMessages[] {
    const done = this.#store.write('messages', () => {
      const channels = this.#sql.channels.pluck().all() as string[];
      return channels.flatMap((channel) => {
        const rows = [
          ...(this.#sql.old.all(channel, before) as StaleRow[]),
          ...(this.#sql.over.all({ channel, most }) as StaleRow[]),
        ];
        const all = [...new Map(rows.map((row) => [row.id, row])).values()].sort((a, b) => a.id - b.id);
        for (const { id } of all) this.#sql.stale.run({ id, now });
        return all.length === 0
          ? []
          : [{ channel, all: all.length, listed: all.slice(0, STALE_LISTED).map(listed) }];
      });
    });
    return done.ok ? done.value : [];
  }

  counts(): OutboxCounts[] {
    const rows = this.#sql.counts.all() as (Omit<OutboxCounts, 'oldest'> & { oldest: number | null })[];
    return rows.map((row) => ({ ...row, oldest: row.oldest ?? Number.NaN }));
  }

  /** Forgets what was settled before `before`; until then it is not sent again, whoever puts it. */
  trim(before: number): Written<number> {
    return this.#store.write('messages', () => this.#sql.trim.run(before).changes);
  }

  #remember({ name, state }: Memo): void {
    if (!MEMO_NAME.test(name)) throw new Error(`no name for a memo: ${name}`);
    this.#sql.remember.run(name, JSON.stringify(state));
  }
}

/** State of who makes messages, JSON-safe. */
export interface Memo {
  readonly name: string;
  readonly state: unknown;
}

interface Row {
  readonly id: number;
  readonly version: number;
  readonly critical: number;
  readonly message: string;
  readonly put: number;
  readonly due: number;
  readonly attempts: number;
}

interface StaleRow {
  readonly id: number;
  readonly put: number;
  readonly message: string;
}

const SQL = {
  put: `INSERT OR IGNORE INTO outbox (key, channel, version, critical, message, put, due, state, attempts)
        VALUES (@key, @channel, @version, @critical, @json, @now, @now, 'pending', 0)`,
  states: `SELECT channel, state FROM outbox WHERE key = ? AND version = ?`,
  next: `SELECT id, version, critical, message, put, due, attempts FROM outbox
         WHERE state = 'pending' AND channel = ? ORDER BY critical DESC, id LIMIT 1`,
  delivered: `UPDATE outbox SET state = 'delivered', settled = @now, reference = @reference, attempts = attempts + 1,
              reason = NULL WHERE id = @id`,
  failed: `UPDATE outbox SET due = @due, reason = @reason, attempts = attempts + 1 WHERE id = @id`,
  behind: `UPDATE outbox SET id = (SELECT max(id) + 1 FROM outbox) WHERE id = ?`,
  refused: `UPDATE outbox SET state = 'refused', settled = @now, reason = @reason, attempts = attempts + 1
            WHERE id = @id`,
  stale: `UPDATE outbox SET state = 'stale', settled = @now WHERE id = @id`,
  reference: `SELECT reference FROM outbox WHERE channel = ? AND key = ? AND reference IS NOT NULL
              ORDER BY version DESC LIMIT 1`,
  earlier: `SELECT message FROM outbox WHERE channel = @channel AND key = @key AND version < @version
            AND (version = 0 OR version >= @version - 20) ORDER BY version`,
  channels: `SELECT DISTINCT channel FROM outbox WHERE state = 'pending'`,
  old: `SELECT id, put, message FROM outbox WHERE state = 'pending' AND channel = ? AND put < ?
        AND json_extract(message, '$.kind') <> 'digest' ORDER BY id`,
  over: `SELECT id, put, message FROM outbox WHERE state = 'pending' AND channel = @channel AND critical = 0
         ORDER BY id LIMIT max(0, (SELECT count(*) FROM outbox WHERE state = 'pending' AND channel = @channel) - @most)`,
  counts: `SELECT channel, sum(state = 'pending') AS pending, sum(state = 'delivered') AS delivered,
           sum(state = 'refused') AS refused, sum(state = 'stale') AS stale,
           min(CASE WHEN state = 'pending' THEN put END) AS oldest FROM outbox GROUP BY channel ORDER BY channel`,
  trim: `DELETE FROM outbox WHERE state <> 'pending' AND settled < ?`,
  remember: `INSERT INTO memo (name, json) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET json = excluded.json`,
  recall: `SELECT json FROM memo WHERE name = ?`,
} as const;

function slim(message: Message): Message {
  const findings = message.findings.map((one) => ({ ...one, evidence: one.evidence.slice(0, EVIDENCE) }));
  return { ...message, findings };
}

function messageOf(json: string): Message | null {
  try {
    const parsed = messageSchema.safeParse(JSON.parse(json));
    if (!parsed.success) return null;
    const message = parsed.data as unknown as Message;
    return { ...message, findings: message.findings.map(revivedFinding) };
  } catch {
    return null;
  }
}

function listed({ put, message }: StaleRow): { headline: string; time: number } {
  return { headline: messageOf(message)?.headline ?? 'a message that cannot be read', time: put };
}

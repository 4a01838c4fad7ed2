import type { Exchange } from './snmp-client.ts';
import { SnmpError } from './snmp-error.ts';
import { ASK, askPdu, isBehind, type SnmpAnswer, type SnmpValue, type SnmpVariable } from './snmp-pdu.ts';

/** Variables asked for at once, so that an answer fits a datagram that is not cut up on its way. */
const AT_ONCE = 50;
/** Error-status of RFC 3416: the answer would not fit, and the ones that say who asked may not. */
const TOO_BIG = 1;
const NOT_ALLOWED = new Set([6, 16]);

export interface WalkOptions {
  /** Rows after which it ends; 10,000 if absent. */
  readonly maxRows?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Why a walk ended.
 * - `end`: everything was read · `cap`: there are more rows than wanted
 * - `not_increasing`: the device gave what does not come behind what it gave before, so that it would never end
 * - `refused`: it answered with an error in the middle
 */
export type WalkEnd = 'end' | 'cap' | 'not_increasing' | 'refused';

export interface Walk {
  readonly rows: readonly SnmpVariable[];
  readonly ended: WalkEnd;
}

/** Rows by their index (what stands behind the column, in dots), in the order of the device; cells by column. */
export interface SnmpTable {
  readonly rows: ReadonlyMap<string, SnmpRow>;
  readonly ended: WalkEnd;
}

export type SnmpRow = ReadonlyMap<string, SnmpValue>;

/** Asks one device. Everything throws SnmpError: `timeout`, `aborted`, and what it says against version 3. */
export class SnmpSession {
  readonly #exchange: Exchange;
  /** Variables of one answer; fewer once the device said that it was too much. */
  #atOnce = AT_ONCE;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** The values of objects, in their order; `absent` for those that the device has not, or does not give. */
  async get(oids: readonly string[], { signal }: WalkOptions = {}): Promise<SnmpValue[]> {
    const values: SnmpValue[] = [];
    for (let i = 0; i < oids.length; ) {
      const some = oids.slice(i, i + this.#atOnce);
      const got = await this.#got(some, signal);
      if (got === null) continue;
      values.push(...got);
      i += some.length;
    }
    return values;
  }

  /** Everything below an object. */
  async walk(oid: string, options: WalkOptions = {}): Promise<Walk> {
    const { rows, ended } = await this.table([oid], options);
    return {
      rows: [...rows].map(([index, row]) => ({
        oid: index === '' ? oid : `${oid}.${index}`,
        value: row.get(oid)!,
      })),
      ended,
    };
  }

  /** Columns that share their indexes, such as those of ifTable and ifXTable, read side by side. */
  async table(columns: readonly string[], options: WalkOptions = {}): Promise<SnmpTable> {
    const { maxRows = 10_000, signal } = options;
    const rows = new Map<string, Map<string, SnmpValue>>();
    let open = columns.map((column) => ({ column, at: column, rows: 0 }));
    let ended: WalkEnd = 'end';
    const end = (reason: WalkEnd) => {
      if (ended === 'end' || ended === 'cap') ended = reason;
    };
    while (open.length > 0) {
      const some = open.slice(0, this.#atOnce);
      const answer = await this.#next(
        some.map(({ at }) => at),
        signal,
      );
      if (answer === null) continue;
      if (answer.status !== 0 || answer.variables.length === 0) {
        end('refused');
        break;
      }
      const done = new Set<string>();
      for (const [i, { oid, value }] of answer.variables.entries()) {
        const cursor = some[i % some.length]!;
        const { column } = cursor;
        if (done.has(column)) continue;
        if (value.type === 'absent' || !oid.startsWith(`${column}.`)) {
          // A column is over; one that goes back would go on for ever.
          if (value.type !== 'absent' && !isBehind(oid, cursor.at)) end('not_increasing');
          done.add(column);
        } else if (!isBehind(oid, cursor.at)) {
          end('not_increasing');
          done.add(column);
        } else if (cursor.rows >= maxRows) {
          end('cap');
          done.add(column);
        } else {
          cursor.at = oid;
          cursor.rows++;
          const index = oid.slice(column.length + 1);
          let row = rows.get(index);
          if (row === undefined) {
            row = new Map();
            rows.set(index, row);
          }
          row.set(column, value);
        }
      }
      if (done.size > 0) open = open.filter(({ column }) => !done.has(column));
    }
    return { rows, ended };
  }

  /** Null where it has to be asked for less. */
  async #got(oids: readonly string[], signal?: AbortSignal): Promise<SnmpValue[] | null> {
    const { status, variables } = await this.#exchange((id) => askPdu(ASK.get, id, { oids }), signal);
    if (status === TOO_BIG && this.#shrink(oids.length)) return null;
    if (NOT_ALLOWED.has(status)) throw new SnmpError('refused', 'it does not allow this to be read');
    if (status === 0) {
      const values = new Map(variables.map(({ oid, value }) => [oid, value]));
      return oids.map((oid) => values.get(oid) ?? { type: 'absent', value: null });
    }
    // One of them makes it fail: the others are worth having.
    if (oids.length === 1) return [{ type: 'absent', value: null }];
    const all: SnmpValue[] = [];
    const half = Math.ceil(oids.length / 2);
    for (const some of [oids.slice(0, half), oids.slice(half)])
      all.push(...((await this.#got(some, signal)) ?? (await this.get(some, { signal }))));
    return all;
  }

  async #next(oids: readonly string[], signal?: AbortSignal): Promise<SnmpAnswer | null> {
    const bulk = Math.max(1, Math.floor(this.#atOnce / oids.length));
    const answer = await this.#exchange((id) => askPdu(ASK.getBulk, id, { oids, bulk }), signal);
    return answer.status === TOO_BIG && this.#shrink(this.#atOnce) ? null : answer;
  }

  #shrink(asked: number): boolean {
    if (asked <= 1) return false;
    this.#atOnce = Math.max(1, Math.floor(asked / 2));
    return true;
  }
}

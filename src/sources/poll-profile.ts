import type { Counters } from './poll-counters.ts';
import { numberOf, type SnmpValue, textOf } from './snmp-pdu.ts';
import type { SnmpRow } from './snmp-session.ts';

/** Characters of a name of a device that a metric shows. */
const MOST_NAME = 80;

/** What can be asked of a device. */
export type PollProfile = 'interfaces' | 'cpu' | 'memory' | 'storage' | 'temperature' | 'ups';

/** A number as it was read. */
export interface PollReading {
  /** In words: `errors in of Gi0/1`. */
  readonly metric: string;
  readonly value: number;
  readonly unit?: string;
}

/** One way in which devices say something: the objects of one MIB. */
export interface PollWay {
  readonly profile: PollProfile;
  /** The MIB, for docs and tests. */
  readonly name: string;
  /** Single objects, in dots, read each time. */
  readonly scalars?: readonly string[];
  /** Columns that hardly change: names, kinds. Read now and then, with `moving` of the same indexes. */
  readonly fixed?: readonly string[];
  /** Columns that are read each time. */
  readonly moving?: readonly string[];
  /** Whether a device has it; one value of any kind if absent. */
  has?(seen: Seen): boolean;
  read(seen: Seen, counters: Counters): Iterable<PollReading>;
}

/** What was read of a way. */
export class Seen {
  readonly #scalars: ReadonlyMap<string, SnmpValue>;
  readonly rows: readonly Row[];

  constructor(scalars: ReadonlyMap<string, SnmpValue>, rows: readonly Row[]) {
    this.#scalars = scalars;
    this.rows = rows;
  }

  /** NaN for what the device has not. */
  number(oid: string): number {
    return numberOf(this.#scalars.get(oid));
  }

  value(oid: string): SnmpValue | undefined {
    return this.#scalars.get(oid);
  }

  /** Whether the device has any of it. */
  get any(): boolean {
    return this.rows.length > 0 || [...this.#scalars.values()].some(({ type }) => type !== 'absent');
  }
}

/** One row: what hardly changes and what was read just now. */
export class Row {
  readonly index: string;
  readonly #cells: readonly (SnmpRow | undefined)[];

  constructor(index: string, ...cells: readonly (SnmpRow | undefined)[]) {
    this.index = index;
    this.#cells = cells;
  }

  value(column: string): SnmpValue | undefined {
    for (const cells of this.#cells) {
      const value = cells?.get(column);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  number(column: string): number {
    return numberOf(this.value(column));
  }

  text(column: string): string {
    return textOf(this.value(column), MOST_NAME);
  }
}

/** Names of rows that tell them apart: one that several have gets its index. */
export function namesOf(rows: readonly Row[], name: (row: Row) => string): string[] {
  const names = rows.map((row) => name(row) || row.index);
  const often = new Map<string, number>();
  for (const one of names) often.set(one, (often.get(one) ?? 0) + 1);
  return names.map((one, i) => (often.get(one) === 1 ? one : `${one} #${rows[i]!.index}`));
}

/** Per cent; NaN where there is no whole. */
export function percentOf(part: number, whole: number): number {
  return whole > 0 ? (100 * part) / whole : Number.NaN;
}

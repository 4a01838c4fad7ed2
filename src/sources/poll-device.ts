import { Counters } from './poll-counters.ts';
import { type PollProfile, type PollReading, type PollWay, Row, Seen } from './poll-profile.ts';
import { POLL_WAYS } from './poll-ways.ts';
import { SnmpError } from './snmp-error.ts';
import { numberOf, type SnmpValue, textOf } from './snmp-pdu.ts';
import type { SnmpSession, SnmpTable, WalkEnd } from './snmp-session.ts';

const UPTIME = '1.3.6.1.2.1.1.3.0';
const SYS_NAME = '1.3.6.1.2.1.1.5.0';
const MOST_READINGS = 5000;

export interface PollDeviceOptions {
  readonly session: SnmpSession;
  readonly profiles: readonly PollProfile[];
  /** Rows of a table that are read. */
  readonly maxRows: number;
  /** Seconds after which names, and what the device has at all, are read again. */
  readonly lookAgain: number;
  /** Seconds of a clock that nobody sets. */
  readonly now: () => number;
}

/** What one look at a device brought. */
export interface Polled {
  /** What it calls itself; empty where it does not. */
  readonly name: string;
  readonly readings: readonly PollReading[];
  /** Tables that were not read to their end, and why. */
  readonly cut: ReadonlyMap<string, WalkEnd | 'timeout'>;
}

interface Taken {
  readonly way: PollWay;
  /** What hardly changes, by index. */
  readonly fixed: SnmpTable;
}

interface Look {
  /** Tables that were read in it already, by their columns. */
  readonly tables: Map<string, SnmpTable>;
  readonly cut: Map<string, WalkEnd | 'timeout'>;
  readonly signal: AbortSignal;
}

/** One device: what it has is found out at the first look, now and then, and after it was started. */
export class PollDevice {
  readonly counters = new Counters();
  readonly #options: PollDeviceOptions;
  #taken: Taken[] = [];
  #name = '';
  #foundOut = Number.NaN;
  /** Readings beyond the cap. */
  overCap = 0;

  constructor(options: PollDeviceOptions) {
    this.#options = options;
  }

  /** Reads everything once. Throws SnmpError where it does not answer at all. */
  async poll(signal: AbortSignal): Promise<Polled> {
    const { session, now } = this.#options;
    const cut: Look['cut'] = new Map();
    const oids = [...new Set([UPTIME, ...this.#taken.flatMap(({ way }) => way.scalars ?? [])])];
    const values = await session.get(oids, { signal });
    const scalars = new Map(oids.map((oid, i) => [oid, values[i]!]));
    const restarted = this.counters.look(numberOf(scalars.get(UPTIME)), now());
    const tables = new Map<string, SnmpTable>();
    if (restarted || !(now() - this.#foundOut < this.#options.lookAgain)) {
      await this.#findOut(scalars, { tables, cut, signal });
    }
    const readings = new Map<string, PollReading>();
    for (const { way, fixed } of this.#taken) {
      const moving = await this.#tableOf(way, { tables, cut, signal });
      for (const reading of way.read(seenOf(scalars, fixed, moving), this.counters)) {
        // What a way before it said already is the better way to know it.
        if (!Number.isFinite(reading.value) || readings.has(reading.metric)) continue;
        if (readings.size >= MOST_READINGS) this.overCap++;
        else readings.set(reading.metric, reading);
      }
    }
    return { name: this.#name, readings: [...readings.values()], cut };
  }

  /** Which ways the device has, and its names. */
  async #findOut(scalars: Map<string, SnmpValue>, look: Look): Promise<void> {
    const { session, profiles, maxRows, now } = this.#options;
    const { cut, signal } = look;
    this.#name = textOf((await session.get([SYS_NAME], { signal }))[0]);
    const taken: Taken[] = [];
    for (const group of profiles.flatMap((profile) => POLL_WAYS[profile])) {
      for (const way of group) {
        const { scalars: oids = [], fixed = [] } = way;
        const values = await session.get(oids, { signal });
        for (const [i, oid] of oids.entries()) scalars.set(oid, values[i]!);
        // A table that is not there costs one question: what moves is what decides.
        const moving = await this.#tableOf(way, look);
        if (moving.rows.size === 0 && !values.some(({ type }) => type !== 'absent')) continue;
        const names = fixed.length === 0 ? EMPTY : await session.table(fixed, { maxRows, signal });
        const seen = seenOf(scalars, names, moving);
        if (!(way.has?.(seen) ?? seen.any)) continue;
        if (names.ended !== 'end') cut.set(way.name, names.ended);
        taken.push({ way, fixed: names });
        break;
      }
    }
    this.#taken = taken;
    this.#foundOut = now();
  }

  async #tableOf({ name, moving = [] }: PollWay, { tables, cut, signal }: Look): Promise<SnmpTable> {
    if (moving.length === 0) return EMPTY;
    const key = moving.join();
    const known = tables.get(key);
    if (known !== undefined) return known;
    const { session, maxRows } = this.#options;
    try {
      const table = await session.table(moving, { maxRows, signal });
      if (table.ended !== 'end') cut.set(name, table.ended);
      tables.set(key, table);
      return table;
    } catch (error) {
      // It answered before: some devices stumble over single tables.
      if (!(error instanceof SnmpError) || error.reason !== 'timeout') throw error;
      cut.set(name, 'timeout');
      return EMPTY;
    }
  }
}

const EMPTY: SnmpTable = { rows: new Map(), ended: 'end' };

/** Rows of what was read just now, with what hardly changes beside it. */
function seenOf(scalars: ReadonlyMap<string, SnmpValue>, fixed: SnmpTable, moving: SnmpTable): Seen {
  const rows = [...moving.rows].map(([index, cells]) => new Row(index, cells, fixed.rows.get(index)));
  return new Seen(scalars, rows);
}

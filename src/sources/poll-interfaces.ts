import type { Counters } from './poll-counters.ts';
import { namesOf, type PollReading, type PollWay, type Row, type Seen } from './poll-profile.ts';

const [IF, IFX] = ['1.3.6.1.2.1.2.2.1', '1.3.6.1.2.1.31.1.1.1'];
const OF = {
  ...{ descr: `${IF}.2`, type: `${IF}.3`, speed: `${IF}.5`, admin: `${IF}.7`, oper: `${IF}.8` },
  ...{ inOctets: `${IF}.10`, inDiscards: `${IF}.13`, inErrors: `${IF}.14` },
  ...{ outOctets: `${IF}.16`, outDiscards: `${IF}.19`, outErrors: `${IF}.20` },
  ...{ name: `${IFX}.1`, highIn: `${IFX}.6`, highOut: `${IFX}.10`, highSpeed: `${IFX}.15` },
  discontinuity: `${IFX}.19`,
} as const;
const LOOPBACK = 24;
const UP = 1;
const BITS = 8;
const MILLION = 1e6;
/** Bytes of the smallest packet; more errors than that many packets a second there cannot be. */
const SMALLEST = 64;

const COMMON = [OF.admin, OF.oper, OF.inErrors, OF.outErrors, OF.inDiscards, OF.outDiscards];

/** Counters of 64 bits: IF-MIB, RFC 2863. */
export const highInterfaces: PollWay = {
  ...{ profile: 'interfaces', name: 'IF-MIB, ifXTable' },
  fixed: [OF.name, OF.descr, OF.type],
  moving: [...COMMON, OF.highIn, OF.highOut, OF.highSpeed, OF.discontinuity],
  has: ({ rows }) => rows.some((row) => row.value(OF.highIn) !== undefined),
  read: (seen, counters) => interfacesOf(seen, counters),
};

/** What older devices have: counters of 32 bits. */
export const lowInterfaces: PollWay = {
  ...{ profile: 'interfaces', name: 'IF-MIB, ifTable' },
  fixed: [OF.name, OF.descr, OF.type],
  moving: [...COMMON, OF.inOctets, OF.outOctets, OF.speed],
  has: ({ rows }) => rows.some((row) => row.value(OF.inOctets) !== undefined),
  read: (seen, counters) => interfacesOf(seen, counters),
};

/** Of all that are not switched off by those who run the device. */
function* interfacesOf({ rows }: Seen, counters: Counters): Iterable<PollReading> {
  const wanted = rows.filter((row) => row.number(OF.admin) === UP && row.number(OF.type) !== LOOPBACK);
  const names = namesOf(wanted, (row) => row.text(OF.name) || row.text(OF.descr));
  for (const [i, row] of wanted.entries()) yield* interfaceOf(row, names[i]!, counters);
}

function* interfaceOf(row: Row, name: string, counters: Counters): Iterable<PollReading> {
  const high = row.number(OF.highSpeed) * MILLION;
  const speed = high > 0 ? high : row.number(OF.speed);
  const discontinuity = row.number(OF.discontinuity);
  const bytes = speed > 0 ? speed / BITS : 0;
  const rate = (column: string, most: number, busy = false) =>
    counters.rate(`${column}.${row.index}`, row.value(column), { discontinuity, most, busy });
  const of = (high: string, low: string) => (row.value(high) === undefined ? low : high);
  yield { metric: `link of ${name}`, value: row.number(OF.oper) === UP ? 1 : 0 };
  yield { metric: `speed of ${name}`, value: speed > 0 ? speed / MILLION : Number.NaN, unit: 'Mbit/s' };
  yield {
    ...{ metric: `traffic in of ${name}`, unit: 'bit/s' },
    value: BITS * rate(of(OF.highIn, OF.inOctets), bytes, true),
  };
  yield {
    ...{ metric: `traffic out of ${name}`, unit: 'bit/s' },
    value: BITS * rate(of(OF.highOut, OF.outOctets), bytes, true),
  };
  const most = bytes / SMALLEST;
  yield { metric: `errors in of ${name}`, value: rate(OF.inErrors, most), unit: '/s' };
  yield { metric: `errors out of ${name}`, value: rate(OF.outErrors, most), unit: '/s' };
  yield { metric: `discards in of ${name}`, value: rate(OF.inDiscards, most), unit: '/s' };
  yield { metric: `discards out of ${name}`, value: rate(OF.outDiscards, most), unit: '/s' };
}

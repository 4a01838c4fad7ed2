import { namesOf, type PollReading, type PollWay, percentOf, type Row } from './poll-profile.ts';

const CISCO_CPU = '1.3.6.1.4.1.9.9.109.1.1.1.1';
const CPU = { five: `${CISCO_CPU}.8`, fiveOld: `${CISCO_CPU}.5` } as const;

/** CISCO-PROCESS-MIB: the mean of five minutes, of each processor. */
export const ciscoCpu: PollWay = {
  ...{ profile: 'cpu', name: 'CISCO-PROCESS-MIB' },
  moving: [CPU.five, CPU.fiveOld],
  *read({ rows }) {
    const names = rows.length === 1 ? [''] : rows.map(({ index }) => ` of ${index}`);
    for (const [i, row] of rows.entries()) {
      const value = Number.isNaN(row.number(CPU.five)) ? row.number(CPU.fiveOld) : row.number(CPU.five);
      yield { metric: `processor used${names[i]}`, value, unit: '%' };
    }
  },
};

const UCD = '1.3.6.1.4.1.2021';
/** ssCpuRawUser, Nice, System, Idle, Wait, SoftIRQ, Steal; kernel and interrupt are part of system. */
const RAW = [50, 51, 52, 53, 54, 61, 64].map((column) => `${UCD}.11.${column}.0`);
const IDLE = new Set([`${UCD}.11.53.0`, `${UCD}.11.54.0`]);
const LOAD = `${UCD}.10.1.3.1`;

/** UCD-SNMP-MIB: what net-snmp counts, and the load of a minute. */
export const ucdCpu: PollWay = {
  ...{ profile: 'cpu', name: 'UCD-SNMP-MIB' },
  scalars: [...RAW, LOAD],
  has: (seen) => !Number.isNaN(seen.number(RAW[3]!)),
  *read(seen, counters) {
    const rates = RAW.map((oid) => [oid, counters.rate(oid, seen.value(oid))] as const);
    const known = rates.filter(([, rate]) => !Number.isNaN(rate));
    const all = known.reduce((sum, [, rate]) => sum + rate, 0);
    const busy = known.reduce((sum, [oid, rate]) => (IDLE.has(oid) ? sum : sum + rate), 0);
    yield { metric: 'processor used', value: percentOf(busy, all), unit: '%' };
    const load = seen.value(LOAD);
    if (load?.type === 'octets') yield { metric: 'load', value: Number(load.value.toString('latin1')) };
  },
};

const HR_LOAD = '1.3.6.1.2.1.25.3.3.1.2';

/** HOST-RESOURCES-MIB (RFC 2790): the mean of a minute over all processors. */
export const hostCpu: PollWay = {
  ...{ profile: 'cpu', name: 'HOST-RESOURCES-MIB' },
  moving: [HR_LOAD],
  *read({ rows }) {
    const all = rows.map((row) => row.number(HR_LOAD)).filter((value) => value >= 0 && value <= 100);
    const sum = all.reduce((a, b) => a + b, 0);
    yield { metric: 'processor used', value: all.length === 0 ? Number.NaN : sum / all.length, unit: '%' };
  },
};

const POOL = '1.3.6.1.4.1.9.9.48.1.1.1';
const ENHANCED = '1.3.6.1.4.1.9.9.221.1.1.1.1';

/** CISCO-ENHANCED-MEMPOOL-MIB: pools of 64 bits, of newer devices. */
export const ciscoPools: PollWay = {
  ...{ profile: 'memory', name: 'CISCO-ENHANCED-MEMPOOL-MIB' },
  fixed: [`${ENHANCED}.3`],
  moving: [`${ENHANCED}.18`, `${ENHANCED}.20`],
  has: ({ rows }) => rows.some((row) => row.value(`${ENHANCED}.18`) !== undefined),
  read: ({ rows }) => poolsOf(rows, { name: 3, used: 18, free: 20, table: ENHANCED }),
};

/** CISCO-MEMORY-POOL-MIB. */
export const ciscoMemory: PollWay = {
  ...{ profile: 'memory', name: 'CISCO-MEMORY-POOL-MIB' },
  fixed: [`${POOL}.2`],
  moving: [`${POOL}.5`, `${POOL}.6`],
  read: ({ rows }) => poolsOf(rows, { name: 2, used: 5, free: 6, table: POOL }),
};

interface Pools {
  readonly table: string;
  readonly name: number;
  readonly used: number;
  readonly free: number;
}

function* poolsOf(rows: readonly Row[], { table, name, used, free }: Pools): Iterable<PollReading> {
  const names = namesOf(rows, (row) => row.text(`${table}.${name}`));
  for (const [i, row] of rows.entries()) {
    const [taken, left] = [row.number(`${table}.${used}`), row.number(`${table}.${free}`)];
    yield { metric: `memory used of ${names[i]}`, value: percentOf(taken, taken + left), unit: '%' };
  }
}

const MEMORY = {
  ...{ swap: `${UCD}.4.3.0`, swapFree: `${UCD}.4.4.0`, all: `${UCD}.4.5.0`, free: `${UCD}.4.6.0` },
  ...{ buffers: `${UCD}.4.14.0`, cached: `${UCD}.4.15.0`, available: `${UCD}.4.27.0` },
} as const;

/** UCD-SNMP-MIB; what the kernel would give back counts as free. */
export const ucdMemory: PollWay = {
  ...{ profile: 'memory', name: 'UCD-SNMP-MIB' },
  scalars: Object.values(MEMORY),
  has: (seen) => seen.number(MEMORY.all) > 0,
  *read(seen) {
    const back = (seen.number(MEMORY.buffers) || 0) + (seen.number(MEMORY.cached) || 0);
    const available = seen.number(MEMORY.available);
    const free = available > 0 ? available : seen.number(MEMORY.free) + back;
    const all = seen.number(MEMORY.all);
    yield { metric: 'memory used', value: percentOf(all - Math.min(all, free), all), unit: '%' };
    const swap = seen.number(MEMORY.swap);
    yield { metric: 'swap used', value: percentOf(swap - seen.number(MEMORY.swapFree), swap), unit: '%' };
  },
};

import { namesOf, type PollWay, percentOf, type Row } from './poll-profile.ts';

const TABLE = '1.3.6.1.2.1.25.2.3.1';
const OF = { type: `${TABLE}.2`, name: `${TABLE}.3`, size: `${TABLE}.5`, used: `${TABLE}.6` } as const;
const TYPE = '1.3.6.1.2.1.25.2.1';
const [RAM, VIRTUAL, DISK] = [`${TYPE}.2`, `${TYPE}.3`, `${TYPE}.4`];
/** What the kernel itself keeps there, and images that are always full. */
const NO_DISK = /^\/(?:dev|proc|sys|run|snap)(?:\/|$)/;

/** HOST-RESOURCES-MIB, hrStorageTable (RFC 2790): disks. */
export const hostStorage: PollWay = {
  ...{ profile: 'storage', name: 'HOST-RESOURCES-MIB' },
  fixed: [OF.type, OF.name],
  moving: [OF.size, OF.used],
  *read({ rows }) {
    const disks = rows.filter((row) => typeOf(row) === DISK && !NO_DISK.test(row.text(OF.name)));
    const names = namesOf(disks, placeOf);
    for (const [i, row] of disks.entries()) {
      yield { metric: `disk used of ${names[i]}`, value: usedOf(row), unit: '%' };
    }
  },
};

/** The same table: memory, of devices that have no better place for it. */
export const hostMemory: PollWay = {
  ...{ profile: 'memory', name: 'HOST-RESOURCES-MIB' },
  fixed: [OF.type, OF.name],
  moving: [OF.size, OF.used],
  has: ({ rows }) => rows.some((row) => typeOf(row) === RAM),
  *read({ rows }) {
    const memory = rows.find((row) => typeOf(row) === RAM);
    const swap = rows.find((row) => typeOf(row) === VIRTUAL && /swap|page|paging/i.test(row.text(OF.name)));
    if (memory !== undefined) yield { metric: 'memory used', value: usedOf(memory), unit: '%' };
    if (swap !== undefined) yield { metric: 'swap used', value: usedOf(swap), unit: '%' };
  },
};

function typeOf(row: Row): string {
  const value = row.value(OF.type);
  return value?.type === 'oid' ? value.value : '';
}

/** Windows says a label and a serial number too: `C:\ Label:System  Serial Number 1c2a`. */
function placeOf(row: Row): string {
  return row.text(OF.name).replace(/^([A-Za-z]:)\\.*$/, '$1');
}

/** More blocks than 31 bits come as negative numbers. */
function usedOf(row: Row): number {
  const [size, used] = [OF.size, OF.used].map((column) => {
    const value = row.number(column);
    return value < 0 ? value + 2 ** 32 : value;
  }) as [number, number];
  return percentOf(used, size);
}

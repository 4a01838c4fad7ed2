import { namesOf, type PollReading, type PollWay, type Row } from './poll-profile.ts';

const SENSOR = '1.3.6.1.2.1.99.1.1.1';
const ENTITY = '1.3.6.1.2.1.47.1.1.1.1';
const OF = {
  ...{ type: `${SENSOR}.1`, scale: `${SENSOR}.2`, precision: `${SENSOR}.3`, value: `${SENSOR}.4` },
  ...{ status: `${SENSOR}.5`, descr: `${ENTITY}.2`, name: `${ENTITY}.7` },
} as const;
/** EntitySensorDataType: what is measured, in words, with its unit. */
const KINDS: ReadonlyMap<number, readonly [metric: string, unit: string]> = new Map([
  [6, ['power of', 'W']],
  [8, ['temperature of', '°C']],
  [10, ['fan speed of', 'rpm']],
]);
/** EntitySensorDataScale: 9 is units, each step a thousand. */
const UNITS = 9;
const OK = 1;

/** ENTITY-SENSOR-MIB (RFC 3433): temperatures, fans and power. */
export const entitySensors: PollWay = {
  ...{ profile: 'temperature', name: 'ENTITY-SENSOR-MIB' },
  fixed: [OF.type, OF.scale, OF.precision, OF.name, OF.descr],
  moving: [OF.value, OF.status],
  has: ({ rows }) => rows.some((row) => row.value(OF.value) !== undefined),
  *read({ rows }) {
    const sensors = rows.filter((row) => KINDS.has(row.number(OF.type)) && row.number(OF.status) === OK);
    const names = namesOf(sensors, (row) => row.text(OF.name) || row.text(OF.descr));
    for (const [i, row] of sensors.entries()) {
      const [metric, unit] = KINDS.get(row.number(OF.type))!;
      const power = 3 * (row.number(OF.scale) - UNITS) - row.number(OF.precision);
      yield { metric: `${metric} ${names[i]}`, value: row.number(OF.value) * 10 ** power, unit };
    }
  },
};

const ENVMON = '1.3.6.1.4.1.9.9.13.1.3.1';

/** CISCO-ENVMON-MIB: temperatures, of devices without ENTITY-SENSOR-MIB. */
export const ciscoEnvironment: PollWay = {
  ...{ profile: 'temperature', name: 'CISCO-ENVMON-MIB' },
  fixed: [`${ENVMON}.2`],
  moving: [`${ENVMON}.3`],
  read: ({ rows }) => degrees(rows, { name: `${ENVMON}.2`, value: `${ENVMON}.3`, of: 1 }),
};

const LM = '1.3.6.1.4.1.2021.13.16';

/** LM-SENSORS-MIB: temperatures in thousandths, and fans, of machines with net-snmp. */
export const lmSensors: PollWay = {
  ...{ profile: 'temperature', name: 'LM-SENSORS-MIB' },
  fixed: [`${LM}.2.1.2`],
  moving: [`${LM}.2.1.3`],
  read: ({ rows }) => degrees(rows, { name: `${LM}.2.1.2`, value: `${LM}.2.1.3`, of: 1000 }),
};

/** LM-SENSORS-MIB: fans. */
export const lmFans: PollWay = {
  ...{ profile: 'temperature', name: 'LM-SENSORS-MIB, fans' },
  fixed: [`${LM}.3.1.2`],
  moving: [`${LM}.3.1.3`],
  *read({ rows }) {
    const names = namesOf(rows, (row) => row.text(`${LM}.3.1.2`));
    for (const [i, row] of rows.entries()) {
      yield { metric: `fan speed of ${names[i]}`, value: row.number(`${LM}.3.1.3`), unit: 'rpm' };
    }
  },
};

interface Degrees {
  readonly name: string;
  readonly value: string;
  readonly of: number;
}

function* degrees(rows: readonly Row[], { name, value, of }: Degrees): Iterable<PollReading> {
  const names = namesOf(rows, (row) => row.text(name));
  for (const [i, row] of rows.entries()) {
    yield { metric: `temperature of ${names[i]}`, value: row.number(value) / of, unit: '°C' };
  }
}

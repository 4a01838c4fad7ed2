import type { PollReading, PollWay } from './poll-profile.ts';

const UPS = '1.3.6.1.2.1.33.1';
const OF = {
  ...{ seconds: `${UPS}.2.2.0`, minutes: `${UPS}.2.3.0`, charge: `${UPS}.2.4.0`, degrees: `${UPS}.2.7.0` },
  source: `${UPS}.4.1.0`,
} as const;
const [INPUT_VOLTS, LOAD] = [`${UPS}.3.3.1.3`, `${UPS}.4.4.1.5`];
/** upsOutputSource: the battery. */
const BATTERY = 5;
/** upsBasicOutputStatus of PowerNet-MIB: the battery. */
const APC_BATTERY = 3;

/** UPS-MIB (RFC 1628). */
export const standardUps: PollWay = {
  ...{ profile: 'ups', name: 'UPS-MIB' },
  scalars: Object.values(OF),
  moving: [INPUT_VOLTS, LOAD],
  has: (seen) => !Number.isNaN(seen.number(OF.source)) || !Number.isNaN(seen.number(OF.charge)),
  *read(seen) {
    yield* batteryOf({
      ...{ charge: seen.number(OF.charge), minutes: seen.number(OF.minutes) },
      ...{ seconds: seen.number(OF.seconds), degrees: seen.number(OF.degrees) },
      onBattery: seen.number(OF.source) === BATTERY,
    });
    const phases = seen.rows.length > 1;
    for (const row of seen.rows) {
      const line = phases ? ` of line ${row.index}` : '';
      yield { metric: `input voltage${line}`, value: row.number(INPUT_VOLTS), unit: 'V' };
      yield { metric: `UPS load${line}`, value: row.number(LOAD), unit: '%' };
    }
  },
};

const APC = '1.3.6.1.4.1.318.1.1.1';
const OF_APC = {
  ...{ ticks: `${APC}.2.1.2.0`, charge: `${APC}.2.2.1.0`, degrees: `${APC}.2.2.2.0`, left: `${APC}.2.2.3.0` },
  ...{ volts: `${APC}.3.2.1.0`, status: `${APC}.4.1.1.0`, load: `${APC}.4.2.3.0` },
} as const;

/** PowerNet-MIB, of APC; times are hundredths of a second. */
export const apcUps: PollWay = {
  ...{ profile: 'ups', name: 'PowerNet-MIB' },
  scalars: Object.values(OF_APC),
  has: (seen) => !Number.isNaN(seen.number(OF_APC.status)),
  *read(seen) {
    yield* batteryOf({
      ...{ charge: seen.number(OF_APC.charge), minutes: seen.number(OF_APC.left) / 6000 },
      ...{ seconds: seen.number(OF_APC.ticks) / 100, degrees: seen.number(OF_APC.degrees) },
      onBattery: seen.number(OF_APC.status) === APC_BATTERY,
    });
    yield { metric: 'input voltage', value: seen.number(OF_APC.volts), unit: 'V' };
    yield { metric: 'UPS load', value: seen.number(OF_APC.load), unit: '%' };
  },
};

interface Battery {
  readonly charge: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly degrees: number;
  readonly onBattery: boolean;
}

function* batteryOf(of: Battery): Iterable<PollReading> {
  yield { metric: 'on battery', value: of.onBattery ? 1 : 0 };
  yield { metric: 'battery charge', value: of.charge, unit: '%' };
  yield { metric: 'battery runtime left', value: of.minutes, unit: 'min' };
  yield { metric: 'time on battery', value: of.seconds, unit: 's' };
  yield { metric: 'temperature of the battery', value: of.degrees, unit: '°C' };
}

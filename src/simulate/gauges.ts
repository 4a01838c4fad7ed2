import { type Calendar, HOUR } from './calendar.ts';
import { Chance } from './chance.ts';
import type { Host, Network } from './network.ts';
import type { Settings } from './settings.ts';
import { fillingOf } from './traffic-server.ts';

/** Ports of the core switch that are asked after: those to the access switches. */
const MOST_UPLINKS = 8;

/** A number that a device is asked for. */
export interface Gauge {
  readonly host: Host;
  /** In words, `input voltage`. */
  readonly metric: string;
  /** Empty for a number without one. */
  readonly unit: string;
  /** What it is at a time (epoch ms) while nothing is wrong. */
  usual(at: Moment): number;
}

interface Moment {
  readonly time: number;
  readonly calendar: Calendar;
  readonly chance: Chance;
}

/** A measured value. */
export interface MadeSample {
  /** Epoch ms. */
  readonly time: number;
  readonly host: Host;
  readonly metric: string;
  readonly unit: string;
  readonly value: number;
}

/** What a scenario makes of what is measured. */
export interface Bend {
  readonly hosts: readonly Host[];
  /** Epoch ms, the end excluded. */
  readonly from: number;
  readonly to: number;
  /** The other value; null when the device does not answer. */
  change(metric: string, value: number, time: number): number | null;
}

/** The interface of the core switch that an access switch hangs on. */
export function uplinkOf(access: Host): string {
  return `Te1/1/${access.number}`;
}

/** All that is asked for. */
export function gaugesOf(network: Network): Gauge[] {
  return [
    ...network.of('ups').flatMap(ofUps),
    ...network.of('storage').flatMap(ofStorage),
    ...network.of('core').flatMap((core) => ofCore(core, network)),
    ...network.of('access').flatMap(ofSwitch),
  ];
}

/** The rounds of polling of a run in order of time: each device is asked at a second of its own. */
export function* samplesOf(
  gauges: readonly Gauge[],
  run: Pick<Settings, 'seed' | 'start' | 'end' | 'calendar' | 'polled'>,
  bends: readonly Bend[],
): Generator<MadeSample> {
  const asked = gauges.map((gauge) => ({
    gauge,
    chance: new Chance(run.seed, `${gauge.metric} of ${gauge.host.name}`),
    second: (Number.parseInt(gauge.host.machineId.slice(0, 4), 16) % 55) * 1000,
    bends: bends.filter(({ hosts }) => hosts.includes(gauge.host)),
  }));
  asked.sort((a, b) => a.second - b.second);
  const { polled } = run;
  const first = Math.ceil(run.start / polled) * polled;
  for (let round = first; round + polled <= run.end; round += polled) {
    for (const { gauge, chance, second, bends: own } of asked) {
      const time = round + second;
      const { host, metric, unit } = gauge;
      let value: number | null = gauge.usual({ time, calendar: run.calendar, chance });
      for (const { from, to, change } of own) {
        if (value !== null && time >= from && time < to) value = change(metric, value, time);
      }
      if (value !== null) yield { time, host, metric, unit, value: Number(value.toPrecision(5)) };
    }
  }
}

/** 0 at night, 1 in the middle of the day. */
function dayOf({ time, calendar }: Moment): number {
  const hour = calendar.hourOfWeek(time) % 24;
  return Math.max(0, 1 - Math.abs(hour - 14) / 7);
}

function ofUps(host: Host): Gauge[] {
  return [
    { host, metric: 'input voltage', unit: 'V', usual: ({ chance }) => 230 + 1.2 * chance.bell() },
    { host, metric: 'battery charge', unit: '%', usual: () => 100 },
    { host, metric: 'output load', unit: '%', usual: (at) => 41 + 5 * dayOf(at) + 0.8 * at.chance.bell() },
  ];
}

function ofStorage(host: Host): Gauge[] {
  const used = fillingOf(host);
  return [
    {
      ...{ host, metric: 'latency of volume vol1', unit: 'ms' },
      // The scrub and the backup read at night.
      usual: (at) =>
        2.4 +
        1.6 * dayOf(at) +
        (at.calendar.hourOfWeek(at.time) % 24 < 4 ? 1.5 : 0) +
        0.5 * Math.abs(at.chance.bell()),
    },
    {
      host,
      metric: 'media errors of disk 0a.00.3',
      unit: '/min',
      usual: ({ chance }) => (chance.happens(0.001) ? 1 : 0),
    },
    { host, metric: 'disk used of vol1', unit: '%', usual: (at) => used + 0.3 * dayOf(at) },
  ];
}

function ofCore(host: Host, network: Network): Gauge[] {
  const uplinks = network.of('access').slice(0, MOST_UPLINKS);
  return [
    ...ofSwitch(host),
    ...uplinks.map((access) => ({
      ...{ host, metric: `operational status of ${uplinkOf(access)} (1 up, 2 down)`, unit: '' },
      usual: () => 1,
    })),
  ];
}

function ofSwitch(host: Host): Gauge[] {
  const warm = 33 + (Number.parseInt(host.machineId.slice(0, 2), 16) % 8);
  return [
    {
      host,
      metric: 'CPU used',
      unit: '%',
      usual: (at) => 9 + 4 * dayOf(at) + 1.5 * Math.abs(at.chance.bell()),
    },
    {
      host,
      metric: 'temperature',
      unit: '°C',
      usual: (at) => warm + 3 * dayOf({ ...at, time: at.time - HOUR }) + 0.4 * at.chance.bell(),
    },
  ];
}

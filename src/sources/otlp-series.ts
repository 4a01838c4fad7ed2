import type { Sample } from '../core/sample.ts';
import { hashText } from '../kit/hash.ts';
import type { OtlpPoint } from './otlp-points.ts';
import type { OtlpAttributes, OtlpValue } from './otlp-values.ts';

export type TakeSample = (sample: Sample) => void;

interface Series {
  readonly metric: string;
  readonly host: string | null;
  start: number;
  time: number;
  value: number;
  count: number;
  /** Wall clock, epoch ms. */
  heard: number;
}

/** Attributes that a name shows, and characters of each of its parts; the rest is in a digest. */
const MOST_SHOWN = 4;
const MOST_TEXT = 64;
const MOST_NAME = 120;
const HOUR = 3_600_000;
const UNHEARD = 24 * HOUR;
const SWEEP = 60_000;
const UNITS: { readonly [ucum: string]: string } = {
  By: 'B',
  KiBy: 'KiB',
  MiBy: 'MiB',
  GiBy: 'GiB',
  Cel: '°C',
};

/** Points become samples: levels as they are, counters as rates. A series that was not heard of for a day makes room. */
export class OtlpSeries {
  readonly #most: number;
  readonly #known = new Map<string, Series>();
  #swept = Number.NEGATIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#known.size;
  }

  /**
   * Gives what a point comes to; nothing at the first of a counter. Returns why it was not taken, null when it was:
   * `too_many_series`, or `out_of_order` for a counter that was heard of later already.
   */
  add(point: OtlpPoint, now: number, take: TakeSample): 'too_many_series' | 'out_of_order' | null {
    const key = keyOf(point);
    let series = this.#known.get(key);
    const fresh = series === undefined;
    if (series === undefined) {
      if (this.#known.size >= this.#most) this.#sweep(now);
      if (this.#known.size >= this.#most) return 'too_many_series';
      const { resource } = point;
      const host = nameIn(resource['host.name']) ?? nameIn(resource['k8s.node.name']);
      series = { metric: nameOf(point), host, start: 0, time: Number.NaN, value: 0, count: 0, heard: now };
      this.#known.set(key, series);
    }
    if (!fresh && isCount(point) && point.time <= series.time) return 'out_of_order';
    series.heard = now;
    const said = saidOf(point, fresh ? null : series);
    // A clock that is off by much says nothing of when it was; and nothing may come of what is yet to be.
    const time = point.time > now || point.time < now - HOUR ? now : point.time;
    const { metric, host } = series;
    for (const { of, value, unit } of said) {
      if (Number.isFinite(value)) {
        take({ metric: `${metric}${of}`, host, time, value, ...(unit === '' ? {} : { unit }) });
      }
    }
    series.value = point.kind === 'change' ? series.value + point.value : point.value;
    series.start = point.start;
    series.time = point.time;
    series.count = point.count ?? 0;
    return null;
  }

  #sweep(now: number): void {
    if (now - this.#swept < SWEEP) return;
    this.#swept = now;
    for (const [key, { heard }] of this.#known) if (now - heard > UNHEARD) this.#known.delete(key);
  }
}

function isCount({ kind }: OtlpPoint): boolean {
  return kind === 'counter' || kind === 'increase' || kind === 'change';
}

interface Said {
  /** What the name of the metric goes on with. */
  readonly of: string;
  readonly value: number;
  readonly unit: string;
}

function saidOf(point: OtlpPoint, before: Series | null): Said[] {
  const { kind, value, count, quantiles = [] } = point;
  const { unit, scale } = unitOf(point);
  if (kind === 'level' || kind === 'total') return [{ of: '', value: value * scale, unit }];
  // Where it began nobody knows: what is told is how it went since it was first heard of.
  if (kind === 'change') return [{ of: '', value: ((before?.value ?? 0) + value) * scale, unit }];
  const said: Said[] = quantiles.map(({ quantile, value: level }) => ({
    ...{ of: ` p${Number((quantile * 100).toPrecision(6))}`, value: level * scale, unit },
  }));
  const since = kind === 'counter' ? grownSince(point, before) : grownIn(point, before);
  if (since === null) return said;
  const seconds = since.ms / 1000;
  if (count === undefined) return [...said, { of: '', value: since.value / seconds, unit: `${unit}/s` }];
  said.push({ of: ' count', value: since.count / seconds, unit: '/s' });
  if (since.count > 0) said.push({ of: ' mean', value: (since.value / since.count) * scale, unit });
  return said;
}

interface Grown {
  readonly value: number;
  readonly count: number;
  readonly ms: number;
}

/** How much a cumulative counter grew since the point before; one that began anew, since then. */
function grownSince({ start, time, value, count }: OtlpPoint, before: Series | null): Grown | null {
  if (before === null) return null;
  const fell = count === undefined ? value < before.value : count < before.count;
  if (!fell && !(start > before.time)) {
    return { value: value - before.value, count: (count ?? 0) - before.count, ms: time - before.time };
  }
  // Without a start of its own nobody knows since when it counts.
  return start >= before.time && start < time ? { value, count: count ?? 0, ms: time - start } : null;
}

function grownIn({ start, time, value, count = 0 }: OtlpPoint, before: Series | null): Grown | null {
  const from = Number.isNaN(start) ? (before?.time ?? Number.NaN) : start;
  return time > from ? { value, count, ms: time - from } : null;
}

/** UCUM as people write it. Shares of 1 become per cent, so that their limits are known. */
function unitOf({ metric, unit }: OtlpPoint): { unit: string; scale: number } {
  if (unit === '1' && /(?:^|[._])utilization$/.test(metric)) return { unit: '%', scale: 100 };
  const plain = unit === '1' ? '' : unit.replace(/\{[^}]*\}/g, '').slice(0, 16);
  return { unit: Object.hasOwn(UNITS, plain) ? UNITS[plain]! : plain, scale: 1 };
}

/** What tells series apart: the whole of resource and attributes, in whatever order they come. */
function keyOf({ metric, unit, kind, resource, attributes }: OtlpPoint): string {
  return hashText(`${kind}\0${metric}\0${unit}\0${inOrder(attributes)}\0${inOrder(resource)}`);
}

function inOrder(attributes: OtlpAttributes): string {
  const keys = Object.keys(attributes).sort();
  return JSON.stringify(keys.map((key) => [key, attributes[key]]));
}

/** `system.network.io of shop [device=eth0, direction=receive]`: what a person calls it. */
function nameOf({ metric, resource, attributes }: OtlpPoint): string {
  const service = nameIn(resource['service.name']);
  const keys = Object.keys(attributes).sort();
  const shown = keys.slice(0, MOST_SHOWN).map((key) => `${short(key)}=${short(textOf(attributes[key]!))}`);
  const whole = keys.map((key) => `${key}=${textOf(attributes[key]!)}`).join();
  const more = keys.length > MOST_SHOWN || shown.some((part) => part.includes('…'));
  if (more) shown.push(`#${hashText(whole).slice(0, 6)}`);
  const of = service === null ? '' : ` of ${short(service)}`;
  const where = shown.length === 0 ? '' : ` [${shown.join(', ')}]`;
  return `${metric.length > MOST_NAME ? `${metric.slice(0, MOST_NAME)}…${hashText(metric).slice(0, 6)}` : metric}${of}${where}`;
}

function nameIn(value: OtlpValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 255) : null;
}

function textOf(value: OtlpValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function short(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}

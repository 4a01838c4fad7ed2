import {
  attributesIn,
  listIn,
  nanosIn,
  numberIn,
  type OtlpAttributes,
  OtlpBudget,
  OtlpInvalid,
  objectIn,
  textIn,
} from './otlp-values.ts';

/** What a point says: a level, or how much came since a start. Times in epoch ms. */
export interface OtlpPoint {
  readonly metric: string;
  /** As OTLP has it, in UCUM: `By`, `1`, `{request}`. */
  readonly unit: string;
  readonly kind: 'level' | 'total' | 'change' | 'counter' | 'increase';
  readonly resource: OtlpAttributes;
  readonly attributes: OtlpAttributes;
  /** NaN where nothing is said of it. */
  readonly start: number;
  readonly time: number;
  readonly value: number;
  /** Of a distribution: what was counted; `value` is their sum then, NaN where that is not told. */
  readonly count?: number;
  readonly quantiles?: readonly { readonly quantile: number; readonly value: number }[];
}

export interface OtlpPoints {
  readonly points: readonly OtlpPoint[];
  /** Points that are none. */
  readonly rejected: number;
  readonly why: string;
  /** Points that say of themselves that they have no value. */
  readonly without: number;
}

const DELTA = 1;
const CUMULATIVE = 2;
const NO_VALUE = 1;

/** Points of an ExportMetricsServiceRequest. Fails with OtlpInvalid where it is no such request at all. */
export function otlpPoints(request: unknown): OtlpPoints {
  const whole = objectIn(request);
  if (whole === null) throw new OtlpInvalid('an object is wanted');
  const found: Found = { points: [], rejected: 0, without: 0, why: '' };
  for (const ofResource of listIn(whole.resourceMetrics)) {
    const outer = objectIn(ofResource);
    const resource = attributesIn(objectIn(outer?.resource)?.attributes, new OtlpBudget());
    for (const ofScope of listIn(outer?.scopeMetrics)) {
      for (const metric of listIn(objectIn(ofScope)?.metrics)) pointsOf(objectIn(metric), resource, found);
    }
  }
  return found;
}

interface Found {
  readonly points: OtlpPoint[];
  rejected: number;
  without: number;
  why: string;
}

type Given = { readonly [key: string]: unknown };
type Read = (point: Given) => Pick<OtlpPoint, 'kind' | 'value' | 'count' | 'quantiles'>;

function pointsOf(metric: Given | null, resource: OtlpAttributes, found: Found): void {
  if (metric === null) return;
  const name = textIn(metric.name);
  const unit = textIn(metric.unit);
  const { data, read } = dataOf(metric);
  for (const given of listIn(data?.dataPoints)) {
    try {
      const point = objectIn(given);
      if (point === null || name === '') throw new OtlpInvalid('a point of a metric without a name');
      if ((numberIn(point.flags) & NO_VALUE) === NO_VALUE) {
        found.without++;
        continue;
      }
      const attributes = attributesIn(point.attributes, new OtlpBudget());
      const [start, time] = [millis(point.startTimeUnixNano), millis(point.timeUnixNano)];
      if (Number.isNaN(time)) throw new OtlpInvalid('a point without a time');
      found.points.push({ metric: name, unit, resource, attributes, start, time, ...read(point) });
    } catch (error) {
      if (!(error instanceof OtlpInvalid)) throw error;
      found.rejected++;
      found.why ||= error.message;
    }
  }
}

function dataOf(metric: Given): { data: Given | null; read: Read } {
  const sum = objectIn(metric.sum);
  if (sum !== null) {
    const cumulative = isCumulative(sum);
    const rises = sum.isMonotonic === true;
    const kind = rises ? (cumulative ? 'counter' : 'increase') : cumulative ? 'total' : 'change';
    return { data: sum, read: (point) => ({ kind, value: finite(numberOf(point)) }) };
  }
  const distribution = objectIn(metric.histogram) ?? objectIn(metric.exponentialHistogram);
  if (distribution !== null) {
    const kind = isCumulative(distribution) ? 'counter' : 'increase';
    return { data: distribution, read: (point) => ({ kind, ...totalsOf(point) }) };
  }
  const summary = objectIn(metric.summary);
  if (summary !== null) {
    return {
      data: summary,
      read: (point) => ({ kind: 'counter', ...totalsOf(point), quantiles: quantilesOf(point) }),
    };
  }
  return {
    data: objectIn(metric.gauge),
    read: (point) => ({ kind: 'level', value: finite(numberOf(point)) }),
  };
}

function isCumulative(data: Given): boolean {
  const temporality = numberIn(data.aggregationTemporality);
  if (temporality !== DELTA && temporality !== CUMULATIVE) throw new OtlpInvalid('a sum of no temporality');
  return temporality === CUMULATIVE;
}

function numberOf(point: Given): number {
  return numberIn(point.asDouble ?? point.asInt);
}

function totalsOf(point: Given): { count: number; value: number } {
  const count = finite(numberIn(point.count ?? 0));
  if (count < 0) throw new OtlpInvalid('a count below 0');
  return { count, value: numberIn(point.sum) };
}

function quantilesOf(point: Given): { quantile: number; value: number }[] {
  return listIn(point.quantileValues)
    .slice(0, 16)
    .flatMap((given) => {
      const { quantile, value } = objectIn(given) ?? {};
      const read = { quantile: numberIn(quantile ?? 0), value: numberIn(value ?? 0) };
      return read.quantile >= 0 && read.quantile <= 1 && Number.isFinite(read.value) ? [read] : [];
    });
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new OtlpInvalid('a point without a finite number');
  return value;
}

function millis(nanos: unknown): number {
  const digits = nanosIn(nanos);
  return digits === '0' ? Number.NaN : Number(digits) / 1e6;
}

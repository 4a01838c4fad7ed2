import { describe, expect, test } from 'vitest';
import type { Sample } from '../../src/core/sample.ts';
import { otlpPoints } from '../../src/sources/otlp-points.ts';
import { OtlpSeries } from '../../src/sources/otlp-series.ts';
import { metricsOf, servingOtlp, text, whole } from './otlp-requests.ts';
import { encoded } from './otlp-schema.ts';

const NOW = Date.UTC(2026, 2, 14, 15);
const at = (seconds: number) => `${BigInt(NOW - 600_000 + seconds * 1000) * 1_000_000n}`;
const DELTA = 1;
const CUMULATIVE = 2;

/** Samples of points of one metric, that come one after the other. */
class Feed {
  readonly series: OtlpSeries;
  readonly samples: Sample[] = [];
  readonly reasons: (string | null)[] = [];

  constructor(most = 100) {
    this.series = new OtlpSeries(most);
  }

  add(metric: object, resource?: object[], now = NOW): this {
    for (const point of otlpPoints(metricsOf([metric], resource)).points) {
      this.reasons.push(this.series.add(point, now, (sample) => this.samples.push(sample)));
    }
    return this;
  }

  get values(): number[] {
    return this.samples.map(({ value }) => value);
  }
}

const gauge = (point: object, rest: object = {}) => ({
  ...{ name: 'queue.length', gauge: { dataPoints: [{ timeUnixNano: at(0), ...point }] } },
  ...rest,
});
const sum = (points: readonly object[], rest: object) => ({
  ...{ name: 'network.io', unit: 'By', sum: { dataPoints: points, isMonotonic: true, ...rest } },
});

describe('a level', () => {
  test('comes as it is, with host, service and attributes in order', () => {
    const point = { asInt: '7', attributes: [text('state', 'used'), text('disk', 'sda')] };
    expect(new Feed().add(gauge(point)).samples).toEqual([
      { metric: 'queue.length of shop [disk=sda, state=used]', host: 'web1', time: NOW - 600_000, value: 7 },
    ]);
  });

  test('a share of 1 that OpenTelemetry calls utilization is in per cent', () => {
    const metric = gauge({ asDouble: 0.85 }, { name: 'system.filesystem.utilization', unit: '1' });
    expect(new Feed().add(metric).samples[0]).toMatchObject({ value: 85, unit: '%' });
    const ratio = gauge({ asDouble: 0.85 }, { name: 'cache.hit_ratio', unit: '1' });
    expect(new Feed().add(ratio).samples[0]).not.toHaveProperty('unit');
  });

  test('units are those people write', () => {
    const unitOf = (unit: string) => new Feed().add(gauge({ asInt: 1 }, { unit })).samples[0]!.unit;
    expect(['By', '{request}', 'ms', 'Cel', 'constructor'].map(unitOf)).toEqual([
      ...['B', undefined, 'ms', '°C', 'constructor'],
    ]);
  });

  test('of a time yet to be, or long gone, is of now', () => {
    const late = { asInt: 1, timeUnixNano: `${BigInt(NOW + 1) * 1_000_000n}` };
    const old = { asInt: 1, timeUnixNano: at(-7200) };
    const feed = new Feed().add(gauge(late)).add(gauge(old));
    expect(feed.samples.map(({ time }) => time)).toEqual([NOW, NOW]);
  });

  test('with many attributes and long ones has a name of its own and no endless one', () => {
    const many = (last: string) =>
      Array.from('abcdef', (key) => text(key, key === 'f' ? last : 'x'.repeat(500)));
    const feed = new Feed();
    for (const last of ['1', '2']) feed.add(gauge({ asInt: 1, attributes: many(last) }));
    feed.add(gauge({ asInt: 1 }, { name: 'n'.repeat(5000) }));
    const names = feed.samples.map(({ metric }) => metric);
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name.length).toBeLessThan(700);
    expect(names[0]).toMatch(/#[0-9a-f]{6}]$/);
  });
});

describe('a counter that goes up for ever', () => {
  const counter = (seconds: number, asInt: number, startTimeUnixNano = at(-100)) =>
    sum([{ timeUnixNano: at(seconds), startTimeUnixNano, asInt }], { aggregationTemporality: CUMULATIVE });

  test('is a rate from its second point on', () => {
    const feed = new Feed().add(counter(0, 1000)).add(counter(10, 1500)).add(counter(20, 1500));
    expect(feed.samples).toMatchObject([
      { metric: 'network.io of shop', value: 50, unit: 'B/s', time: NOW - 590_000 },
      { value: 0 },
    ]);
  });

  test('that begins anew counts since then', () => {
    const feed = new Feed()
      .add(counter(0, 1000))
      .add(counter(10, 90, at(1)))
      .add(counter(20, 190, at(1)));
    expect(feed.values).toEqual([10, 10]);
  });

  test('that begins anew unnoticed, higher than it was, counts since then', () => {
    expect(new Feed().add(counter(0, 10)).add(counter(10, 90, at(1))).values).toEqual([10]);
  });

  test('that goes back without saying when it began is followed from there, without a rate', () => {
    const feed = new Feed().add(counter(0, 1000)).add(counter(10, 5)).add(counter(20, 15));
    expect(feed.values).toEqual([1]);
    const unsaid = new Feed()
      .add(counter(0, 1000, '0'))
      .add(counter(10, 5, '0'))
      .add(counter(20, 15, '0'));
    expect(unsaid.values).toEqual([1]);
  });

  test('of a point that comes late or twice says so', () => {
    const feed = new Feed().add(counter(10, 10)).add(counter(10, 10)).add(counter(5, 5)).add(counter(20, 20));
    expect(feed.reasons).toEqual([null, 'out_of_order', 'out_of_order', null]);
    expect(feed.values).toEqual([1]);
  });

  test('of two resources is two', () => {
    const feed = new Feed();
    for (const [seconds, value] of [
      [0, 10],
      [10, 20],
    ] as const) {
      for (const host of ['a', 'b']) {
        feed.add(counter(seconds, host === 'a' ? value : value * 10), [text('host.name', host)]);
      }
    }
    expect(feed.samples.map(({ host, value }) => [host, value])).toEqual([
      ['a', 1],
      ['b', 10],
    ]);
  });
});

test('increases are rates over the time they are of', () => {
  const point = (from: number, to: number, asInt: number) => ({
    ...{ startTimeUnixNano: at(from), timeUnixNano: at(to), asInt },
  });
  const points = [point(0, 10, 100), point(10, 15, 100), { timeUnixNano: at(25), asInt: 100 }];
  expect(new Feed().add(sum(points, { aggregationTemporality: DELTA })).values).toEqual([10, 20, 10]);
});

test('what goes up and down is a level, also where changes are sent', () => {
  const points = [5, -2].map((asInt, i) => ({ timeUnixNano: at(i), asInt }));
  const values = (aggregationTemporality: number) =>
    new Feed().add(sum(points, { aggregationTemporality, isMonotonic: false })).values;
  expect(values(CUMULATIVE)).toEqual([5, -2]);
  expect(values(DELTA)).toEqual([5, 3]);
});

describe('a distribution', () => {
  const points = [
    { timeUnixNano: at(0), count: '10', sum: 5, bucketCounts: ['10'], explicitBounds: [] },
    { timeUnixNano: at(10), count: '30', sum: 25 },
    { timeUnixNano: at(20), count: '30', sum: 25 },
    { timeUnixNano: at(30), count: '31' },
  ];
  const wanted = [
    { metric: 't of shop count', value: 2, unit: '/s' },
    { metric: 't of shop mean', value: 1, unit: 's' },
    { metric: 't of shop count', value: 0 },
    { metric: 't of shop count', value: 0.1 },
  ];

  test.each(['histogram', 'exponentialHistogram'])('%s: how many, and their mean', (kind) => {
    const metric = {
      name: 't',
      unit: 's',
      [kind]: { aggregationTemporality: CUMULATIVE, dataPoints: points },
    };
    expect(new Feed().add(metric).samples).toMatchObject(wanted);
  });

  test('summary: its quantiles, too', () => {
    const quantileValues = [0, 0.5, 0.999].map((quantile, i) => ({ quantile, value: i }));
    const metric = { name: 't', summary: { dataPoints: [{ ...points[0], quantileValues }] } };
    expect(new Feed().add(metric).samples.map(({ metric: name, value }) => [name, value])).toEqual([
      ['t of shop p0', 0],
      ['t of shop p50', 1],
      ['t of shop p99.9', 2],
    ]);
  });
});

test('of more series than are followed the rest is refused, until others were not heard of for a day', () => {
  const feed = new Feed(2);
  const of = (name: string, now: number) => feed.add(gauge({ asInt: 1 }, { name }), [], now);
  of('a', NOW);
  of('b', NOW);
  of('c', NOW);
  of('a', NOW + 86_000_000);
  of('c', NOW + 87_000_000);
  of('d', NOW + 87_000_001);
  expect(feed.reasons).toEqual([null, null, 'too_many_series', null, null, 'too_many_series']);
  expect(feed.series.size).toBe(2);
});

test('points that are none are refused, those without a value are counted', async () => {
  const points = (dataPoints: readonly unknown[]) => ({ name: 'g', gauge: { dataPoints } });
  await servingOtlp({}, async ({ post, sink, refused, source }) => {
    const time = { timeUnixNano: `${Date.now()}000000` };
    const bad = [7, {}, { asDouble: 1 }, { ...time, asDouble: 'NaN' }, { ...time, asInt: 'many' }];
    const answer = await post('/v1/metrics', metricsOf([points([...bad, { ...time, flags: 1 }])]));
    expect([answer.status, answer.json.partialSuccess]).toEqual([
      ...[200, { rejectedDataPoints: '5', errorMessage: expect.any(String) }],
    ]);
    expect(refused()).toEqual({ bad_point: 5, no_value: 1 });
    expect(sink.samples).toEqual([]);
    whole(await post('/v1/metrics', metricsOf([points([{ ...time, asDouble: 1 }])])));
    expect([sink.samples.length, sink.lines, source.inputs()[0]!.trouble]).toEqual([1, 0, null]);
    expect(source.inputs()[0]!.lastSeen).toBeGreaterThan(0);
  });
});

test('protobuf says the same as JSON', () => {
  const points = [
    { timeUnixNano: at(0), startTimeUnixNano: at(-1), asInt: '5', attributes: [text('a', 'b')] },
  ];
  const metrics = [
    { name: 'g', unit: '1', gauge: { dataPoints: [{ timeUnixNano: at(0), asDouble: 0.5, flags: 0 }] } },
    { name: 'c', sum: { dataPoints: points, aggregationTemporality: 1, isMonotonic: true } },
    { name: 'h', histogram: { dataPoints: [{ ...points[0], count: 3, sum: 2 }], aggregationTemporality: 1 } },
    {
      name: 'e',
      exponentialHistogram: { dataPoints: [{ ...points[0], count: 3 }], aggregationTemporality: 1 },
    },
    { name: 's', summary: { dataPoints: [{ ...points[0], quantileValues: [{ quantile: 0.5, value: 3 }] }] } },
  ];
  const request = metricsOf(metrics);
  const bytes = encoded('ExportMetricsServiceRequest', request);
  return servingOtlp({}, async ({ post, sink }) => {
    whole(await post('/v1/metrics', request));
    const known = sink.samples.map(({ metric, value, host }) => [metric, value, host]);
    expect(known).toHaveLength(6);
    await post('/v1/metrics', bytes, { 'Content-Type': 'application/x-protobuf' });
    // A counter that was heard of at that time is not heard of again.
    const again = sink.samples.slice(known.length).map(({ metric, value, host }) => [metric, value, host]);
    expect(again).toEqual(known.filter(([name]) => name === 'g of shop'));
  });
});

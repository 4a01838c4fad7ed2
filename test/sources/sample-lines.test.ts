import { expect, test } from 'vitest';
import { SampleLines } from '../../src/sources/sample-lines.ts';

const AT = Date.UTC(2026, 2, 1, 12);

function request(host: string, metrics: readonly unknown[]): string {
  const resource = { attributes: [{ key: 'host.name', value: { stringValue: host } }] };
  return JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
}

const gauge = (name: string, at: number, asDouble: unknown, unit = '') => ({
  ...{ name, unit },
  gauge: { dataPoints: [{ timeUnixNano: `${at}000000`, asDouble }] },
});
const counter = (name: string, at: number, asInt: string) => ({
  ...{ name, unit: 'By' },
  sum: {
    ...{ aggregationTemporality: 2, isMonotonic: true },
    dataPoints: [{ startTimeUnixNano: `${AT}000000`, timeUnixNano: `${at}000000`, asInt }],
  },
});

test('a line is the samples of a request, levels as they are and counters as rates, at their own times', () => {
  const lines = new SampleLines();
  const first = request('nas-01', [gauge('latency', AT, 2.5, 'ms'), counter('read', AT, '1000')]);
  expect(lines.read(first)).toEqual([
    { metric: 'latency', host: 'nas-01', time: AT, value: 2.5, unit: 'ms' },
  ]);
  const later = AT + 60_000;
  expect(lines.read(request('nas-01', [counter('read', later, '7000')]))).toEqual([
    { metric: 'read', host: 'nas-01', time: later, value: 100, unit: 'B/s' },
  ]);
  expect(lines.counters).toEqual({ samples: 2, refusedLines: 0, refusedPoints: 0 });
});

test('what is no request is counted with the first reason, and harms nothing', () => {
  const lines = new SampleLines();
  for (const line of ['', '{', '[]', '"x"', 'null', '{"resourceMetrics": 7}', '\u0000']) {
    expect(lines.read(line)).toEqual([]);
  }
  expect(lines.counters.refusedLines).toBe(7);
  expect(lines.why).toBe('a line is no JSON');
  const odd = [
    gauge('a', AT, 'NaN'),
    gauge('', AT, 1),
    { name: 'b', gauge: { dataPoints: [{ asInt: '1' }] } },
  ];
  expect(lines.read(request('__proto__', [...odd, gauge('__proto__', AT, 1)]))).toEqual([
    { metric: '__proto__', host: '__proto__', time: AT, value: 1 },
  ]);
  expect(lines.counters).toEqual({ samples: 1, refusedLines: 7, refusedPoints: 3 });
});

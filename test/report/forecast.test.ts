import { expect, test } from 'vitest';
import type { ForecastResult } from '../../src/core/forecast-result.ts';
import { renderForecast } from '../../src/report/forecast.ts';
import { painter } from '../../src/report/page.ts';

const HOUR = 3_600_000;
const at = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * HOUR).toISOString();

function result(over: Partial<ForecastResult> = {}): ForecastResult {
  return {
    ...{ input: 'load.csv', method: 'ets', rows: 40, leftOut: 0, interval: 0.9, limit: null },
    history: Array.from({ length: 40 }, (_, i) => ({ time: at(i), value: 10 + (i % 4) })),
    ahead: Array.from({ length: 20 }, (_, i) => {
      return { time: at(40 + i), value: 11, low: 9 - i / 10, high: 13 + i / 10 };
    }),
    ...over,
  };
}

const page = { width: 80, paint: painter(false) };
const rendered = (over: Partial<ForecastResult>, top = 5) => renderForecast(result(over), { page, top });
const limit = { value: 15, falling: false, until: at(80) };

test('times within a day are told with the hour, and as many as were asked for', () => {
  const rows = rendered({}).split('\n');
  expect(rows.filter((row) => /^2026-01-0\d \d\d:00 /.test(row)).length).toBe(5);
  expect(rows.join('\n')).toContain('2026-01-03 11:00           11        7.1       14.9');
  expect(rendered({}, Number.POSITIVE_INFINITY).match(/^2026-01-0\d \d\d:00 /gm)!.length).toBe(20);
});

test('an end that was not looked as far as is said to be open', () => {
  const crossing = { from: at(45), likely: at(60), to: null };
  expect(rendered({ limit: { ...limit, crossing } })).toContain(
    '15 is reached on 2026-01-02 21:00 or later, most likely on 2026-01-03 12:00.',
  );
});

test.each([1e-12, 1e12, -1e150, 0])('numbers of any size (%s) leave the picture 80 columns wide', (size) => {
  const text = rendered({
    history: result().history.map(({ time, value }) => ({ time, value: value * size })),
    ahead: result().ahead.map(({ time, value, low, high }) => {
      const [a, b] = [low * size, high * size];
      return { time, value: value * size, low: Math.min(a, b), high: Math.max(a, b) };
    }),
    limit: { ...limit, crossing: null },
  });
  const picture = text.split('\n').filter((row) => /[│└]/.test(row));
  expect(picture.length).toBe(16);
  for (const row of picture) expect([...row].length).toBeLessThanOrEqual(80);
});

test('a limit far off does not press the series flat', () => {
  const text = rendered({ limit: { ...limit, value: 1e6, crossing: null } });
  expect(text).not.toContain('┄');
  const rows = text.split('\n').filter((row) => row.includes('•'));
  expect(rows.length).toBeGreaterThan(3);
});

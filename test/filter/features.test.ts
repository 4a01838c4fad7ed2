import { describe, expect, test } from 'vitest';
import { featuresSchema } from '../../src/filter/feature.ts';
import { Features } from '../../src/filter/features.ts';
import { MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const START = Math.ceil(MADE_START / 3_600_000) * 3_600_000;

function featuresOf(...written: object[]): Features {
  return new Features(featuresSchema.parse(written));
}

function line(message: string, host = 'web1') {
  return madeEvent({ app: 'shop', host, message });
}

describe('numbers of one’s own', () => {
  test('counts lines of each host in spans of the log’s clock, and 0 where none came', () => {
    const features = featuresOf({ name: 'declined', match: { regex: 'declined' } });
    features.due(START);
    for (const host of ['web1', 'web1', 'web2']) features.observe(line('payment declined', host));
    features.observe(line('payment taken'));
    expect(features.due(START + MINUTE - 1)).toEqual([]);
    const at = { metric: 'declined', time: START + MINUTE };
    expect(features.due(START + MINUTE)).toEqual([
      { ...at, host: 'web1', value: 2 },
      { ...at, host: 'web2', value: 1 },
    ]);
    expect(features.due(START + 2 * MINUTE).map(({ value }) => value)).toEqual([0, 0]);
  });

  test.each([
    ['sum', 60],
    ['mean', 20],
    ['min', 10],
    ['max', 30],
    ['distinct', 3],
  ])('%s of values', (aggregate, value) => {
    const features = featuresOf({
      ...{ name: 'time', match: { app: 'shop' }, value: 'took (\\d+) ms', aggregate, unit: 'ms', per: 'all' },
    });
    features.due(START);
    for (const ms of [10, 20, 30]) features.observe(line(`search took ${ms} ms`, `web${ms}`));
    features.observe(line('search took long'));
    const [sample] = features.due(START + MINUTE);
    expect(sample).toEqual({ metric: 'time', host: null, time: START + MINUTE, value, unit: 'ms' });
    expect(features.notNumbers).toBe(1);
  });

  test('kinds of line are named by text or id, also by one that they had before', () => {
    const kind = madeTemplate('payment <*> declined');
    const old = madeTemplate('payment 7 declined');
    const match = (template: string) => ({ name: template, match: { template } });
    const features = new Features(
      featuresSchema.parse([match(kind.text), match(kind.id), match(old.text), match('other')]),
      (id) => (id === old.id ? kind.id : undefined),
    );
    features.due(START);
    features.observe(madeEvent({ message: 'payment 9 declined', template: kind, host: 'web1' }));
    const counted = features.due(START + MINUTE).map(({ metric, value }) => [metric, value]);
    expect(counted).toEqual([kind.text, kind.id, old.text].map((name) => [name, 1]));
  });

  test('a mean of nothing is no sample', () => {
    const features = featuresOf({
      ...{ name: 'time', match: { app: 'shop' }, value: '(\\d+) ms', aggregate: 'mean' },
    });
    features.due(START);
    features.observe(line('7 ms'));
    expect(features.due(START + MINUTE)).toHaveLength(1);
    expect(features.due(START + 2 * MINUTE)).toHaveLength(0);
  });

  test('hosts beyond the cap are counted', () => {
    const features = featuresOf({ name: 'all', match: { app: 'shop' } });
    features.due(START);
    for (let i = 0; i < 9000; i++) features.observe(line('x', `h${i}`));
    expect(features.overCap).toBe(9000 - 8192);
    expect(features.capped).toEqual(['features: 808 lines of hosts beyond the first 8,192']);
    expect(features.due(START + MINUTE)).toHaveLength(8192);
  });

  test('goes on from a saved state, of those that are still asked for alike', () => {
    const one = { name: 'declined', match: { regex: 'declined' } };
    const features = featuresOf(one);
    features.due(START);
    features.observe(line('declined'));
    const saved = JSON.parse(JSON.stringify(features.save()));
    const again = featuresOf({ name: 'other', match: { app: 'x' } }, one);
    again.load(saved);
    again.observe(line('declined'));
    expect(again.due(START + MINUTE).map(({ value }) => value)).toEqual([2]);
    const changed = featuresOf({ ...one, every: '5m' });
    changed.load(saved);
    expect(changed.due(START + MINUTE)).toEqual([]);
    expect(() => changed.load('x')).toThrow(/features/);
  });
});

describe('what is refused', () => {
  test.each([
    [[{ name: 'x', match: { app: 'a' }, aggregate: 'sum' }], /missing: sum is of values/],
    [[{ name: 'x', match: { app: 'a' }, value: '(1)' }], /not for count/],
    [[{ name: 'x', match: {} }], /empty/],
    [[{ name: 'x', match: { regex: '(' } }], /RE2/],
    [[{ name: 'x', match: { app: 'a' }, aggregate: 'max', value: '(?=1)' }], /RE2/],
    [[1, 2].map(() => ({ name: 'x', match: { app: 'a' } })), /another feature/],
  ])('%j', (written, message) => {
    expect(() => featuresSchema.parse(written)).toThrow(message);
  });
});

import { describe, expect, it } from 'vitest';
import { figureJson, figureOptions, figureTable } from '../../src/testing/figures.ts';
import { type Result, reaches } from '../../src/testing/result.ts';

const RESULTS: readonly Result[] = [
  { name: 'speed', value: 412_345.6, unit: 'lines/s', bar: 350_000, better: 'higher' },
  { name: 'memory', value: 251, unit: 'MB', bar: 250, better: 'lower' },
  { name: 'for information', value: 0.12345, unit: '', better: 'higher' },
];

describe('figureTable', () => {
  it('aligns the columns and says which bars are reached', () => {
    expect(figureTable(RESULTS).split('\n')).toEqual([
      'name               value  unit           bar',
      'speed            412,346  lines/s  ≥ 350,000  ok',
      'memory               251  MB           ≤ 250  short',
      'for information    0.123',
    ]);
  });
});

describe('figureJson', () => {
  it('has the figures in full', () => {
    expect(JSON.parse(figureJson(RESULTS))).toEqual({ results: RESULTS });
  });
});

describe('reaches', () => {
  it.each([
    ['higher', 2, 1, true],
    ['higher', 1, 1, true],
    ['higher', 0.9, 1, false],
    ['lower', 0.9, 1, true],
    ['lower', 1.1, 1, false],
    ['lower', Number.NaN, 1, false],
    ['higher', Number.NaN, 1, false],
  ] as const)('%s is better: %d against a bar of %d is %s', (better, value, bar, expected) => {
    expect(reaches({ name: 'x', value, unit: '', bar, better })).toBe(expected);
  });

  it('holds for a figure without a bar', () => {
    expect(reaches({ name: 'x', value: 1, unit: '', better: 'higher' })).toBe(true);
  });
});

describe('figureOptions', () => {
  it('reads the flags, with a value behind or inside them', () => {
    expect(figureOptions([])).toEqual({ json: false, only: '' });
    expect(figureOptions(['--data', 'd', '--only=mi', '--json'])).toEqual({
      ...{ dataDir: 'd', only: 'mi', json: true },
    });
  });

  it.each([[['--data']], [['--only=']], [['--jsn']], [['bench']]])('refuses %j', (argv) => {
    expect(() => figureOptions(argv)).toThrow(/wants a value|unknown argument/);
  });
});

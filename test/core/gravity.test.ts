import { describe, expect, test } from 'vitest';
import { gravityOf, gravityOfCourse } from '../../src/core/gravity.ts';

test('the words count where the severity says little', () => {
  expect(gravityOf(6, 'session opened for user alice')).toBeLessThan(0.4);
  expect(gravityOf(6, 'Out of memory: Killed process 4711')).toBe(0.8);
  expect(gravityOf(-1, 'connection refused')).toBe(0.55);
  expect(gravityOf(-1, 'link came up again')).toBeLessThan(0.4);
});

test('the severity counts where the words say little, and never less than they do', () => {
  expect(gravityOf(0, 'hello')).toBe(0.95);
  expect(gravityOf(0, 'service started')).toBe(0.95);
  expect(gravityOf(2, 'backup failed')).toBe(0.85);
});

test('graver severities are never less grave', () => {
  const all = [0, 1, 2, 3, 4, 5, 6, 7].map((severity) => gravityOf(severity, 'x'));
  expect(all).toEqual([...all].sort((a, b) => b - a));
});

test('a bad word that is said to be absent is not bad', () => {
  expect(gravityOf(6, 'check: 937 snapshots, no errors were found')).toBeLessThan(0.55);
  expect(gravityOf(-1, 'synced, errors=0, failed: 0')).toBeLessThan(0.55);
  expect(gravityOf(-1, 'no error handler found, connection refused')).toBe(0.55);
});

describe('the course of a matter', () => {
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const over = { lines: 8, lasted: 2 * MINUTE, since: 5 * HOUR };

  test('a few bad lines that were over within minutes read less bad than the same while they go on', () => {
    expect(gravityOfCourse(0.7, over)).toBeCloseTo(0.55);
    expect(gravityOfCourse(0.7, { ...over, since: MINUTE })).toBe(0.7);
    expect(gravityOfCourse(0.7, { ...over, lasted: HOUR })).toBe(0.7);
    expect(gravityOfCourse(0.7, { ...over, lines: 5000 })).toBeCloseTo(0.6);
  });

  test('what goes on for hours is worse than it reads', () => {
    expect(gravityOfCourse(0.6, { lines: 400, lasted: 4 * HOUR, since: 0 })).toBeCloseTo(0.7);
    expect(gravityOfCourse(0.95, { lines: 400, lasted: 4 * HOUR, since: 0 })).toBe(1);
  });

  test('one line, what reads worst and what reads well keep what they read', () => {
    expect(gravityOfCourse(0.7, { ...over, lines: 1 })).toBe(0.7);
    expect(gravityOfCourse(0.85, over)).toBe(0.85);
    expect(gravityOfCourse(0.35, { lines: 400, lasted: 4 * HOUR, since: 0 })).toBe(0.35);
  });

  test('where the end is not known nothing is over', () => {
    expect(gravityOfCourse(0.7, { ...over, since: Number.NaN })).toBe(0.7);
  });
});

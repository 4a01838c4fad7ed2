import { expect, test } from 'vitest';
import { gravityOf } from '../../src/core/gravity.ts';

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

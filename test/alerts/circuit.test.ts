import { expect, test } from 'vitest';
import { Circuit, retryDelay } from '../../src/alerts/circuit.ts';
import { seededRandom } from '../../src/kit/random.ts';

test('delays double from a second to five minutes, the later half by chance', () => {
  const random = seededRandom(1);
  for (let failures = 1; failures < 40; failures++) {
    const full = Math.min(300_000, 1000 * 2 ** (failures - 1));
    const delay = retryDelay(failures, random);
    expect(delay).toBeGreaterThanOrEqual(full / 2);
    expect(delay).toBeLessThanOrEqual(full);
  }
  expect(retryDelay(5, seededRandom(7))).toBe(retryDelay(5, seededRandom(7)));
});

test('a receiver is left alone for as long as it asked', () => {
  const circuit = new Circuit(() => 0);
  circuit.failed(0, { reason: 'busy', permanent: false, retryAfterMs: 900_000 });
  expect(circuit.allows(899_999)).toBe(false);
  expect(circuit.allows(900_000)).toBe(true);
});

test('a channel is broken after four failures, told once, and mended by one success', () => {
  const circuit = new Circuit(() => 0);
  const fail = (now: number) => circuit.failed(now, { reason: 'down', permanent: false });
  expect([fail(1), fail(2), fail(3), fail(4), fail(5)]).toEqual([null, null, null, 'broken', null]);
  expect(circuit.brokenSince).toBe(4);
  expect(circuit.succeeded()).toBe('mended');
  expect(circuit).toMatchObject({ failures: 0, reason: null });
  expect(circuit.succeeded()).toBe(null);
});

test('a permanent failure breaks it at once', () => {
  const circuit = new Circuit(() => 0);
  expect(circuit.failed(1, { reason: '404', permanent: true })).toBe('broken');
});

test('a clock that is set back does not hold a channel for years', () => {
  const circuit = new Circuit(() => 0);
  circuit.failed(Date.UTC(2036, 0), { reason: 'down', permanent: false });
  expect(circuit.allows(Date.UTC(2026, 0))).toBe(true);
});

test('while a critical waits it is tried every few seconds, but not before the time that was asked for', () => {
  const circuit = new Circuit(() => 1);
  for (let n = 0; n < 12; n++) circuit.failed(n, { reason: 'down', permanent: false });
  expect([circuit.allows(60_000), circuit.allows(3_000, true), circuit.allows(4_100, true)]).toEqual([
    ...[false, false, true],
  ]);
  circuit.failed(20_000, { reason: 'busy', permanent: false, retryAfterMs: 900_000 });
  expect(circuit.allows(900_000, true)).toBe(false);
  circuit.succeeded();
  expect(circuit.allows(900_000, true)).toBe(true);
  // Not for days.
  for (const at of [0, 3_700_000]) circuit.failed(at, { reason: 'down', permanent: false });
  for (let n = 0; n < 12; n++) circuit.failed(3_700_000, { reason: 'down', permanent: false });
  expect([circuit.allows(3_720_000, true), circuit.allows(3_731_000, true)]).toEqual([false, true]);
});

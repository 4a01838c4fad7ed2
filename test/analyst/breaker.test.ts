import { expect, test } from 'vitest';
import { Breaker } from '../../src/analyst/breaker.ts';

const server = { why: 'server', reason: 'it failed' } as const;

test('three failures in a row, and nobody is asked for half a minute', () => {
  const breaker = new Breaker();
  expect([breaker.failed(0, server), breaker.failed(1, server), breaker.failed(2, server)]).toEqual([
    null,
    null,
    'broken',
  ]);
  expect([breaker.open, breaker.reason, breaker.allows(3), breaker.allows(30_001)]).toEqual([
    true,
    'it failed',
    false,
    false,
  ]);
  expect(breaker.allows(30_002)).toBe(true);
});

test('one that works between two that do not begins the row anew', () => {
  const breaker = new Breaker();
  for (let i = 0; i < 20; i++) {
    expect(breaker.failed(i, server)).toBeNull();
    expect(breaker.failed(i, server)).toBeNull();
    expect(breaker.succeeded()).toBeNull();
  }
  expect(breaker.open).toBe(false);
});

test('behind a pause one call tries, and each that fails doubles the next pause, up to a quarter of an hour', () => {
  const breaker = new Breaker();
  let now = 0;
  for (let i = 0; i < 3; i++) breaker.failed(now, server);
  const pauses: number[] = [];
  for (let i = 0; i < 8; i++) {
    const from = now;
    while (!breaker.allows(now)) now += 1000;
    pauses.push(now - from);
    breaker.called();
    expect(breaker.allows(now)).toBe(false);
    expect(breaker.failed(now, server)).toBeNull();
  }
  expect(pauses).toEqual([30, 60, 120, 240, 480, 900, 900, 900].map((s) => s * 1000));
  while (!breaker.allows(now)) now += 1000;
  breaker.called();
  expect(breaker.succeeded()).toBe('mended');
  expect([breaker.open, breaker.reason, breaker.allows(now)]).toEqual([false, null, true]);
});

test('a key that is wrong is not tried three times', () => {
  const breaker = new Breaker();
  expect(breaker.failed(0, { why: 'refused', reason: 'wrong key' })).toBe('broken');
  expect(breaker.allows(29_999)).toBe(false);
});

test('who asks to be left alone is, for as long as was asked, up to six hours', () => {
  const breaker = new Breaker();
  expect(breaker.failed(0, { why: 'busy', reason: '429', retryAfterMs: 120_000 })).toBe('broken');
  expect([breaker.allows(119_999), breaker.allows(120_000)]).toEqual([false, true]);
  const longer = new Breaker();
  longer.failed(0, { why: 'busy', reason: '429', retryAfterMs: 1e12 });
  expect([longer.allows(6 * 3_600_000 - 1), longer.allows(6 * 3_600_000)]).toEqual([false, true]);
});

test('a call that was given up by us says nothing of the service, and lets the next one try', () => {
  const breaker = new Breaker();
  breaker.failed(0, { why: 'refused', reason: 'no' });
  breaker.called();
  expect(breaker.allows(40_000)).toBe(false);
  breaker.dropped();
  expect(breaker.allows(40_000)).toBe(true);
});

test('a clock that is set back holds nobody for ever', () => {
  const breaker = new Breaker();
  breaker.failed(1e12, { why: 'refused', reason: 'no' });
  expect(breaker.allows(0)).toBe(true);
});

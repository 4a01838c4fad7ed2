import { describe, expect, test } from 'vitest';
import { costOf, NOTHING_SPENT, SpendGate, spendDay, tokensOf } from '../../src/analyst/spend.ts';

const LIMITS = { callsPerMinute: 6, callsPerDay: 100, tokensPerDay: 100_000, costPerDay: 0.5 };
const HAIKU = { input: 1, output: 5 };
const expected = { inputTokens: 3000, outputTokens: 900 };
const ask = (page: boolean, today: Partial<typeof NOTHING_SPENT> = {}) => ({
  ...{ page, expected, today: { ...NOTHING_SPENT, ...today } },
});

describe('what may be asked', () => {
  test('is nothing beyond the calls, tokens and dollars of a day', () => {
    const gate = new SpendGate(LIMITS, HAIKU);
    expect(gate.refuses(0, ask(true))).toBeNull();
    expect(gate.refuses(0, ask(true, { calls: 99 }))).toBeNull();
    expect(gate.refuses(0, ask(true, { calls: 100 }))).toBe('calls');
    expect(gate.refuses(0, ask(true, { inputTokens: 90_000, outputTokens: 6_000 }))).toBeNull();
    expect(gate.refuses(0, ask(true, { inputTokens: 90_000, outputTokens: 6_200 }))).toBe('tokens');
    expect(gate.refuses(0, ask(true, { money: 0.49 }))).toBeNull();
    expect(gate.refuses(0, ask(true, { money: 0.493 }))).toBe('money');
  });

  test('leaves part of a day to incidents that page', () => {
    const gate = new SpendGate(LIMITS, HAIKU);
    for (const [spent, cap] of [
      [{ calls: 60 }, 'calls'],
      [{ inputTokens: 60_000 }, 'tokens'],
      [{ money: 0.3 }, 'money'],
    ] as const) {
      expect(gate.refuses(0, ask(false, spent))).toBe(cap);
      expect(gate.refuses(0, ask(true, spent))).toBeNull();
    }
  });

  test('is so much a minute, the last of it for a page, whatever the clock does', () => {
    const gate = new SpendGate(LIMITS, HAIKU);
    for (let i = 0; i < 5; i++) gate.called(i);
    expect(gate.refuses(5, ask(false))).toBe('minute');
    expect(gate.refuses(5, ask(true))).toBeNull();
    gate.called(5);
    expect(gate.refuses(6, ask(true))).toBe('minute');
    expect(gate.refuses(60_005, ask(false))).toBeNull();
    expect(gate.refuses(-3_600_000, ask(true))).toBeNull();
  });

  test('is held to no dollars where no price is known, and to all else', () => {
    const gate = new SpendGate(LIMITS, null);
    expect(gate.refuses(0, ask(true, { money: 99 }))).toBeNull();
    expect(gate.refuses(0, ask(true, { calls: 100 }))).toBe('calls');
    expect(costOf(expected, null)).toBeNull();
  });

  test('is about 70 short questions of a small model for half a dollar', () => {
    const cost = costOf({ inputTokens: 3000, outputTokens: 800 }, HAIKU)!;
    expect(Math.floor(0.5 / cost)).toBeGreaterThanOrEqual(70);
  });

  test.each([
    { ...LIMITS, callsPerDay: 0 },
    { ...LIMITS, tokensPerDay: 0 },
    { ...LIMITS, costPerDay: 0 },
    { ...LIMITS, callsPerMinute: 0 },
  ])('is nothing where a limit is nought', (limits) => {
    expect(new SpendGate(limits, HAIKU).refuses(0, ask(true))).not.toBeNull();
  });
});

test('tokens of a text are rather guessed too many', () => {
  expect(tokensOf('')).toBe(0);
  expect(tokensOf('abcdefg')).toBe(2);
  expect(tokensOf('é'.repeat(7))).toBe(4);
});

test('a day is one of UTC', () => {
  expect(spendDay(Date.UTC(2026, 10, 21, 23, 59, 59))).toBe('2026-11-21');
  expect(spendDay(Date.UTC(2026, 10, 22))).toBe('2026-11-22');
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { duration, offset, rate, secret, size } from '../../src/core/option-values.ts';

const wrong = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ message }) => message);

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['250ms', 250],
    ['1h 30m', 5_400_000],
    ['1.5 h', 5_400_000],
    ['10min', 600_000],
    ['7 days', 7 * 86_400_000],
    ['1 hour 30 minutes', 5_400_000],
    ['1h30m', 5_400_000],
    ['14d', 14 * 86_400_000],
    ['2w', 14 * 86_400_000],
  ])('reads %s', (text, ms) => {
    expect(duration().parse(text)).toBe(ms);
  });

  it.each(['90', '', '5 parsecs', '5 dayss', '5 monthsd', '-1s', 's', 90, true, null])(
    'says what it wants when it gets %j',
    (given) => {
      expect(wrong(duration(), given)).toEqual(['wants a duration such as "90s", "15m", "12h" or "14d"']);
    },
  );

  it('says which bound is passed', () => {
    expect(wrong(duration({ min: '1s' }), '10ms')).toEqual(['wants at least 1s']);
    expect(wrong(duration({ max: '1h' }), '2h')).toEqual(['wants at most 1h']);
  });
});

describe('a duration with a sign', () => {
  it.each([
    ['+90s', 90_000],
    ['90s', 90_000],
    ['-1h', -3_600_000],
    ['- 1h 30m', -5_400_000],
  ])('reads %s', (text, ms) => {
    expect(offset().parse(text)).toBe(ms);
  });

  it.each(['-', '+-1s', '--1s', '1', '-1 parsec', -3600, null])(
    'says what it wants when it gets %j',
    (given) => {
      expect(wrong(offset(), given)).toEqual(['wants a duration with a sign such as "+90s" or "-1h"']);
    },
  );
});

describe('a size', () => {
  it.each([
    ['10 GB', 1e10],
    ['500MB', 5e8],
    ['1.5 GiB', 1.5 * 2 ** 30],
    ['4 KiB', 4096],
    ['4 kB', 4000],
    ['17B', 17],
  ])('reads %s', (text, bytes) => {
    expect(size().parse(text)).toBe(bytes);
  });

  it.each(['10', '10 G', 'GB', 10, {}])('says what it wants when it gets %j', (given) => {
    expect(wrong(size(), given)).toEqual(['wants a size such as "500 MB" or "10 GiB"']);
  });
});

describe('a rate', () => {
  it.each([
    ['5/day', { count: 5, perMs: 86_400_000 }],
    ['10 per hour', { count: 10, perMs: 3_600_000 }],
    ['0.5/s', { count: 0.5, perMs: 1000 }],
  ])('reads %s', (text, wanted) => {
    expect(rate().parse(text)).toEqual(wanted);
  });

  it.each(['5', '5/fortnight', '/day', 5])('says what it wants when it gets %j', (given) => {
    expect(wrong(rate(), given)).toEqual(['wants a rate such as "5/day", "10/hour" or "100/s"']);
  });
});

describe('a secret', () => {
  it('is marked in the JSON Schema, also where it is optional', () => {
    const schema = z.toJSONSchema(z.strictObject({ token: secret().optional() }), { io: 'input' });
    expect(schema.properties).toMatchObject({ token: { type: 'string', writeOnly: true } });
  });

  it('is never empty, and a complaint does not repeat it', () => {
    expect(wrong(secret(), '')).toEqual(['wants text, and is empty']);
    expect(wrong(secret(), 123456)).toEqual(['wants text']);
  });
});

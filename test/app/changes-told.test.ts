import { expect, test } from 'vitest';
import { changeTold } from '../../src/app/changes-told.ts';

const NOW = Date.UTC(2026, 2, 1, 12);

test('a change that is told begins now, takes no time, and is of a system, unless it says otherwise', () => {
  expect(changeTold({ what: ' deploy\napi ' }, NOW)).toMatchObject({
    change: {
      what: 'deploy api',
      from: NOW,
      to: NOW,
      told: 'ci',
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
    },
  });
  const whole = {
    what: 'x',
    host: 'web01',
    app: 'api',
    at: '2026-03-01T13:00:00+02:00',
    for: '1h 30m',
    told: 'person',
  };
  expect(changeTold(whole, NOW)).toMatchObject({
    change: { host: 'web01', app: 'api', from: NOW - 3_600_000, to: NOW + 1_800_000, told: 'person' },
  });
  expect(changeTold({ what: 'x', at: NOW - 5 }, NOW)).toMatchObject({ change: { from: NOW - 5 } });
});

test.each([
  [null, 'expected object'],
  [[], 'expected object'],
  [{}, 'what: '],
  [{ what: '' }, 'what: '],
  [{ what: 'x'.repeat(501) }, 'what: '],
  [{ what: 'x', at: 'noon' }, 'at: wants a time such as'],
  [{ what: 'x', at: NOW + 3.2e11 }, 'at: wants a time within a year'],
  [{ what: 'x', at: Number.NaN }, 'at: '],
  [{ what: 'x', for: 'long' }, 'for: '],
  [{ what: 'x', told: 'log' }, 'told: '],
  [{ what: 'x', hots: 'web01' }, 'hots'],
])('%j is not understood, and it is said why', (body, said) => {
  const told = changeTold(body, NOW);
  expect(told).toHaveProperty('wrong');
  expect((told as { wrong: string }).wrong).toContain(said);
});

import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/core/incident.ts';
import { Budget, type BudgetOptions } from '../../src/incidents/budget.ts';
import { sampleFinding } from '../report/sample-result.ts';

const NOON = Date.UTC(2026, 2, 1, 12);
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

function make(more: Partial<BudgetOptions> = {}): Budget {
  const budget = new Budget({
    rate: { count: 3, perMs: DAY },
    teams: new Map(),
    always: new Set(),
    teamOf: () => undefined,
    matterOf: ({ id }) => id,
    cooldown: HOUR,
    ...more,
  });
  // After years of history.
  budget.seen(3 * 365 * DAY);
  return budget;
}

/** An incident that ranks so high. */
function incident(id: string, rank: number, more: Partial<Incident> = {}): Incident {
  const root = sampleFinding({ id: `root-${id}`, surprise: rank, gravity: 0.5 });
  return {
    ...{
      id,
      aliases: [],
      state: 'open',
      headline: `Incident ${id}`,
      root,
      findings: [root],
      moreFindings: 0,
    },
    ...{ ties: [], category: null, hosts: ['web01'], place: null, from: NOON, to: NOON, opened: NOON },
    ...{ resolved: null, surprise: rank, gravity: 0.5, page: false },
    ...{ changes: [], similar: [], notes: [], verdict: null },
    ...more,
  };
}

describe('the budget', () => {
  test('is a ceiling: the fourth of a day goes to the digest, and there is room again a day later', () => {
    const budget = make();
    const at = [0, 1, 2, 3, 25].map((hour) => budget.decide(incident(`i${hour}`, 4), NOON + hour * HOUR));
    expect(at).toEqual(['page', 'page', 'page', 'digest', 'page']);
    expect(budget.counters).toEqual({ pages: 4, joined: 0, overflow: 1 });
  });

  test('is no quota: nothing below the page line is told', () => {
    const budget = make();
    for (let day = 0; day < 40; day++) {
      expect(budget.decide(incident(`i${day}`, 1.9), NOON + day * DAY)).toBe('below');
    }
  });

  test('of nothing tells what a rule or a category asks for, and counts it', () => {
    const budget = make({ rate: { count: 0, perMs: DAY }, always: new Set(['power']) });
    expect(budget.decide(incident('a', 9), NOON)).toBe('digest');
    expect(budget.decide(incident('b', 4, { category: 'power' }), NOON + HOUR)).toBe('page');
    expect(budget.decide(incident('c', 1, { page: true }), NOON + 2 * HOUR)).toBe('page');
    expect(budget.decide(incident('d', 1.9, { category: 'power' }), NOON + 3 * HOUR)).toBe('below');
    expect(budget.counters).toEqual({ pages: 2, joined: 0, overflow: 1 });
  });

  test('of less than one a day is one in so many days', () => {
    const budget = make({ rate: { count: 0.5, perMs: DAY } });
    for (let day = 0; day < 30; day++) budget.learn(incident(`quiet${day}`, 1), NOON + day * DAY);
    const from = NOON + 30 * DAY;
    expect([0, 1, 3].map((day) => budget.decide(incident(`i${day}`, 4), from + day * DAY))).toEqual([
      'page',
      'digest',
      'page',
    ]);
  });

  test('of a team is one more ceiling', () => {
    const budget = make({
      teams: new Map([['net', { count: 1, perMs: DAY }]]),
      teamOf: ({ hosts }) => (hosts[0]!.startsWith('sw') ? 'net' : undefined),
    });
    const ofNet = { hosts: ['sw1'] };
    expect(budget.decide(incident('a', 4, ofNet), NOON)).toBe('page');
    expect(budget.decide(incident('b', 4, ofNet), NOON + HOUR)).toBe('digest');
    expect(budget.decide(incident('c', 4), NOON + 2 * HOUR)).toBe('page');
  });
});

describe('the threshold', () => {
  test('is the height that incidents of the last 30 days passed as often as the budget allows', () => {
    const budget = make({ rate: { count: 1, perMs: DAY } });
    // Ten a day above the page line, one of them at 6.
    for (let n = 0; n < 300; n++) {
      budget.learn(incident(`n${n}`, n % 10 === 0 ? 6 : 4), NOON + n * 2.4 * HOUR);
    }
    const now = NOON + 30 * DAY;
    expect(budget.threshold(now)).toBe(6);
    expect(budget.decide(incident('usual', 4), now)).toBe('digest');
    expect(budget.decide(incident('rare', 6), now + HOUR)).toBe('page');
  });

  test('is the page line in a quiet network, and again when a bad month is over', () => {
    const budget = make({ rate: { count: 1, perMs: DAY } });
    expect(budget.threshold(NOON)).toBe(2);
    for (let n = 0; n < 300; n++) budget.learn(incident(`n${n}`, 5), NOON + n * 2.4 * HOUR);
    expect(budget.threshold(NOON + 30 * DAY)).toBe(5);
    budget.learn(incident('later', 3), NOON + 61 * DAY);
    expect(budget.threshold(NOON + 61 * DAY)).toBe(2);
  });

  test('counts an incident once, however it grew and merged', () => {
    const budget = make({ rate: { count: 1, perMs: DAY } });
    for (let n = 0; n < 50; n++) budget.learn(incident('same', 3 + n / 50), NOON + n * MINUTE);
    budget.learn(incident('other', 5), NOON + HOUR);
    budget.learn(incident('other', 5, { aliases: ['same'] }), NOON + HOUR);
    expect(budget.threshold(NOON + 2 * HOUR)).toBe(5);
    budget.learn(incident('third', 4), NOON + 3 * HOUR);
    expect(budget.threshold(NOON + 2 * DAY)).toBe(4);
  });
});

describe('the page line', () => {
  test('asks for no more than can be known after so much history, and for what reads like a fault', () => {
    const budget = make();
    const isTold = (days: number, surprise: number, gravity: number) => {
      budget.seen(days * DAY);
      return surprise + 4 * (gravity - 0.5) >= budget.line;
    };
    expect(isTold(14, Math.log10(28), 0.55)).toBe(true);
    expect(isTold(14, Math.log10(28), 0.5)).toBe(false);
    expect(isTold(1, Math.log10(2), 0.8)).toBe(false);
    expect(isTold(60, Math.log10(28), 0.55)).toBe(false);
    // As bad as can be, and nothing new.
    expect(isTold(10 * 365, 0, 1)).toBe(true);
    expect(isTold(10 * 365, 1.9, 0.5)).toBe(false);
  });
});

describe('an incident', () => {
  test('that was paged is updated in place, also under a new id after a merge', () => {
    const budget = make();
    expect(budget.decide(incident('a', 4), NOON)).toBe('page');
    expect(budget.decide(incident('a', 5), NOON + HOUR)).toBe('update');
    expect(budget.decide(incident('b', 5, { aliases: ['a'] }), NOON + 2 * HOUR)).toBe('update');
    expect(budget.pageOf('b')).toBe('a');
    expect(budget.counters.pages).toBe(1);
  });

  test('that had no room pages when there is some and it is not over', () => {
    const budget = make({ rate: { count: 1, perMs: DAY } });
    budget.decide(incident('a', 4), NOON);
    const late = incident('b', 4);
    expect(budget.decide(late, NOON + 23 * HOUR)).toBe('digest');
    expect(budget.decide({ ...late, state: 'resolved' }, NOON + 25 * HOUR)).toBe('digest');
    expect(budget.decide(late, NOON + 25 * HOUR)).toBe('page');
    expect(budget.counters.overflow).toBe(1);
  });

  test('on the matter of an earlier one belongs to its page while the cooldown lasts', () => {
    const budget = make({ matterOf: () => 'disk of web01' });
    expect(budget.decide(incident('a', 4), NOON)).toBe('page');
    expect(budget.decide(incident('b', 4), NOON + 50 * MINUTE)).toBe('update');
    expect(budget.pageOf('b')).toBe('a');
    expect(budget.decide(incident('c', 4), NOON + 3 * HOUR)).toBe('page');
  });
});

test('a storm is one page, and what is much graver in it another', () => {
  const budget = make();
  const said = Array.from({ length: 500 }, (_, n) => budget.decide(incident(`i${n}`, 4), NOON + n * 5000));
  expect(said.filter((one) => one === 'page')).toHaveLength(1);
  expect(budget.decide(incident('grave', 5.5), NOON + 500 * 5000)).toBe('page');
  expect(budget.counters).toEqual({ pages: 2, joined: 499, overflow: 0 });
});

test('10,000 incidents in a minute, and a month of them, leave it small', () => {
  const budget = make();
  for (let n = 0; n < 40_000; n++) budget.decide(incident(`i${n}`, 4 + (n % 100) / 100), NOON + n * MINUTE);
  expect(JSON.stringify(budget.saved()).length).toBeLessThan(2_000_000);
});

test('the same incidents give the same decisions, also across a restart', () => {
  const whole = make();
  let parts = make();
  for (let n = 0; n < 600; n++) {
    const one = incident(`i${n % 250}`, 2.5 + ((n * 7) % 40) / 10, n % 50 === 0 ? { page: true } : {});
    const now = NOON + n * 47 * MINUTE;
    expect(parts.decide(one, now)).toBe(whole.decide(one, now));
    const saved = JSON.stringify(parts.saved());
    parts = make();
    parts.restore(JSON.parse(saved));
  }
  expect(parts.counters).toEqual(whole.counters);
});

test('saved state of something else is refused', () => {
  expect(() => make().restore({ version: 2 })).toThrow(/saved state of "budget"/);
});

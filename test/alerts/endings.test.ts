import { describe, expect, test } from 'vitest';
import { Grouping } from '../../src/alerts/grouping.ts';
import type { Finding } from '../../src/core/finding.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Which page tells of an incident; its own where there is none. */
const joined = new Map<string, string>();
const make = () => {
  joined.clear();
  return new Grouping({
    ...{ groupBy: ['id'], cooldown: 30 * DAY, digestAfter: (now) => now + DAY },
    tellsOf: (id) => joined.get(id) ?? null,
  });
};

interface As {
  readonly over?: number;
  readonly to?: number;
  readonly aliases?: readonly string[];
  readonly page?: true;
}

/** Incident `n` as a page, from noon on. */
function incident(n: number, { over, to = NOON, aliases = [], page }: As = {}): Finding {
  return {
    ...{ ...madeFinding(n), id: `incident-${n}`, from: NOON, to, ...(page ? { page } : {}) },
    incident: { over: over ?? null, aliases },
  };
}

const told = (grouping: Grouping, findings: readonly Finding[], at: number) =>
  grouping.take(findings, at).map(({ message: { key, kind, headline }, version }) => {
    return { key, kind, headline, version };
  });

/** in = out, in every state. */
function balanced(grouping: Grouping) {
  const { findings, belowLine, grouped, told: told_, withheld, waiting } = grouping.counters;
  expect(belowLine + grouped + told_ + withheld + waiting).toBe(findings);
}

describe('an incident that was told of and is over', () => {
  test('is said to be, once, under the key of its page, with how long it took', () => {
    const grouping = make();
    const [page] = told(grouping, [incident(0)], NOON);
    const over = incident(0, { to: NOON + 42 * MINUTE, over: NOON + HOUR });
    const [end, ...none] = told(grouping, [over], NOON + HOUR);
    expect(none).toEqual([]);
    expect(end).toMatchObject({ kind: 'resolve', key: page!.key, version: 1 });
    expect(end!.headline).toBe('Over after 42 minutes: web01: Finding 0: someone tried until it worked');
    expect(told(grouping, [over], NOON + HOUR + MINUTE)).toEqual([]);
    balanced(grouping);
  });

  test('is not, when nobody was told of it', () => {
    const grouping = make();
    expect(told(grouping, [incident(0, { over: NOON })], NOON)).toEqual([]);
    expect(grouping.tick(NOON + HOUR)).toEqual([]);
    balanced(grouping);
  });

  test('is said once all that was told with it is over', () => {
    const grouping = make();
    for (const n of [0, 1]) joined.set(`incident-${n}`, 'incident-0');
    const [page] = told(grouping, [incident(0)], NOON);
    told(grouping, [incident(1)], NOON + 3 * MINUTE);
    expect(told(grouping, [incident(0, { over: NOON })], NOON + 20 * MINUTE)).toEqual([]);
    const [end] = told(grouping, [incident(1, { over: NOON })], NOON + 30 * MINUTE);
    expect(end).toMatchObject({ kind: 'resolve', key: page!.key });
    balanced(grouping);
  });

  test('is said of what it was merged into', () => {
    const grouping = make();
    const [page] = told(grouping, [incident(0)], NOON);
    const merged = { aliases: ['incident-0'], to: NOON + 2 * HOUR };
    told(grouping, [incident(5, merged)], NOON + MINUTE);
    const ends = told(grouping, [incident(5, { ...merged, over: NOON })], NOON + 3 * HOUR);
    expect(ends.find(({ key }) => key === page!.key)).toMatchObject({
      kind: 'resolve',
      headline: expect.stringContaining('Over after 2 hours: web06: Finding 5'),
    });
  });

  test('is said of several that were told in one message, in one', () => {
    const grouping = make();
    told(grouping, [incident(0)], NOON);
    expect(told(grouping, [incident(1), incident(2)], NOON + 1000)).toEqual([]);
    const [gathered] = told(grouping, [], NOON + 2 * MINUTE);
    expect(told(grouping, [incident(1, { over: NOON })], NOON + HOUR)).toEqual([]);
    const [end] = told(grouping, [incident(2, { over: NOON })], NOON + HOUR);
    expect(end).toMatchObject({ kind: 'resolve', key: gathered!.key });
    expect(end!.headline).toMatch(/ – and 1 other thing$/);
    balanced(grouping);
  });

  test('while it waits to be told is told, and that it is over', () => {
    const grouping = make();
    told(grouping, [incident(0)], NOON);
    told(grouping, [incident(1)], NOON + 1000);
    told(grouping, [incident(1, { over: NOON + 30_000 })], NOON + 30_000);
    const kinds = told(grouping, [], NOON + 2 * MINUTE).map(({ kind }) => kind);
    expect(kinds).toEqual(['page', 'resolve']);
  });
});

describe('an incident that begins again', () => {
  const begin = (grouping: Grouping) => {
    told(grouping, [incident(0)], NOON);
    return told(grouping, [incident(0, { over: NOON, to: NOON + MINUTE })], NOON + HOUR)[0]!;
  };

  test('is told in its message', () => {
    const grouping = make();
    const { key } = begin(grouping);
    const [again] = told(grouping, [incident(0, { to: NOON + 2 * HOUR })], NOON + 2 * HOUR);
    expect(again).toMatchObject({ key, kind: 'update', version: 2 });
    expect(again!.headline).toBe('It began again: web01: Finding 0: someone tried until it worked');
    balanced(grouping);
  });

  test('is not told of lines from before it was over, as a replay after a crash brings them', () => {
    const grouping = make();
    begin(grouping);
    expect(told(grouping, [incident(0, { to: NOON + 30_000 })], NOON + 61 * MINUTE)).toEqual([]);
    const over = incident(0, { over: NOON, to: NOON + MINUTE });
    expect(told(grouping, [over], NOON + 62 * MINUTE)).toEqual([]);
  });

  test('all day long is a few messages', () => {
    const grouping = make();
    begin(grouping);
    const messages: string[] = [];
    for (let at = NOON + 2 * HOUR; at < NOON + 26 * HOUR; at += 20 * MINUTE) {
      messages.push(...told(grouping, [incident(0, { to: at })], at).map(({ kind }) => kind));
      const over = incident(0, { to: at, over: at + 10 * MINUTE });
      messages.push(...told(grouping, [over], at + 10 * MINUTE).map(({ kind }) => kind));
    }
    expect(messages).toEqual(['update']);
    // Quiet at last.
    const ends = told(grouping, [], NOON + 28 * HOUR);
    expect(ends.map(({ kind }) => kind)).toEqual(['resolve']);
    balanced(grouping);
  });
});

test('what was told and is not over is known after a restart', () => {
  const before = make();
  told(before, [incident(0, { page: true })], NOON);
  expect(before.owes).toBe(true);
  const state = JSON.parse(JSON.stringify(before.snapshot()));
  expect(before.owes).toBe(false);
  const after = make();
  after.restore(state);
  const [end] = told(after, [incident(0, { over: NOON, to: NOON + HOUR })], NOON + 2 * HOUR);
  expect(end).toMatchObject({ kind: 'resolve', version: 1 });
  // States of before there were ends.
  const { endings: _, ...old } = state;
  make().restore(old);
});

test('what cannot be followed to its end because so much was told is counted', () => {
  const grouping = make();
  for (let n = 0; n < 310; n++) told(grouping, [incident(n)], NOON + n * 5 * HOUR);
  expect(grouping.counters.forgotten).toBe(10);
});

test('a storm of 10,000 incidents ends as it was told, in a few messages', () => {
  const grouping = make();
  const storm = Array.from({ length: 10_000 }, (_, n) => incident(n));
  const pages = told(grouping, storm, NOON);
  for (let at = NOON; at < NOON + HOUR; at += MINUTE) pages.push(...told(grouping, [], at));
  expect(pages.length).toBeLessThanOrEqual(3);
  const over = storm.map((one) => ({ ...one, incident: { over: NOON, aliases: [] } }));
  const ends = told(grouping, over, NOON + 2 * HOUR);
  expect(ends.map(({ key }) => key).sort()).toEqual(pages.map(({ key }) => key).sort());
  balanced(grouping);
});

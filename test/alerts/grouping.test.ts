import { describe, expect, test } from 'vitest';
import { Grouping } from '../../src/alerts/grouping.ts';
import type { Finding } from '../../src/core/finding.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const make = () =>
  new Grouping({
    groupBy: ['template', 'subject'],
    cooldown: 4 * HOUR,
    digestAfter: (now) => now + DAY,
  });

/** A finding about host `n`, above the page line. */
const about = (n: number, changes: Partial<Finding> = {}): Finding => ({ ...madeFinding(n), ...changes });

/** in = out, in every state. */
function balanced(grouping: Grouping) {
  const { findings, belowLine, grouped, told, withheld, waiting } = grouping.counters;
  expect(belowLine + grouped + told + withheld + waiting).toBe(findings);
}

describe('a matter', () => {
  test('is told at once, and not again while its findings keep coming', () => {
    const grouping = make();
    const [first, ...none] = grouping.take([about(0)], NOON);
    expect(none).toEqual([]);
    expect(first).toMatchObject({
      version: 0,
      critical: false,
      message: { kind: 'page', findings: [{ id: 'finding-0' }] },
    });
    expect(first!.message.headline).toBe('web01: Finding 0: someone tried until it worked');
    for (let hour = 1; hour < 30; hour++) {
      const again = about(0, { id: `finding-0-${hour}`, count: 400 });
      expect(grouping.take([again], NOON + hour * HOUR)).toEqual([]);
    }
    expect(grouping.counters).toMatchObject({ told: 1, grouped: 29 });
    balanced(grouping);
  });

  test('is a new one after its cooldown, with a key of its own', () => {
    const grouping = make();
    const [first] = grouping.take([about(0)], NOON);
    const [second] = grouping.take([about(0, { id: 'later' })], NOON + 5 * HOUR);
    expect(second!.message.kind).toBe('page');
    expect(second!.message.key).not.toBe(first!.message.key);
  });

  test('that became worse is told again, under the same key and as a further version', () => {
    const grouping = make();
    const [first] = grouping.take([about(0)], NOON);
    const [worse] = grouping.take([about(0, { surprise: 9 })], NOON + 10 * MINUTE);
    expect(worse).toMatchObject({ version: 1, message: { kind: 'update', key: first!.message.key } });
    const [critical] = grouping.take([about(0, { page: true })], NOON + 20 * MINUTE);
    expect(critical).toMatchObject({
      version: 2,
      critical: true,
      message: { kind: 'update', key: first!.message.key },
    });
    balanced(grouping);
  });

  test('below the page line is not told', () => {
    const grouping = make();
    grouping.below(1);
    expect(grouping.tick(NOON)).toEqual([]);
    expect(grouping.counters).toMatchObject({ belowLine: 1, told: 0 });
  });

  test('has the same key on every run', () => {
    const keyOf = () => make().take([about(3)], NOON)[0]!.message.key;
    expect(keyOf()).toBe(keyOf());
    expect(make().take([about(3)], NOON + HOUR)[0]!.message.key).toBe(keyOf());
  });
});

describe('a storm', () => {
  test('of 10,000 findings at once is a message, and one more about the rest', () => {
    const grouping = make();
    const storm = Array.from({ length: 10_000 }, (_, n) => about(n));
    const [first, ...none] = grouping.take(storm, NOON);
    expect(none).toEqual([]);
    expect(first!.message.headline).toMatch(/ – and 999 other things$/);
    expect(first!.message.findings.length).toBe(20);
    let messages = 1;
    for (let t = 0; t < DAY - 1; t += 1000) messages += grouping.tick(NOON + t).length;
    expect(messages).toBe(1);
    expect(grouping.counters).toMatchObject({ findings: 10_000, told: 1000, withheld: 9000, waiting: 0 });
    const [digest] = grouping.tick(NOON + DAY);
    expect(digest!.message).toMatchObject({
      kind: 'digest',
      headline: expect.stringContaining('9,000 findings'),
    });
    balanced(grouping);
  });

  test('of ordinary findings one after the other is gathered ever more slowly', () => {
    const grouping = make();
    const messages = [];
    for (let n = 0; n < 10_000; n++) messages.push(...grouping.take([about(n)], NOON + n * 8000));
    expect(messages.length).toBeLessThan(35);
    balanced(grouping);
  });

  test('tells criticals first', () => {
    const grouping = make();
    const messages = grouping.take([about(99), about(100, { page: true })], NOON);
    expect(messages.map(({ critical, message }) => [critical, message.findings[0]!.id])).toEqual([
      [true, 'finding-100'],
      [false, 'finding-99'],
    ]);
    for (let n = 0; n < 20_000; n++) {
      messages.push(...grouping.take([about(200 + n, { page: true, id: `c${n}` })], NOON + n * 4000));
    }
    const pages = messages.filter(({ message: { kind } }) => kind === 'page');
    expect(pages.length).toBeLessThan(35);
    balanced(grouping);
  });

  test('of criticals tells the first three one by one', () => {
    const grouping = make();
    const messages = Array.from({ length: 10 }, (_, n) =>
      grouping.take([about(n, { page: true })], NOON + n * 100),
    ).flat();
    expect(messages.map(({ message: { findings } }) => findings.length)).toEqual([1, 1, 1]);
    expect(grouping.tick(NOON + MINUTE + 1000).map(({ message: { findings } }) => findings.length)).toEqual([
      7,
    ]);
  });

  test('that is over leaves the next message at once again', () => {
    const grouping = make();
    for (let n = 0; n < 100; n++) grouping.take([about(n, { page: true })], NOON + n * MINUTE);
    expect(grouping.take([about(500, { page: true })], NOON + 12 * HOUR)).toHaveLength(1);
    expect(grouping.tick(NOON + 12 * HOUR + 1)).toEqual([]);
    expect(grouping.take([about(501, { page: true })], NOON + 13 * HOUR)).toHaveLength(1);
  });
});

test('what there is no room for is told in the digest, once', () => {
  const grouping = make();
  grouping.withhold([about(0), about(1)], NOON);
  grouping.withhold([about(0)], NOON + MINUTE);
  expect(grouping.counters).toMatchObject({ findings: 3, withheld: 2, grouped: 1, told: 0 });
  const [digest, ...none] = grouping.tick(NOON + DAY);
  expect(none).toEqual([]);
  expect(digest!.message.headline).toMatch(/^2 findings since .* did not fit into the budget$/);
  expect(grouping.take([about(0, { surprise: 9 })], NOON + DAY + 1)).toHaveLength(1);
  balanced(grouping);
});

test('incidents of one storm are told in the message of the first', () => {
  const grouping = new Grouping({
    groupBy: ['id'],
    cooldown: DAY,
    digestAfter: (now) => now + DAY,
    tellsOf: (id) => (id.startsWith('storm') ? 'the first' : null),
  });
  const [page] = grouping.take([about(0, { id: 'storm-0' })], NOON);
  expect(page).toMatchObject({ version: 0, message: { kind: 'page' } });
  expect(grouping.take([about(0, { id: 'storm-0' })], NOON + HOUR)).toEqual([]);
  const [also] = grouping.take([about(1, { id: 'storm-1' })], NOON + 2 * HOUR);
  expect(also).toMatchObject({ version: 1, message: { kind: 'update', key: page!.message.key } });
  expect(also!.message.headline).toMatch(/^Also: web02/);
  expect(grouping.take([about(1, { id: 'storm-1' })], NOON + 3 * HOUR)).toEqual([]);
  const [other] = grouping.take([about(2, { id: 'alone' })], NOON + 4 * HOUR);
  expect(other!.message.kind).toBe('page');
  balanced(grouping);
});

test('a critical that joins the message of another is told', () => {
  const grouping = new Grouping({
    ...{ groupBy: ['id'], cooldown: DAY, digestAfter: (now) => now + DAY },
    tellsOf: () => 'the first',
  });
  const critical = (n: number) => about(n, { id: `storm-${n}`, page: true });
  const [page] = grouping.take([critical(0)], NOON);
  const [also] = grouping.take([critical(1)], NOON + 1000);
  expect(also).toMatchObject({ critical: true, version: 1, message: { key: page!.message.key } });
  expect(also!.message.headline).toMatch(/^Also: web02/);
  balanced(grouping);
});

test('findings can be grouped by less', () => {
  const byApp = new Grouping({
    groupBy: ['app'],
    cooldown: HOUR,
    digestAfter: (now) => now + DAY,
  });
  expect(byApp.take([about(0)], NOON)).toHaveLength(1);
  expect(byApp.take([about(1)], NOON + HOUR / 2)).toEqual([]);
  expect(byApp.counters.grouped).toBe(1);
});

test('a restart in the middle of it all changes nothing', () => {
  const whole = make();
  let parts = make();
  for (let n = 0; n < 300; n++) {
    const findings = [
      about(n % 40, { id: `f${n}`, ...(n % 7 === 0 ? { page: true as const } : {}), from: Number.NaN }),
    ];
    const now = NOON + n * 7 * MINUTE;
    expect(parts.take(findings, now)).toEqual(whole.take(findings, now));
    const saved = JSON.stringify(parts.snapshot());
    parts = make();
    parts.restore(JSON.parse(saved));
  }
  expect(parts.counters).toEqual(whole.counters);
});

test('a clock that is set back by a year holds no critical for long', () => {
  const grouping = make();
  grouping.take([about(0, { page: true })], NOON);
  expect(grouping.take([about(1, { page: true })], NOON - 365 * DAY)).toHaveLength(1);
});

test('saved state of something else is refused', () => {
  expect(() => make().restore({ version: 2 })).toThrow(/saved state of "messages"/);
});

test('matters are forgotten, and counted, beyond 10,000', () => {
  const grouping = make();
  grouping.take(
    Array.from({ length: 10_100 }, (_, n) => about(n, { page: true })),
    NOON,
  );
  expect(grouping.counters.forgotten).toBe(100);
  balanced(grouping);
});

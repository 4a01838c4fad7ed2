import { expect, test } from 'vitest';
import { FilterBook, savedFilterBook } from '../../src/app/filter-book.ts';
import { createFilter } from '../../src/filter/filter.ts';
import { parseRules } from '../../src/filter/parse-rules.ts';
import { MADE_START, madeEvent } from '../../src/testing/made-events.ts';

const HOUR = 3_600_000;
const BEGIN = Math.ceil(MADE_START / HOUR) * HOUR;

const RULES = parseRules({
  file: 'mine.yaml',
  text: `rules:
  - { id: chatter, action: drop, reason: nobody reads it, match: { regex: keepalive } }
  - { id: disk, action: escalate, category: hardware, reason: it breaks, match: { regex: I/O error } }
  - { id: old, action: drop, reason: long over, until: 2020-01-01, match: { regex: hello } }
`,
});

function begin() {
  const filter = createFilter(RULES);
  const book = new FilterBook(filter);
  const see = (time: number, message: string) => {
    const event = madeEvent({ time, message });
    book.observe(event.received);
    filter.mark(event);
  };
  return { book, see };
}

const json = (value: unknown) => savedFilterBook.parse(JSON.parse(JSON.stringify(value)));

test('what rules did goes on from run to run, and is known hour by hour', () => {
  const whole = begin();
  let parts = begin();
  for (let i = 0; i < 600; i++) {
    const time = BEGIN + i * 60_000;
    const text =
      i % 100 === 0 ? 'I/O error on sda' : i % 3 === 0 ? 'keepalive' : i % 7 === 0 ? 'hello' : 'other';
    whole.see(time, text);
    parts.see(time, text);
    if (i % 150 !== 149) continue;
    const saved = json(parts.book.save());
    parts = begin();
    parts.book.restore(saved);
  }
  const [one, other] = [whole.book.save(), parts.book.save()];
  expect(other.counted).toEqual(one.counted);
  expect(other.rules).toEqual(one.rules);
  expect(other.held).toEqual(one.held);
  expect(other.since).toBe(BEGIN);
  expect(one.counted).toMatchObject({ lines: 600, escalated: 6, dropped: 198, kept: 396 });
  expect(one.categories).toEqual([['hardware', 6]]);
  const rules = new Map(one.rules.map(([id, ...did]) => [id, did]));
  expect([rules.get('chatter'), rules.get('disk')]).toEqual([
    [198, 0, 0],
    [6, 0, 0],
  ]);
  expect(rules.get('old')?.[1]).toBeGreaterThan(50);
  expect(one.held.map(({ rule, outcome, lines }) => [rule, outcome, lines])).toContainEqual([
    'chatter',
    'held back',
    198,
  ]);
  const lines = other.hours.map(([, n]) => n);
  expect(other.hours.map(([hour]) => hour)).toEqual(Array.from({ length: 10 }, (_, i) => BEGIN + i * HOUR));
  expect(lines).toEqual(Array(10).fill(60));
});

test('a month of hours is kept, and no more', () => {
  const { book, see } = begin();
  for (let i = 0; i < 2500; i++) see(BEGIN + i * HOUR, 'other');
  const { hours } = json(book.save());
  expect([hours.length, hours.at(-1)?.[0]]).toEqual([768, BEGIN + 2499 * HOUR]);
});

test('before the first line nothing is known', () => {
  const { book } = begin();
  book.observe(Number.NaN);
  expect(json(book.save())).toMatchObject({ since: null, hours: [], rules: [] });
});

import { expect, test } from 'vitest';
import { type LiveOut, WebFeed } from '../../../src/app/web/feed.ts';
import type { LiveFinding, LiveLines } from '../../../src/core/api-live.ts';
import type { Event } from '../../../src/core/event.ts';
import { madeEvent } from '../../../src/testing/made-events.ts';
import { foundAt, HOSTILE, incidentOf } from '../made-incidents.ts';

/** A feed that somebody looks at, its clock in the hand. */
function watched(topics: readonly string[] = ['lines', 'finding', 'incident']) {
  const looked = new Set(topics);
  const published: [topic: string, data: object][] = [];
  let now = 0;
  const out: LiveOut = {
    isWatched: (topic) => looked.has(topic),
    publish: (topic, data) => published.push([topic, structuredClone(data)]),
  };
  const feed = new WebFeed(out, () => now);
  feed.look();
  return {
    ...{ feed, looked, published },
    pass(ms: number) {
      now += ms;
    },
    batches: () => published.flatMap(([topic, data]) => (topic === 'lines' ? [data as LiveLines] : [])),
  };
}

const line = (i: number, more: Partial<Parameters<typeof madeEvent>[0]> = {}): Event =>
  madeEvent({ time: 1000 + i, host: 'gate', app: 'sshd', message: `line ${i}`, ...more });

test('lines are handed on in batches, in order, each once', () => {
  const { feed, pass, batches } = watched();
  for (let i = 0; i < 100; i++) {
    feed.line(line(i));
    pass(10);
  }
  feed.second();
  const all = batches();
  expect(all.length).toBeGreaterThanOrEqual(4);
  expect(all.length).toBeLessThanOrEqual(6);
  expect(all.flatMap(({ lines }) => lines.map(({ at }) => at))).toEqual(
    Array.from({ length: 100 }, (_, i) => 1000 + i),
  );
  for (const { came, lines, sampled, oneIn } of all)
    expect({ came, sampled, oneIn }).toEqual({ came: lines.length, sampled: 0, oneIn: 1 });
});

test('of too many a sample is handed on, with how many were left out, and what is new or bad among them', () => {
  const { feed, pass, batches } = watched();
  const [seconds, rate] = [4, 5000];
  for (let i = 0; i < seconds * rate; i++) {
    feed.line(
      line(
        i,
        i % 1000 === 500 ? { firsts: [{ kind: 'template' }] } : i % 1000 === 700 ? { severity: 2 } : {},
      ),
    );
    pass(1000 / rate);
  }
  feed.second();
  const all = batches();
  const sum = (of: (batch: LiveLines) => number) => all.reduce((n, batch) => n + of(batch), 0);
  expect(sum(({ came }) => came)).toBe(seconds * rate);
  expect(sum(({ lines, filtered, sampled }) => lines.length + filtered + sampled)).toBe(seconds * rate);
  for (const { lines } of all) expect(lines.length).toBeLessThanOrEqual(250);
  expect(sum(({ lines }) => lines.length)).toBeGreaterThan(seconds * 700);
  const shown = all.flatMap(({ lines }) => lines);
  expect(shown.filter(({ first }) => first !== null).length).toBe(seconds * 5);
  expect(shown.filter(({ severity }) => severity === 2).length).toBe(seconds * 5);
  expect(all.at(-1)!.oneIn).toBeGreaterThan(1);
  // Evenly, not only the beginning of each batch.
  const late = all[2]!.lines.map(({ at }) => at);
  expect(late.at(-1)! - late[0]!).toBeGreaterThan(1000);
});

test('a storm of new lines is sampled, too', () => {
  const { feed, pass, batches } = watched();
  for (let i = 0; i < 20_000; i++) {
    feed.line(line(i, { firsts: [{ kind: 'template' }] }));
    pass(0.2);
  }
  for (const { lines } of batches()) expect(lines.length).toBeLessThanOrEqual(250);
});

test('what was remarked on seeing a line stands at that line, with the odd part marked', () => {
  const { feed, published, pass } = watched();
  const event = line(1, { message: 'session opened for user "mallory"' });
  feed.remark(foundAt(1001, { evidence: [{ source: 'syslog', text: event.raw }] }));
  feed.line(event);
  feed.line(line(2));
  pass(1000);
  feed.second();
  const [[, data]] = published as [[string, LiveLines]];
  const [first, second] = data.lines;
  expect(first!.remark).toMatchObject({ detector: 'novelty', because: 'A user that never came before.' });
  expect(first!.odd.map(([from, to]) => first!.text.slice(from, to))).toEqual(['mallory']);
  expect([second!.remark, second!.odd]).toEqual([null, []]);
  const [, finding] = published.find(([topic]) => topic === 'finding') as [string, LiveFinding];
  expect(finding).toMatchObject({ host: 'gate', surprise: { value: 2.5 }, urgency: 'urgent' });
});

test('nothing is gathered while nobody looks, and nothing old is shown to who begins to', () => {
  const { feed, looked, published, pass } = watched([]);
  feed.remark(foundAt(1));
  for (let i = 0; i < 10; i++) feed.line(line(i));
  feed.incidents([incidentOf([foundAt(1)])]);
  feed.second();
  looked.add('lines').add('finding');
  feed.look();
  pass(1000);
  feed.second();
  expect(published).toEqual([]);
  feed.line(line(11));
  pass(1000);
  feed.second();
  expect(published).toHaveLength(1);
});

test('what comes while somebody is away for a moment is handed on for when they are back, and then no more', () => {
  const { feed, looked, published, pass } = watched();
  feed.second();
  looked.clear();
  pass(5000);
  feed.look();
  feed.line(line(1));
  feed.second();
  expect(published).toHaveLength(1);
  pass(15_000);
  feed.second();
  feed.line(line(2));
  feed.incidents([incidentOf([foundAt(1)])]);
  feed.second();
  expect(published).toHaveLength(1);
});

test('findings leave once a second, each once, the strongest of very many; incidents at once', () => {
  const { feed, published } = watched();
  for (let i = 0; i < 150; i++) feed.remark(foundAt(1, { id: `f${i % 75}`, surprise: (i % 75) / 10 }));
  feed.incidents([incidentOf([foundAt(1)])]);
  expect(published.map(([topic]) => topic)).toEqual(['incident']);
  feed.second();
  const found = published.slice(1) as [string, LiveFinding][];
  expect(found).toHaveLength(50);
  expect(found[0]![1].surprise.value).toBe(7.4);
  expect(new Set(found.map(([, { id }]) => id)).size).toBe(50);
});

test('text of logs goes on as it is, but for its length', () => {
  const { feed, pass, batches } = watched();
  feed.line(line(1, { host: HOSTILE, app: HOSTILE, message: HOSTILE }));
  feed.line(line(2, { message: 'x'.repeat(10_000) }));
  pass(1000);
  feed.second();
  const [one, long] = batches()[0]!.lines;
  expect(one).toMatchObject({ host: HOSTILE, app: HOSTILE });
  expect(one!.text).toContain(HOSTILE);
  expect(long!.text.length).toBe(2001);
});

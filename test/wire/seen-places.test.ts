import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Origin } from '../../src/core/origin.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { SeenPlaces } from '../../src/wire/seen-places.ts';

const NOON = Date.UTC(2026, 10, 21, 12);

function at(identity: string, position: number, received = NOON): Event {
  const event = madeEvent({ received });
  event.origin = { source: 'made', file: null, identity, referenceTime: 0 };
  event.position = position;
  return event;
}

describe('events that came before', () => {
  it('are told from new ones, each input of each shard by itself', () => {
    const places = new SeenPlaces();
    const asked = [
      [0, at('a', 0), false],
      [0, at('a', 10), false],
      [0, at('b', 5), false],
      [0, at('a', 10), true],
      [0, at('a', 3), true],
      [0, at('a', 11), false],
      [0, at('b', 5), true],
      [0, at('b', 6), false],
      [1, at('a', 3), false],
      [1, at('a', 3), true],
      [0, at('a', 11), true],
    ] as const;
    expect(asked.map(([shard, event]) => places.seen(shard, event))).toEqual(
      asked.map(([, , again]) => again),
    );
    expect([places.again, places.size, places.forgotten, places.restarted]).toEqual([5, 3, 0, 0]);
  });

  it('are known where another process left off, and nothing is taken back', () => {
    const before = new SeenPlaces();
    before.seen(0, at('a', 10));
    before.seen(3, at('b', 3, Number.NaN));
    const after = new SeenPlaces();
    after.seen(0, at('a', 20));
    after.load(JSON.parse(JSON.stringify(before.save())));
    const asked = [after.seen(0, at('a', 15)), after.seen(3, at('b', 3)), after.seen(3, at('b', 4))];
    expect(asked).toEqual([true, true, false]);
    expect(() => after.load({ places: [['x']], beginnings: [] })).toThrow(
      expect.objectContaining({ code: 'STATE_INVALID' }),
    );
  });

  it('are kept without those that wait to be looked at, which come again', () => {
    const before = new SeenPlaces();
    const all = [5, 10, 15, 20].map((position) => at('a', position));
    for (const event of [...all, at('b', 7)]) before.seen(0, event);
    const after = new SeenPlaces();
    const waiting = all.slice(2).map((event) => [0, event] as const);
    after.load(JSON.parse(JSON.stringify(before.save(waiting))));
    expect(all.map((event) => after.seen(0, event))).toEqual([true, true, false, false]);
    expect(after.seen(0, at('b', 7))).toBe(true);
  });

  it('are not those of a machine that was set up again and counts from the beginning', () => {
    const places = new SeenPlaces();
    for (const place of [1000, 2000]) places.seen(0, at('udp', place));
    expect(places.seen(0, at('udp', 5, NOON + 3_600_000))).toBe(false);
    expect(places.seen(0, at('udp', 6, NOON + 3_600_001))).toBe(false);
    expect(places.seen(0, at('udp', 5, NOON + 3_600_000))).toBe(true);
    expect(places.restarted).toBe(1);
  });

  it('are known at the beginning of a file, though its identity changes while it grows', () => {
    const places = new SeenPlaces();
    const line = (identity: string, text: string, [position, lineEnd]: readonly [number, number]) => {
      const event = at(identity, position);
      const origin: Origin = { ...event.origin, beginning: { name: 'app.log', text } };
      return Object.assign(event, { origin, lineEnd });
    };
    const [first, second] = ['first line\n', 'first line\nsecond line\n'];
    const asked = [
      places.seen(0, line('h1', first, [0, 10])),
      places.seen(0, line('h2', second, [11, 22])),
      places.seen(0, line('h2', second, [0, 10])),
      places.seen(0, line('h2', second, [11, 22])),
    ];
    expect(asked).toEqual([false, false, true, true]);
    const other = new SeenPlaces();
    other.load(JSON.parse(JSON.stringify(places.save())));
    expect(other.seen(0, line('h9', second, [0, 10]))).toBe(true);
  });

  it('are forgotten of the input that was silent for longest, and that is counted', () => {
    const places = new SeenPlaces(3);
    for (const identity of ['a', 'b', 'c', 'a', 'd']) places.seen(0, at(identity, 1));
    expect([places.size, places.forgotten]).toEqual([3, 1]);
    expect(places.save().places.map(([, identity]) => identity)).toEqual(['c', 'a', 'd']);
    // What was forgotten is taken for new.
    expect([places.seen(0, at('a', 1)), places.seen(0, at('b', 1))]).toEqual([true, false]);
  });

  it('may be of inputs of any name', () => {
    const places = new SeenPlaces();
    for (const identity of ['', '__proto__', 'constructor', 'a\0b']) {
      expect([places.seen(-1, at(identity, 0)), places.seen(-1, at(identity, 0))]).toEqual([false, true]);
    }
    const after = new SeenPlaces();
    after.load(places.save());
    expect(after.seen(-1, at('a\0b', 0))).toBe(true);
  });
});

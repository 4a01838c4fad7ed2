import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventPlace } from '../../src/store/event-pages.ts';
import { viewStore } from '../../src/store/store.ts';
import { MADE_START, madeEvent } from '../../src/testing/made-events.ts';
import { newFolder, openStore } from './places.ts';

const HOUR = 3_600_000;

/** A folder with lines 0 … n−1, `apart` ms from one to the next; many of the very same time where that is 0. */
function folderOf(n: number, apart = 1000): string {
  const folder = newFolder();
  const { store } = openStore(folder);
  for (let line = 0; line < n; line++) {
    const app = line % 10 === 0 ? 'tenth' : 'other';
    store.events.add(
      madeEvent({ line: line + 1, time: MADE_START + line * apart, message: `line ${line}`, app }),
    );
  }
  store.close();
  return folder;
}

const never = () => false;
const always = () => true;

describe('a search in parts', () => {
  it('finds what a search finds at once, each line once, wherever it stops', () => {
    const view = viewStore(folderOf(5000, 0.25));
    const [since, until] = [MADE_START + 100, MADE_START + 1100];
    const whole = view.events.search({ app: 'tenth', since, until, limit: 10_000 });
    expect(whole.length).toBe(400);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.boolean(), (limit, tires) => {
        const found: string[] = [];
        let before: EventPlace | null = null;
        for (let i = 0; i < 5000; i++) {
          const query = { app: 'tenth', since, until, limit };
          const part = view.events.part(query, { before, tired: tires ? always : never });
          found.push(...part.events.map(({ id }) => id));
          before = part.next;
          if (before === null) break;
        }
        expect(found).toEqual(whole.map(({ id }) => id));
      }),
      { numRuns: 20 },
    );
    view.close();
  });

  it('goes through lines of the very same time, too', () => {
    const view = viewStore(folderOf(4500, 0));
    const found = new Set<string>();
    let before: EventPlace | null = null;
    do {
      const part = view.events.part({ limit: 700 }, { before, tired: never });
      for (const { id } of part.events) found.add(id);
      before = part.next;
    } while (before !== null);
    expect(found.size).toBe(4500);
    view.close();
  });

  it('that is stopped says how far it came, though nothing was found yet', () => {
    const view = viewStore(folderOf(5000));
    const part = view.events.part({ app: 'nobody', limit: 5 }, { before: null, tired: always });
    expect(part).toMatchObject({ events: [], looked: 2000 });
    expect(part.next?.at).toBe((MADE_START + 3000 * 1000) * 1000);
    const rest = view.events.part({ app: 'nobody', limit: 5 }, { before: part.next, tired: never });
    expect(rest).toMatchObject({ events: [], looked: 3000, next: null });
    view.close();
  });
});

describe('hours of kept lines', () => {
  it('are counted as far back as there is time', () => {
    const view = viewStore(folderOf(9000));
    const whole = view.events.hours({ app: 'tenth' }, { before: null, tired: never });
    const first = Math.floor(MADE_START / HOUR) * HOUR;
    expect([...whole.hours.values()].reduce((a, b) => a + b, 0)).toBe(900);
    expect(Math.min(...whole.hours.keys())).toBe(first);
    const part = view.events.hours({ app: 'tenth' }, { before: null, tired: always });
    expect([...part.hours.values()].reduce((a, b) => a + b, 0)).toBe(200);
    expect(part.next).not.toBeNull();
    view.close();
  });
});

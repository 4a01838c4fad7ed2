import { describe, expect, test } from 'vitest';
import { Grouping } from '../../src/alerts/grouping.ts';
import { Lanes } from '../../src/alerts/lanes.ts';
import type { Explained } from '../../src/alerts/messages.ts';
import type { Finding } from '../../src/core/finding.ts';
import { NO_TOPOLOGY } from '../../src/core/topology.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const options = { groupBy: ['id'], cooldown: 30 * DAY, digestAfter: (now: number) => now + DAY } as const;

function incident(n: number, over: number | null = null, aliases: string[] = []): Finding {
  const made = { ...madeFinding(n), id: `incident-${n}`, from: NOON, to: NOON };
  return { ...made, incident: { over, aliases } };
}
const explained = (n: number, ...sentences: string[]): Explained => ({
  ...{ ids: [`incident-${n}`], headline: `incident ${n}`, sentences },
});
const shown = (messages: ReturnType<Grouping['tick']>) =>
  messages.map(({ message: { kind, body, key, quiet }, version, updating }) => ({
    ...{ kind, body, key, quiet, version, updating },
  }));

describe('what is made of an incident', () => {
  test('changes the message that told of it, interrupts nobody, and is said once for the same words', () => {
    const grouping = new Grouping(options);
    const [page] = shown(grouping.take([incident(0)], NOON));
    const [update, ...none] = shown(grouping.explain(explained(0, 'a', 'b'), NOON + 1));
    expect(none).toEqual([]);
    expect(update).toEqual({
      ...{ kind: 'update', key: page!.key, body: ['a', 'b'], quiet: true, version: 1, updating: true },
    });
    expect(grouping.explain(explained(0, 'a', 'b'), NOON + 2)).toEqual([]);
    expect(shown(grouping.explain(explained(0, 'c'), NOON + 3))).toMatchObject([{ body: ['c'], version: 2 }]);
  });

  test('stays in what is said later, its end among it, also after a restart', () => {
    const grouping = new Grouping(options);
    grouping.take([incident(0)], NOON);
    grouping.explain(explained(0, 'a'), NOON + 1);
    const again = new Grouping(options);
    again.restore(JSON.parse(JSON.stringify(grouping.snapshot())));
    expect(again.explain(explained(0, 'a'), NOON + 2)).toEqual([]);
    const acknowledged = { ids: ['incident-0'], by: 'ada', at: NOON + 3 };
    expect(shown(again.acknowledge(acknowledged, NOON + 3))).toMatchObject([{ kind: 'ack', body: ['a'] }]);
    const graver = { ...incident(0), surprise: 99 };
    const [worse] = shown(again.take([graver], NOON + 10 * MINUTE));
    expect(worse).toMatchObject({ kind: 'update', body: ['a'] });
    const end = shown(again.take([{ ...incident(0, NOON + 4) }], NOON + 20 * MINUTE));
    expect(end).toMatchObject([{ kind: 'resolve', body: ['a'], version: worse!.version + 1 }]);
    expect(again.explain(explained(0, 'too late'), NOON + 21 * MINUTE)).toEqual([]);
  });

  test('is known by those it was merged with, and says nothing where nobody was told', () => {
    const grouping = new Grouping(options);
    grouping.take([incident(0)], NOON);
    expect(grouping.explain(explained(7, 'a'), NOON)).toEqual([]);
    const merged = { ...explained(7, 'a'), ids: ['incident-7', 'incident-0'] };
    expect(shown(grouping.explain(merged, NOON))).toMatchObject([{ body: ['a'] }]);
  });

  test('is said of which, where a message tells of several, and of three at most', () => {
    const grouping = new Grouping(options);
    grouping.take([incident(0)], NOON);
    grouping.take(
      [1, 2, 3, 4].map((n) => incident(n)),
      NOON + 1,
    );
    const [gathered] = shown(grouping.tick(NOON + 10 * MINUTE));
    const updates = [1, 2, 3, 4].flatMap((n) =>
      shown(grouping.explain(explained(n, `${n}!`), NOON + 11 * MINUTE)),
    );
    expect(updates.map(({ key }) => key)).toEqual(Array.from({ length: 3 }, () => gathered!.key));
    expect(updates.at(-1)!.body).toEqual(['incident 1: 1!', 'incident 2: 2!', 'incident 3: 3!']);
  });

  test('goes to channels only where what was sent can be changed', () => {
    const grouping = { ...options };
    const lanes = new Lanes({
      ...{ grouping, channels: ['desk', 'screen'], updating: ['desk'], topology: NO_TOPOLOGY },
    });
    expect(lanes.take([incident(0)], new Map(), NOON)[0]!.to).toEqual(['desk', 'screen']);
    expect(lanes.explain(explained(0, 'a'), NOON).map(({ to }) => to)).toEqual([['desk']]);
    const none = new Lanes({ grouping, channels: ['screen'], updating: [], topology: NO_TOPOLOGY });
    none.take([incident(0)], new Map(), NOON);
    expect(none.explain(explained(0, 'a'), NOON)).toEqual([]);
    const [end] = none.take([incident(0, NOON + 1)], new Map(), NOON + MINUTE);
    expect(end).toMatchObject({ to: ['screen'], out: { message: { kind: 'resolve', body: ['a'] } } });
  });
});

import { expect, test } from 'vitest';
import { changesSince, toldAs } from '../../src/alerts/changed.ts';
import { Grouping } from '../../src/alerts/grouping.ts';
import { Lanes } from '../../src/alerts/lanes.ts';
import { routesSchema } from '../../src/alerts/route.ts';
import type { Finding } from '../../src/core/finding.ts';
import { NO_TOPOLOGY } from '../../src/core/topology.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;

interface As {
  readonly hosts?: readonly string[];
  readonly host?: string;
  readonly count?: number;
  readonly surprise?: number;
  readonly over?: number;
}

function incident({ hosts = ['a'], host = 'a', over, ...rest }: As = {}): Finding {
  const made = madeFinding(0);
  return {
    ...{ ...made, ...rest, id: 'incident-0', about: { ...made.about, host } },
    incident: { over: over ?? null, aliases: [], hosts },
  };
}

test('news is that it is graver, on other hosts or began elsewhere; more lines are none', () => {
  const before = toldAs(incident({ surprise: 0 }), null);
  expect(changesSince(before, incident({ surprise: 0, count: 9000 }))).toEqual([]);
  expect(changesSince(before, incident({ surprise: 5.2 }))).toEqual(['It is urgent now, and was odd']);
  expect(changesSince(before, incident({ surprise: 0, hosts: ['a', 'b', 'c'] }))).toEqual([
    'It is on other hosts, too: b, c',
  ]);
  expect(changesSince(before, incident({ surprise: 0, host: 'b' }))).toEqual([
    'It probably began elsewhere: b sshd',
  ]);
  expect(changesSince(toldAs(incident({ surprise: 5.2 }), null), incident({ surprise: 0 }))).toEqual([]);
});

test('a host that was told of is no news when it comes back, and of many ten are named', () => {
  const before = toldAs(incident({ hosts: ['b'] }), toldAs(incident(), null));
  expect(changesSince(before, incident())).toEqual([]);
  const [many] = changesSince(before, incident({ hosts: Array.from({ length: 30 }, (_, i) => `h${i}`) }));
  expect(many).toMatch(/h9 and 20 more$/);
});

const grouping = (changes: boolean) =>
  new Grouping({
    ...{ groupBy: ['id'], cooldown: 30 * 86_400_000, digestAfter: () => Number.NaN },
    followUps: { repeat: null, escalate: [], changes },
  });
const spoken = (of: Grouping, at: number) =>
  of.tick(at).map(({ message, version }) => ({ message, version }));

test('what changed is told quietly under the key of the page, five minutes after it at the soonest', () => {
  const of = grouping(true);
  const [page] = of.take([incident()], NOON);
  expect(of.take([incident({ hosts: ['a', 'b'], count: 900 })], NOON + MINUTE)).toEqual([]);
  expect(spoken(of, NOON + 4 * MINUTE)).toEqual([]);
  const [change, ...none] = spoken(of, NOON + 5 * MINUTE);
  expect(none).toEqual([]);
  expect(change).toMatchObject({
    version: 1,
    message: { kind: 'update', key: page!.message.key, quiet: true },
  });
  expect(change!.message.body).toEqual(['It is on other hosts, too: b']);
  expect(spoken(of, NOON + 6 * MINUTE)).toEqual([]);
});

test('what comes and goes all day is told twenty times, and nothing is once it is over', () => {
  const of = grouping(true);
  of.take([incident()], NOON);
  let told = 0;
  for (let n = 1; n <= 100; n++) {
    told += of.take([incident({ host: n % 2 === 0 ? 'a' : 'b' })], NOON + n * 10 * MINUTE).length;
    told += spoken(of, NOON + n * 10 * MINUTE + MINUTE).length;
  }
  expect(told).toBe(20);
  const fresh = grouping(true);
  fresh.take([incident()], NOON);
  fresh.take([incident({ hosts: ['a', 'b'], over: NOON + MINUTE })], NOON + MINUTE);
  expect(spoken(fresh, NOON + 60 * MINUTE)).toEqual([]);
});

test('a restart tells a change once, and a state of before there were changes tells none', () => {
  const of = grouping(true);
  of.take([incident()], NOON);
  of.take([incident({ hosts: ['a', 'b'] })], NOON + MINUTE);
  const state = JSON.parse(JSON.stringify(of.snapshot()));
  const again = grouping(true);
  again.restore(state);
  expect(spoken(again, NOON + 6 * MINUTE)).toHaveLength(1);
  for (const ending of state.endings) delete ending.as;
  const old = grouping(true);
  old.restore(state);
  expect(spoken(old, NOON + 6 * MINUTE)).toEqual([]);
  const [change] = old.take([incident({ hosts: ['a', 'b', 'c'] })], NOON + 7 * MINUTE);
  expect(change!.message.body).toEqual(['It is on other hosts, too: c']);
});

test('channels that keep no record are not told, and nothing is said where there is none', () => {
  const told = (follows: readonly string[], receivers = ['ops', 'desk']) => {
    const lanes = new Lanes({
      grouping: { groupBy: ['id'], cooldown: 30 * 86_400_000, digestAfter: () => Number.NaN },
      ...{ channels: ['ops', 'desk'], follows, topology: NO_TOPOLOGY },
      routes: routesSchema.parse({ receivers }),
    });
    const nobody = new Map();
    const [page] = lanes.take([incident()], nobody, NOON);
    expect(page!.to).toEqual(receivers);
    lanes.take([incident({ hosts: ['a', 'b'] })], nobody, NOON + MINUTE);
    return lanes.tick(NOON + 6 * MINUTE).map(({ to }) => to);
  };
  expect(told(['desk'])).toEqual([['desk']]);
  expect(told([])).toEqual([]);
  expect(told(['desk'], ['ops'])).toEqual([]);
});

import { expect, onTestFinished, test } from 'vitest';
import { silenceOf, silenceSchema } from '../../src/alerts/silences.ts';
import { budgetOf, USUAL_BUDGET } from '../../src/app/budget-of.ts';
import { Pipeline } from '../../src/app/pipeline.ts';
import { SilencesNow, silencesIn } from '../../src/app/silences-now.ts';
import { NO_TOPOLOGY, type TopologyView } from '../../src/core/topology.ts';
import { detectors } from '../../src/detectors/index.ts';
import { parseRules } from '../../src/filter/parse-rules.ts';
import { Store } from '../../src/store/store.ts';
import { newFolder } from '../store/places.ts';
import { lineBatch } from './line-batch.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const SECOND = 1000;
const RULES = `
owner: ops@example.org
rules:
  - id: reactor
    action: escalate
    category: other
    page: true
    match: { regex: 'coolant lost' }
    reason: the plant is in danger
    until: 2030-01-01
    test: { match: ['Mar  1 02:00:00 plc1 ctl[7]: coolant lost'] }
`;
const iso = (at: number) => new Date(at).toISOString();
const written = (from: number, until: number, match: object = { host: 'plc1' }) => ({
  ...{ match, owner: 'ada', reason: 'firmware', from: iso(from), until: iso(until) },
});

/** A pipeline with the silences of a store, and a line of a host at a second. */
function plant(configured: object[] = [], topology: TopologyView = NO_TOPOLOGY, folder = newFolder()) {
  const store = Store.open({ folder, now: () => NOON, notice: () => {} });
  onTestFinished(() => store.close());
  const silences = new SilencesNow({
    ...{ source: silencesIn(store), configured: configured.map((one) => silenceSchema.parse(one)), topology },
    onHidden: (hidden) => void store.write('silences', () => store.silences.hide(hidden)),
  });
  const budget = budgetOf(USUAL_BUDGET);
  const rules = parseRules({ text: RULES, file: 'mine.yaml', ids: new Map() });
  const pipeline = new Pipeline({ rules, detectors, budget, silences, onEvent: () => {} });
  const say = (host: string, at: number) => {
    const time = iso(at);
    pipeline.take(lineBatch(`<130>1 ${time} ${host} ctl 7 - - coolant lost\n`, at), at);
    return pipeline.second(at + 3 * SECOND).decided.map(({ decision }) => decision);
  };
  const make = (one: ReturnType<typeof written>) => {
    const { id, until } = silenceOf(silenceSchema.parse(one));
    store.write('silences', () =>
      store.silences.add({ id, made: NOON, until, written: JSON.stringify(one) }),
    );
    return id;
  };
  return { store, silences, budget, pipeline, say, make };
}

test('what is silenced is not told, takes no room, and is counted and listed', () => {
  const { say, make, silences, budget, store } = plant();
  const id = make(written(NOON - SECOND, NOON + 3_600_000));
  expect(say('plc1', NOON)).toEqual(['below']);
  expect(say('plc2', NOON + 900 * SECOND)).toContain('page');
  expect([silences.count, budget.counters.pages]).toEqual([1, 1]);
  expect(store.silences.hidden(0, Number.MAX_SAFE_INTEGER)).toMatchObject([
    { silence: id, headline: expect.stringContaining('plant is in danger') },
  ]);
});

test('a silence holds from its beginning to its end, and what still goes on then is told', () => {
  const { say, pipeline } = plant([written(NOON + 60 * SECOND, NOON + 120 * SECOND)]);
  expect(say('plc1', NOON + 61 * SECOND)).toEqual(['below']);
  expect(pipeline.second(NOON + 119 * SECOND).decided).toEqual([]);
  expect(pipeline.second(NOON + 123 * SECOND).decided).toMatchObject([{ decision: 'page' }]);
  expect(pipeline.second(NOON + 127 * SECOND).decided).toEqual([]);
});

test('a silence that is made or ended beside is heeded with the next second', () => {
  const { say, make, store, pipeline } = plant();
  const id = make(written(NOON + 5 * SECOND, NOON + 3_600_000));
  expect(say('plc1', NOON + 10 * SECOND)).toEqual(['below']);
  store.write('silences', () => store.silences.expire(id, { at: NOON + 20 * SECOND, by: 'ada' }));
  expect(pipeline.second(NOON + 22 * SECOND).decided).toMatchObject([{ decision: 'page' }]);
});

test('after a restart what lasts is told when its silence is over', () => {
  const folder = newFolder();
  const before = plant([], NO_TOPOLOGY, folder);
  before.make(written(NOON - SECOND, NOON + 60 * SECOND));
  expect(before.say('plc1', NOON)).toEqual(['below']);
  const state = before.pipeline.state(NOON + 4 * SECOND);
  before.store.close();
  const later = plant([], NO_TOPOLOGY, folder);
  later.pipeline.restore(state);
  expect(later.pipeline.second(NOON + 30 * SECOND).decided).toEqual([]);
  expect(later.pipeline.second(NOON + 63 * SECOND).decided).toMatchObject([{ decision: 'page' }]);
});

test('a parent in maintenance covers what hangs on it', () => {
  const topology: TopologyView = { ...NO_TOPOLOGY, ancestors: (host) => (host === 'plc1' ? ['gate'] : []) };
  const { say } = plant([written(NOON - SECOND, NOON + 60 * SECOND, { host: 'gate' })], topology);
  expect(say('plc1', NOON)).toEqual(['below']);
  expect(say('plc2', NOON + 900 * SECOND)).toContain('page');
});

test('what was told before a silence is told to be over', () => {
  const { say, make, pipeline } = plant();
  expect(say('plc1', NOON)).toEqual(['page']);
  make(written(NOON + 5 * SECOND, NOON + 3_600_000));
  expect(say('plc1', NOON + 60 * SECOND)).toEqual(['below']);
  const said = [20, 30, 40, 50].flatMap((minutes) => pipeline.second(NOON + minutes * 60 * SECOND).decided);
  const end = said.find(({ incident }) => incident.state === 'resolved');
  expect(end).toMatchObject({ decision: 'update' });
});

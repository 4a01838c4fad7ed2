import { expect, test } from 'vitest';
import { routesSchema } from '../../src/alerts/route.ts';
import { pageOf } from '../../src/app/incidents-now.ts';
import { subjectsOf } from '../../src/app/routing.ts';
import type { Incident } from '../../src/core/incident.ts';
import { sampleIncident } from '../report/sample-incident.ts';
import { DAY, MessagesBench } from './messages-bench.ts';

const grouping = { groupBy: ['id'], cooldown: 30 * DAY, digestAfter: (now: number) => now + DAY } as const;
const routes = routesSchema.parse({
  receivers: ['ops'],
  routes: [
    { match: { category: ['power', 'temperature', 'fan'] }, receivers: ['facilities', 'guard'] },
    { match: { category: ['authentication', 'intrusion'] }, receivers: ['soc'] },
  ],
});
const start = () => MessagesBench.start(['ops', 'facilities', 'guard', 'soc'], { grouping, routes });

function tell(bench: MessagesBench, changes: Partial<Incident>) {
  const incident = sampleIncident({ aliases: [], ...changes });
  const subjects = subjectsOf([{ incident, decision: 'page', page: incident.id }]);
  bench.out.findings([pageOf(incident)], subjects);
}
const kinds = (bench: MessagesBench) =>
  Object.fromEntries(
    ['ops', 'facilities', 'guard', 'soc'].map((name) => [
      name,
      bench
        .told(name)
        .map(({ kind }) => kind)
        .join(),
    ]),
  );

test('an incident reaches the channels of its route and no other', async () => {
  const bench = await start();
  tell(bench, { id: 'aaaa', category: 'power' });
  tell(bench, { id: 'bbbb', category: 'intrusion' });
  tell(bench, { id: 'cccc', category: 'mail' });
  await bench.settle();
  expect(kinds(bench)).toEqual({ ops: 'page', facilities: 'page', guard: 'page', soc: 'page' });
  bench.now += 60_000;
  tell(bench, { id: 'bbbb', category: 'intrusion', state: 'resolved', resolved: bench.now });
  await bench.settle();
  expect(kinds(bench)).toEqual({ ops: 'page', facilities: 'page', guard: 'page', soc: 'page,resolve' });
});

test('what logsift says of itself goes to the root', async () => {
  const bench = await start();
  bench.out.notice({ kind: 'gap', about: 'file:/x', text: 'lines were lost', time: bench.now, lost: 3 });
  await bench.settle();
  expect(kinds(bench)).toEqual({ ops: 'self', facilities: '', guard: '', soc: '' });
});

test('what one receiver of a route refuses stays with the others of it', async () => {
  const bench = await start();
  bench.receivers.get('facilities')!.behaviour = { status: 404 };
  tell(bench, { id: 'aaaa', category: 'power' });
  await bench.settle();
  await bench.turn(31_000, 2);
  expect(bench.told('guard').map(({ kind }) => kind)).toEqual(['page']);
  expect(bench.told('ops').map(({ kind }) => kind)).toEqual(['self']);
  expect(bench.told('soc')).toEqual([]);
});

test('what all receivers of a route refuse goes to the root, and to anybody where the root refuses it as well', async () => {
  const bench = await start();
  bench.receivers.get('soc')!.behaviour = { status: 404 };
  tell(bench, { id: 'bbbb', category: 'intrusion' });
  await bench.settle();
  expect(bench.told('ops').map(({ kind }) => kind)).toEqual(['page']);
  expect(bench.told('ops')[0]!.key).toBe(bench.told('soc')[0]!.key);
  bench.receivers.get('ops')!.behaviour = { status: 410 };
  bench.now += DAY;
  tell(bench, { id: 'dddd', category: 'intrusion' });
  const pages = (name: string) => bench.told(name).filter(({ kind }) => kind === 'page');
  await bench.turn(61_000, 10, () => pages('guard').length > 0);
  expect([pages('guard'), pages('facilities')].map(({ length }) => length)).toEqual([1, 1]);
});

test('what somebody took up before it was told goes to nobody else', async () => {
  const acks = [{ id: 1, incident: 'aaaa', at: Date.UTC(2026, 10, 21, 12), by: 'ada', note: null }];
  const waiting = routesSchema.parse({
    ...{ receivers: ['ops'], group_wait: '30s', escalate: { after: '1m', to: ['soc'] } },
  });
  const bench = await MessagesBench.start(['ops', 'soc'], {
    ...{ grouping, routes: waiting },
    acknowledged: (after) => acks.filter(({ id }) => id > after),
  });
  tell(bench, { id: 'aaaa', category: 'power' });
  tell(bench, { id: 'bbbb', category: 'power' });
  await bench.turn(31_000, 1);
  await bench.turn(1000, 1);
  expect(bench.told('ops').map(({ kind }) => kind)).toEqual(['page', 'ack']);
  await bench.turn(61_000, 3);
  expect(bench.told('soc')).toEqual([]);
});

test('after a restart the end of an incident reaches those who were told', async () => {
  const bench = await start();
  tell(bench, { id: 'aaaa', category: 'power' });
  await bench.settle();
  await bench.reopen();
  tell(bench, { id: 'aaaa', category: 'power', state: 'resolved', resolved: bench.now });
  await bench.settle();
  expect(kinds(bench)).toEqual({ ops: '', facilities: 'page,resolve', guard: 'page,resolve', soc: '' });
});

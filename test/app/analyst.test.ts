import { describe, expect, test, vi } from 'vitest';
import { pageOf } from '../../src/app/incidents-now.ts';
import terminal from '../../src/notifiers/terminal.ts';
import { ToldView } from '../../src/store/told.ts';
import { AnalystBench, answered, incidentNo, PATIENCE } from './analyst-bench.ts';

const MINUTE = 60_000;
const open = (bench: AnalystBench, ...incidents: ReturnType<typeof incidentNo>[]) => {
  const { store, now } = bench.messages;
  store.write('incidents', () => store.incidents.put(incidents, now));
};
/** Turns the clock to the next look at what is open, and waits until it is over. */
const round = async (bench: AnalystBench) => {
  bench.analyst.second(bench.messages.now);
  bench.messages.now += 6 * MINUTE;
  bench.analyst.second(bench.messages.now);
  await bench.settle();
};

describe('an incident that pages', () => {
  test('is told first; what the model says of it changes the same message', async () => {
    const bench = await AnalystBench.start();
    const incident = incidentNo(1);
    const told = () => bench.messages.told('team');
    let toldBefore = -1;
    bench.server.asked = () => {
      toldBefore = told().length;
      return { answer: answered(incident) };
    };
    bench.page(incident);
    await vi.waitFor(() => expect(told()).toHaveLength(2), PATIENCE);
    const [page, update] = told();
    expect(page).toMatchObject({ kind: 'page' });
    expect(JSON.stringify(page)).not.toContain('The power they share');
    expect(update).toMatchObject({ kind: 'update', key: page!.key });
    expect(update!.headline).toMatch(/^Explained: /);
    expect(update!.body).toEqual([
      'Three access switches lost their uplink within 82 seconds. Nothing else on them failed.',
      'Probable cause (medium confidence): The power they share failed.',
      'First: Look at the power of the room – All three hang on it',
      'Explained by made-model, which may be wrong',
    ]);
    expect(toldBefore).toBe(1);
    expect(bench.messages.store.analyses.of([incident.id])).toMatchObject({ times: 1 });
    // Nobody was interrupted a second time.
    const listed = new ToldView(bench.messages.store.state).between(0, Number.MAX_SAFE_INTEGER);
    expect(listed.map(({ kind }) => kind)).toEqual(['page']);
    expect(bench.analyst.status()).toMatchObject({ asked: 1, answered: 1, calls: 1, inFlight: 0 });
    expect(bench.balance).toBe(0);
  });

  test('is told with what the model said where nothing that was sent can be changed, when it is over', async () => {
    const bench = await AnalystBench.start();
    const shown: string[] = [];
    const context = { now: () => 0, write: (text: string) => void shown.push(text) };
    await bench.messages.add({
      ...{ name: 'screen', updates: terminal.updates },
      notifier: terminal.create(terminal.schema.parse({}), context),
    });
    bench.open();
    const incident = incidentNo(1);
    bench.server.behaviour = { answer: answered(incident) };
    bench.page(incident);
    await bench.settle();
    expect(bench.messages.told('team')).toHaveLength(2);
    expect(shown).toHaveLength(1);
    bench.messages.now += MINUTE;
    bench.messages.out.findings([pageOf({ ...incident, state: 'resolved', resolved: bench.messages.now })]);
    await bench.settle();
    expect(shown).toHaveLength(2);
    expect(shown[1]).toContain('Over after');
    expect(shown[1]!.replace(/\s+/g, ' ')).toContain('The power they share failed.');
    expect(bench.messages.told('team').at(-1)).toMatchObject({ kind: 'resolve' });
  });

  test('that waits for others to be told is told with what the model said meanwhile', async () => {
    const bench = await AnalystBench.start();
    const incidents = [1, 2, 3].map((n) => incidentNo(n));
    bench.server.asked = ({ body }) => ({
      answer: answered(incidents.find(({ root }) => body.includes(root.id))!),
    });
    for (const one of incidents) bench.page(one);
    await bench.settle();
    await bench.messages.turn(10 * MINUTE, 20, () => bench.messages.told('team').length > 4);
    const [, , gathered, ...updates] = bench.messages.told('team');
    expect(gathered).toMatchObject({ kind: 'page' });
    expect(updates.at(-1)).toMatchObject({ kind: 'update', key: gathered!.key });
    const said = updates.at(-1)!.body.filter((one) => one.endsWith('Nothing else on them failed.'));
    expect(said).toHaveLength(2);
    expect(said[1]).toMatch(/shared power or uplink: Three access/);
    expect(bench.analyst.status()).toMatchObject({ asked: 3, answered: 3 });
  });

  test('is not asked about twice, and not again by those who begin anew, unless it changed', async () => {
    const bench = await AnalystBench.start();
    const incident = incidentNo(1);
    bench.server.asked = () => ({ answer: answered(incident) });
    bench.page(incident);
    bench.page(incident);
    await bench.settle();
    bench.page({ ...incident, to: incident.to + MINUTE });
    await bench.settle();
    await round(bench);
    expect(bench.server.requests).toHaveLength(1);
    await bench.analyst.stop();
    await bench.messages.reopen();
    bench.open();
    bench.analyst.recall();
    bench.page(incident);
    await round(bench);
    expect(bench.server.requests).toHaveLength(1);
    expect(bench.messages.told('team')).toHaveLength(2);
    const root = { ...incident.root, about: { ...incident.root.about, template: 'another kind' } };
    open(bench, { ...incident, root, findings: [root, ...incident.findings.slice(1)] });
    await round(bench);
    expect(bench.server.requests).toHaveLength(2);
    expect(bench.balance).toBe(0);
  });

  test('that was explained and not told, as the process ended between, is told after the next start, once', async () => {
    const bench = await AnalystBench.start({ explained: () => {} });
    const incident = incidentNo(1);
    bench.server.behaviour = { answer: answered(incident) };
    bench.page(incident);
    await bench.settle();
    expect(bench.messages.told('team')).toHaveLength(1);
    for (let i = 0; i < 2; i++) {
      await bench.analyst.stop();
      await bench.messages.reopen();
      bench.options = {};
      bench.open();
      bench.analyst.recall();
      await bench.settle();
    }
    expect(bench.messages.told('team').map(({ kind }) => kind)).toEqual(['page', 'update']);
  });

  test('whose answer did not come before the process ended is asked about again', async () => {
    const bench = await AnalystBench.start();
    const incident = incidentNo(1);
    bench.server.behaviour = 'hang';
    bench.page(incident);
    await vi.waitFor(() => expect(bench.server.requests).toHaveLength(1), PATIENCE);
    await bench.analyst.stop();
    expect(bench.analyst.status().failed).toEqual({ stopped: 1 });
    expect(bench.balance).toBe(0);
    // What it may have cost is counted.
    expect(bench.analyst.status().today).toMatchObject({ calls: 1, outputTokens: 900 });
    await bench.messages.reopen();
    bench.open();
    bench.server.behaviour = { answer: answered(incident) };
    await round(bench);
    expect(bench.analyst.status()).toMatchObject({ asked: 1, answered: 1 });
    expect(bench.messages.told('team').map(({ kind }) => kind)).toEqual(['page', 'update']);
  });
});

describe('what is open and was not explained', () => {
  test('is asked about every five minutes, what people were told of first, and what nobody would look at not at all', async () => {
    const bench = await AnalystBench.start({ isPaged: (id) => id === incidentNo(2).id });
    const [first, paged, minor, over] = [
      incidentNo(1, { surprise: 9 }),
      incidentNo(2),
      incidentNo(3, { surprise: 0, gravity: 0.5 }),
      incidentNo(4, { state: 'resolved', resolved: 1 }),
    ];
    open(bench, first, paged, minor, over);
    bench.server.asked = ({ body }) => ({ answer: answered(body.includes(first.root.id) ? first : paged) });
    await round(bench);
    const asked = bench.server.requests.map(({ body }) => (body.includes(paged.root.id) ? 2 : 1));
    expect(asked).toEqual([2, 1]);
    bench.messages.now += MINUTE;
    bench.analyst.second(bench.messages.now);
    await bench.settle();
    expect(bench.server.requests).toHaveLength(2);
    expect(bench.messages.told('team')).toEqual([]);
    expect(bench.messages.store.analyses.of([first.id])).not.toBeNull();
  });

  test('and is told later is told with what was said of it, and not asked about again', async () => {
    const bench = await AnalystBench.start();
    const incident = incidentNo(1);
    bench.server.behaviour = { answer: answered(incident) };
    open(bench, incident);
    await round(bench);
    expect(bench.messages.told('team')).toEqual([]);
    for (let i = 0; i < 2; i++) {
      bench.page(incident);
      await bench.settle();
    }
    expect(bench.messages.told('team').map(({ kind }) => kind)).toEqual(['page', 'update']);
    expect(bench.server.requests).toHaveLength(1);
  });

  test('is asked about by fifty lines at once at most', async () => {
    const bench = await AnalystBench.start();
    open(bench, ...Array.from({ length: 60 }, (_, n) => incidentNo(n + 1)));
    bench.server.asked = ({ body }) => ({
      answer: answered(incidentNo(Number.parseInt(/FINDING ([0-9a-f]{8})0/.exec(body)![1]!, 16))),
    });
    await round(bench);
    const once = bench.server.requests.length;
    expect(once).toBeGreaterThan(5);
    expect(once).toBeLessThanOrEqual(50 / 3);
    await round(bench);
    expect(bench.server.requests.length).toBe(2 * once);
    expect(new Set(bench.said.map(({ analysis }) => analysis.incident)).size).toBe(2 * once);
  });
});

test('an incident like an earlier one is answered as that was, for nothing, and says so', async () => {
  const bench = await AnalystBench.start();
  const incident = incidentNo(1);
  bench.server.behaviour = { answer: answered(incident) };
  bench.page(incident);
  await bench.settle();
  const again = {
    ...incident,
    id: 'ffffa9c2d15d4140',
    findings: incident.findings.map((one) => ({ ...one, id: `a${one.id}` })),
  };
  bench.messages.now += 26 * 60 * MINUTE;
  bench.page({ ...again, root: again.findings[0]! });
  await bench.settle();
  expect(bench.server.requests).toHaveLength(1);
  expect(bench.analyst.status()).toMatchObject({ asked: 2, answered: 1, cached: 1, calls: 1 });
  const kept = bench.messages.store.analyses.of([again.id])!.analysis;
  expect(kept).toMatchObject({ findings: again.findings.map(({ id }) => id) });
  expect(kept.spent).toBeUndefined();
  expect(kept.unsure.join()).toContain('0001a9c2');
  bench.messages.now += 8 * 24 * 60 * MINUTE;
  bench.server.behaviour = { answer: answered({ ...again, root: again.findings[0]! }) };
  bench.page({ ...again, id: 'eeeea9c2d15d4140', root: again.findings[0]! });
  await bench.settle();
  expect(bench.server.requests).toHaveLength(2);
});

test('a flood of pages waits in a queue that ends, and what is over is counted', async () => {
  const bench = await AnalystBench.start();
  bench.server.behaviour = 'hang';
  for (let n = 1; n <= 80; n++) bench.page(incidentNo(n));
  await vi.waitFor(() => expect(bench.server.requests).toHaveLength(4), PATIENCE);
  expect(bench.analyst.status()).toMatchObject({
    asked: 80,
    inFlight: 4,
    refused: { queue: 30 },
    waiting: 46,
  });
  expect(bench.balance).toBe(0);
  await bench.analyst.stop();
  expect(bench.analyst.status()).toMatchObject({ inFlight: 0, waiting: 0, failed: { stopped: 50 } });
  expect(bench.balance).toBe(0);
});

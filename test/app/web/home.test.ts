import { beforeAll, describe, expect, it } from 'vitest';
import { checkedSilence, saveSilence } from '../../../src/app/silence-say.ts';
import { homeWorld } from '../../../src/app/web/home.ts';
import type { WebParts } from '../../../src/app/web/parts.ts';
import type { Incident } from '../../../src/core/incident.ts';
import type { Status } from '../../../src/core/status.ts';
import { homeRoutes } from '../../../src/dashboard/routes-home.ts';
import { Outbox } from '../../../src/store/outbox.ts';
import { Store } from '../../../src/store/store.ts';
import { type Made, madeDashboard } from '../../dashboard/made-dashboard.ts';
import { foundAt, HOSTILE, incidentOf, kept } from '../made-incidents.ts';
import { type MadeState, madeState, stamped } from '../made-state.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 18, 12);

/** A line a minute for two days, one in ten of them a warning. */
const LINES = Array.from({ length: 2 * 24 * 60 }, (_, i) => {
  const at = NOW - 2 * DAY + i * MINUTE;
  return `<${i % 10 === 0 ? 36 : 38}>1 ${new Date(at).toISOString()} gate sshd 77 - - Accepted password for alice from 10.0.0.${i % 9} port ${4000 + (i % 900)} ssh2`;
});

const input = (key: string, more: Partial<Status['inputs'][number]> = {}) => ({
  ...{ key, name: key, lines: 10, bytes: 1000, lastSeen: new Date(NOW - MINUTE).toISOString() },
  ...{ linesPerSecond: 1, understood: 0.98, dropped: {}, behind: 0, trouble: null, ...more },
});

/** A daemon that is well. */
function status(more: Partial<Status> = {}): Status {
  return {
    ...{ schemaVersion: 1, version: '1.2.3', pid: 1, node: 'web01', state: 'running', ready: true },
    ...{ startedAt: new Date(NOW - HOUR).toISOString(), time: new Date(NOW).toISOString() },
    pipeline: {
      ...{ linesIn: 10, lines: 10, events: 10, folded: 0, own: 0, empty: 0, underWay: 0, underWayBytes: 0 },
      ...{ dropped: 0, linesPerSecond: 12.5, understood: 0.98, capped: [] },
      snapshots: { taken: 1, last: null, lastMs: 1 },
    },
    ...{ inputs: [], channels: [], troubles: [], analyst: null, dashboard: null },
    incidents: { pages: 0, joined: 0, overflow: 0, hushed: 0, silenced: 0 },
    ...{ silences: { active: 0 }, changes: { told: 0, noted: 0, routine: 0, overCap: 0 } },
    findings: { findings: 0, belowLine: 0, grouped: 0, told: 0, withheld: 0, waiting: 0 },
    storage: { folder: '/x', freeBytes: 5e9, sizeBytes: 1e10, shed: {}, ring: null },
    process: { rssBytes: 1, cpuSeconds: 1, longestTurnMs: 1, stalls: 0 },
    ...more,
  };
}

async function served(state: MadeState, of: Status | null): Promise<Made> {
  const parts: WebParts = { ...state.parts, status: () => Promise.resolve(of) };
  return await madeDashboard(homeRoutes(homeWorld(parts)));
}

async function home(state: MadeState, of: Status | null = status()) {
  const made = await served(state, of);
  const { json, status: code } = await made.get('/home');
  expect([code, made.errors]).toEqual([200, []]);
  return json;
}

/** An incident that people were paged for an hour ago. */
function paged(folder: string, { id, root }: Incident): void {
  const store = Store.open({ folder, now: () => NOW, notice: () => {} });
  const message = {
    ...{ key: id, kind: 'page' as const, headline: 'x', body: [], time: NOW },
    findings: [{ ...root, id }],
  };
  new Outbox(store).put([{ message, version: 0, critical: false }], { channels: ['ops'], now: NOW - HOUR });
  store.close();
}

describe('the first page', () => {
  let quiet: MadeState;
  beforeAll(async () => {
    quiet = await madeState(LINES, { now: NOW });
  }, 60_000);

  it('says that all is well, and what was read to know it', async () => {
    const { state, read, open, budget } = await home(quiet);
    expect({ state, open, budget }).toEqual({
      state: { word: 'calm', sentence: 'All is well: nothing odd is going on.' },
      open: [],
      budget: { used: 0, of: 3, perMs: DAY, words: '0 of 3 today' },
    });
    expect(read).toMatchObject({ linesOfDay: 1440, lines: 2880, kinds: 1, hosts: 1, findingsOfDay: 0 });
    expect(read.words).toBe(
      '1,440 lines in the last 24 hours, 1 kind of line from 1 host, judged by 2 days of history: nothing was odd.',
    );
  });

  it('says that nobody looks where none runs, and that logsift itself has a problem', async () => {
    const absent = await home(quiet, null);
    expect(absent.state).toEqual({
      word: 'absent',
      sentence: 'logsift is not running: nobody looks at the logs.',
    });
    expect(absent.health).toMatchObject({ running: false, state: 'absent', savedAt: NOW, version: null });
    const troubles = [
      { about: 'disk', text: 'the disk is nearly full.', since: new Date(NOW - HOUR).toISOString() },
    ];
    const ill = await home(quiet, status({ troubles }));
    expect(ill.state).toEqual({
      word: 'trouble',
      sentence: 'logsift itself has a problem: the disk is nearly full.',
    });
    expect(ill.health.troubles).toEqual([
      { about: 'disk', text: 'the disk is nearly full.', since: NOW - HOUR },
    ]);
    expect((await home(quiet, status({ state: 'stalled' }))).state.word).toBe('trouble');
  });

  it('says that it does not answer where it runs all the same, and does not wait for long', async () => {
    const store = Store.open({ folder: quiet.folder, now: () => NOW, notice: () => {} });
    try {
      const parts: WebParts = { ...quiet.parts, status: () => new Promise(() => {}) };
      const { json } = await (await madeDashboard(homeRoutes(homeWorld(parts)))).get('/home');
      expect(json.health).toMatchObject({ running: true, state: 'stalled', version: null });
      expect(json.state).toEqual({
        ...{ word: 'trouble', sentence: 'logsift itself has a problem: it runs, but does not answer.' },
      });
    } finally {
      store.close();
    }
  });

  it('shows sources in trouble first, then those of which nothing comes, with what was dropped', async () => {
    const inputs = [
      input('syslog', { dropped: { full: 3, long: 2 } }),
      input('old', { lastSeen: new Date(NOW - 2 * HOUR).toISOString() }),
      input('broken', { trouble: 'permission denied' }),
      input('never', { lastSeen: null }),
    ];
    const { sources } = await home(quiet, status({ inputs }));
    const told = sources.map(({ name, state, dropped }: { name: string; state: string; dropped: number }) => [
      ...[name, state, dropped],
    ]);
    expect(told).toEqual([
      ['broken', 'trouble', 0],
      ['never', 'quiet', 0],
      ['old', 'quiet', 0],
      ['syslog', 'ok', 5],
    ]);
  });

  it('learns before it judges', async () => {
    const young = await madeState([stamped(NOW - HOUR, 'gate', 'sshd[1]: Server listening')], { now: NOW });
    expect((await home(young)).state.word).toBe('learning');
  });

  it('has a card for each open incident, what asks for attention first, whoever has it', async () => {
    const state = await madeState(LINES, { now: NOW });
    const odd = incidentOf([foundAt(NOW - HOUR, { surprise: 1.2, gravity: 0.5 })]);
    const urgent = incidentOf([foundAt(NOW - 2 * HOUR, { because: 'Disk sda fails.', gravity: 0.9 })]);
    const over = incidentOf([foundAt(NOW - 5 * HOUR, { because: 'It was hot.' })], {
      ...{ state: 'resolved', resolved: NOW - 4 * HOUR },
    });
    kept(state, [odd, urgent, over]);
    const said = await home(state);
    expect(said.open.map(({ id, urgency }: { id: string; urgency: string }) => [id, urgency])).toEqual([
      [urgent.id, 'urgent'],
      [odd.id, 'odd'],
    ]);
    expect(said.lately.map(({ id }: { id: string }) => id)).toEqual([over.id]);
    expect(said.state).toEqual({ word: 'urgent', sentence: '1 incident needs somebody now.' });
    expect(said.open[0]).toMatchObject({
      ...{ headline: 'gate: Disk sda fails.', because: 'Disk sda fails.', hosts: ['gate'], findings: 1 },
      ...{ surprise: { value: 2.5, words: 'once in 10 months' }, gravity: { value: 0.9, word: 'grave' } },
      root: { detector: 'novelty', host: 'gate', app: 'sshd' },
      ...{ acknowledged: null, verdict: null, analysis: null, told: { state: 'below' } },
    });
    state.write(({ acknowledgements }) =>
      acknowledgements.add({ incident: urgent.id, at: NOW, by: 'eve', note: 'on my way' }),
    );
    const after = await home(state);
    expect(after.open[0].acknowledged).toEqual({ by: 'eve', at: NOW, note: 'on my way' });
    expect(after.state.sentence).toBe('1 incident needs somebody now; somebody is on it.');
  });

  it('does not call calm what people were paged for, however it ranks', async () => {
    const state = await madeState(LINES, { now: NOW });
    const odd = incidentOf([foundAt(NOW - HOUR, { surprise: 1.2, gravity: 0.5 })]);
    kept(state, [odd]);
    paged(state.folder, odd);
    const { state: said, open, budget } = await home(state);
    expect([said.word, open[0].told.state, open[0].told.at, budget.words]).toEqual([
      ...['urgent', 'paged', NOW - HOUR, '1 of 3 today'],
    ]);
  });

  it('does not call calm what people were paged for and nobody has looked at, though it is over', async () => {
    const state = await madeState(LINES, { now: NOW });
    const over = incidentOf([foundAt(NOW - 2 * HOUR, { gravity: 0.9 })], {
      ...{ state: 'resolved', resolved: NOW - HOUR },
    });
    const untold = incidentOf([foundAt(NOW - 3 * HOUR, { because: 'It was hot.' })], {
      ...{ state: 'resolved', resolved: NOW - 2 * HOUR },
    });
    kept(state, [over, untold]);
    paged(state.folder, over);
    const before = await home(state);
    expect(before.state).toEqual({
      ...{
        word: 'unseen',
        sentence: 'Nothing is urgent now; 1 page of the last day waits for somebody to look.',
      },
    });
    expect(before.unseen.map(({ id }: { id: string }) => id)).toEqual([over.id]);
    state.write(({ acknowledgements }) =>
      acknowledgements.add({ incident: over.id, at: NOW, by: 'eve', note: '' }),
    );
    const after = await home(state);
    expect([after.state.word, after.unseen]).toEqual(['calm', []]);
  });

  it('puts the silence that ends first before the others, and leaves out those that are over', async () => {
    const state = await madeState(LINES, { now: NOW });
    for (const [host, from, until] of [
      ['late', NOW - HOUR, NOW + DAY],
      ['soon', NOW - HOUR, NOW + HOUR],
      ['next', NOW + HOUR, NOW + 2 * HOUR],
    ] as const) {
      const times = { from: new Date(from).toISOString(), until: new Date(until).toISOString() };
      saveSilence(
        checkedSilence({ match: { host }, owner: 'eve', reason: 'move', ...times }, NOW),
        state.folder,
        NOW,
      );
    }
    const { silences } = await home(state);
    expect(silences.map(({ about, state: is }: { about: string; state: string }) => [about, is])).toEqual([
      ['host soon', 'active'],
      ['host late', 'active'],
      ['host next', 'waiting'],
    ]);
  });

  it('hands on what logs say as it is, whatever it is', async () => {
    const state = await madeState(LINES, { now: NOW });
    const about = { host: HOSTILE, app: HOSTILE, metric: HOSTILE };
    const evidence = [{ source: HOSTILE, text: HOSTILE }];
    const finding = foundAt(NOW - HOUR, { about, because: HOSTILE, seen: HOSTILE, evidence });
    kept(state, [incidentOf([finding], { headline: HOSTILE, place: HOSTILE, hosts: [HOSTILE] })]);
    const [card] = (await home(state)).open;
    expect(card).toMatchObject({
      ...{ headline: HOSTILE, because: HOSTILE, place: HOSTILE, hosts: [HOSTILE] },
      root: { host: HOSTILE, app: HOSTILE, line: HOSTILE },
    });
  });
});

describe('the timeline', () => {
  let state: MadeState;
  beforeAll(async () => {
    state = await madeState(LINES, { now: NOW });
    const finding = foundAt(NOW - 3 * HOUR);
    kept(state, [incidentOf([finding])]);
    state.write(({ incidents }) => {
      const change = { id: 'c1', what: 'deploy api v2', told: 'ci' as const };
      incidents.addChange({ ...change, from: NOW - 4 * HOUR, to: NOW - 4 * HOUR });
    });
  }, 60_000);

  const asked = async (query: string) => {
    const made = await served(state, null);
    const { json, status: code } = await made.get(`/timeline?${query}`);
    expect(code, JSON.stringify(json)).toBe(200);
    return json;
  };

  it('has every line of the range in one column of one level', async () => {
    const { series, width, from, to, lines, countedTo } = await asked(
      `from=${NOW - DAY}&to=${NOW}&buckets=24`,
    );
    expect({ width, from, to, lines, countedTo }).toEqual({
      ...{ width: HOUR, from: NOW - DAY, to: NOW, lines: 1440, countedTo: NOW },
    });
    expect(
      series.map(({ level, counts }: { level: string; counts: number[] }) => [level, ...counts]),
    ).toEqual([
      ['error', ...Array(24).fill(0)],
      ['warning', ...Array(24).fill(6)],
      ['info', ...Array(24).fill(54)],
      ['unknown', ...Array(24).fill(0)],
    ]);
  });

  it('counts the same however finely it is cut', async () => {
    for (const buckets of [10, 60, 500, 1000]) {
      const { series, lines, from, to, width } = await asked(
        `from=${NOW - DAY}&to=${NOW}&buckets=${buckets}`,
      );
      expect(lines).toBe(1440);
      for (const { counts } of series) expect(counts).toHaveLength((to - from) / width);
    }
  });

  it('has what was odd and what was changed beside the lines', async () => {
    const { incidents, changes, moreIncidents } = await asked(`from=${NOW - DAY}&to=${NOW}`);
    expect(incidents).toMatchObject([{ from: NOW - 3 * HOUR, state: 'open', urgency: 'urgent' }]);
    expect(changes).toMatchObject([{ from: NOW - 4 * HOUR, what: 'deploy api v2', told: 'ci', host: null }]);
    expect(moreIncidents).toBe(0);
    expect((await asked(`from=${NOW - DAY}&to=${NOW - 5 * HOUR}`)).incidents).toEqual([]);
  });

  it('refuses ranges that are none', async () => {
    const made = await served(state, null);
    for (const query of [`from=${NOW}&to=${NOW - 1}`, 'from=x', 'buckets=100000', 'from=0&to=8e15', 'page=2'])
      expect([query, (await made.get(`/timeline?${query}`)).status]).toEqual([query, 400]);
  });
});

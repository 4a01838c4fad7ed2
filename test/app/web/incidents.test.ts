import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { incidentsWorld } from '../../../src/app/web/incidents.ts';
import type { Incident } from '../../../src/core/incident.ts';
import { incidentRoutes } from '../../../src/dashboard/routes-incidents.ts';
import { type Made, madeDashboard } from '../../dashboard/made-dashboard.ts';
import { foundAt, HOSTILE, incidentOf, kept } from '../made-incidents.ts';
import { temporaryFolder } from '../made-logs.ts';
import { type MadeState, madeState, stamped } from '../made-state.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Wednesday. */
const NOW = Date.UTC(2026, 10, 18, 12);
const SHOWN = 100;
const UNKNOWN_LINE = 'sshd[9]: Accepted password for mallory from 203.0.113.9 port 4444 ssh2';

const TOPOLOGY = `
hosts:
  core: { site: hq, role: switch }
  gate: { site: hq, building: A, floor: '1', role: server, parent: core, aliases: [gateway] }
  web1: { site: hq, building: A, floor: '2', role: server, parent: core }
  web2: { site: hq, building: A, floor: '2', role: server, parent: core }
  far: { site: south, role: server }
`;

/** Three weeks of logins every five minutes, and a storm of a new fault in the last hour. */
function made(): string[] {
  const lines: string[] = [];
  for (let at = NOW - 21 * DAY; at < NOW; at += 5 * MINUTE) {
    const minute = Math.round(at / MINUTE);
    const text = `sshd[77]: Accepted password for alice from 10.0.0.${minute % 9} port ${4000 + (minute % 900)} ssh2`;
    lines.push(stamped(at, ['gate', 'web1'][minute % 2]!, text));
    if (at === NOW - DAY) lines.push(stamped(at + 1000, 'gate', UNKNOWN_LINE));
    for (let i = 0; at >= NOW - HOUR && i < 12; i++)
      lines.push(
        stamped(at + 2000 + i, 'web1', `kernel: EXT4-fs error (device sda${i % 3}): bad block ${minute}`),
      );
  }
  return lines;
}

let state: MadeState;
let page: Made;
beforeAll(async () => {
  const topology = join(temporaryFolder(), 'topology.yaml');
  writeFileSync(topology, TOPOLOGY);
  const set = ['store.keep=all', 'timezone=Europe/Berlin', `topology.file=${topology}`];
  state = await madeState(made(), { now: NOW, set });
  page = await madeDashboard(
    incidentRoutes(incidentsWorld(state.parts, (template) => state.book.now().idsOf(template))),
  );
  const many = Array.from({ length: SHOWN }, (_, i) => {
    const from = NOW - 30 * DAY + i * 7 * HOUR;
    const finding = foundAt(from, { surprise: (i % 10) / 4, because: `Thing ${i} is odd.` });
    return incidentOf([finding], {
      state: 'resolved',
      resolved: from + HOUR,
      category: i % 4 === 0 ? 'disk' : null,
    });
  });
  kept(state, many);
}, 120_000);

// biome-ignore lint/suspicious/noExplicitAny: answers of all shapes are looked into
async function get(path: string): Promise<any> {
  const { status, json } = await page.get(path);
  expect(status, JSON.stringify(json)).toBe(200);
  return json;
}

async function all(query: string): Promise<Incident['id'][]> {
  const ids: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const part: { items: { id: string }[]; next: string | null } = await get(`/incidents?${query}${next}`);
    ids.push(...part.items.map(({ id }) => id));
    next = part.next === null ? null : `&cursor=${part.next}`;
  }
  return ids;
}

describe('the list of incidents', () => {
  it('comes part by part, each once, the latest or the gravest first', async () => {
    const [latest, ranked] = [await all('limit=7'), await all('limit=7&sort=rank')];
    const known = state.parts.store.incidents.list({ limit: 1000 });
    expect(latest).toEqual(known.map(({ id }) => id));
    expect([...ranked].sort()).toEqual(known.map(({ id }) => id).sort());
    const { items } = await get('/incidents?limit=200&sort=rank');
    const ranks = items.map(({ rank }: { rank: number }) => rank);
    expect(ranks).toEqual(ranks.toSorted((a: number, b: number) => b - a));
  });

  it('is only of what is asked for', async () => {
    const of = async (query: string) => (await get(`/incidents?limit=200&${query}`)).items;
    expect((await of('category=disk')).length).toBe(SHOWN / 4);
    expect((await of('text=THING%2013%20IS')).map(({ because }: { because: string }) => because)).toEqual([
      'Thing 13 is odd.',
    ]);
    expect(await of('text=%25')).toEqual([]);
    expect((await of('host=gateway')).length).toBeGreaterThanOrEqual(SHOWN);
    expect(await of('host=far')).toEqual([]);
    for (const { urgency } of await of('urgency=urgent')) expect(urgency).toBe('urgent');
    const range = await of(`from=${NOW - 30 * DAY}&to=${NOW - 29 * DAY}`);
    expect(range.length).toBe(4);
    expect((await of('state=open')).every((one: Incident) => one.state === 'open')).toBe(true);
  });

  it('refuses what it does not know', async () => {
    for (const query of [
      'cursor=%00',
      'cursor=abcd',
      'limit=0',
      'sort=odd',
      'limit=1000',
      'from=2&to=1',
      'x=1',
    ])
      expect([query, (await page.get(`/incidents?${query}`)).status]).toEqual([query, 400]);
  });
});

describe('an incident', () => {
  it('that a daemon found tells its story, with lines around its evidence and what was expected', async () => {
    const { items } = await get('/incidents?state=open&host=web1');
    const id: string = items[0].id;
    const { card, steps, map, analysis, ties } = await get(`/incidents/${id.slice(0, 8)}`);
    expect(card).toMatchObject({ id, category: 'filesystem', urgency: 'urgent', root: { host: 'web1' } });
    expect(steps[0]).toMatchObject({
      root: true,
      afterWords: 'at once',
      about: { host: 'web1', app: 'kernel' },
    });
    expect(analysis.headline).not.toBe('');
    expect(ties.length).toBeGreaterThan(0);
    expect(map.known).toBe(true);
    expect(
      map.nodes.map(({ host, part, row }: { host: string; part: string; row: number }) => [host, part, row]),
    ).toEqual([
      ['core', 'upstream', 0],
      ['web1', 'root', 1],
      ['gate', 'fellow', 1],
      ['web2', 'fellow', 1],
    ]);
    expect(map.nodes[1]).toMatchObject({ role: 'server', place: 'hq / A / 2', parent: 'core', findings: 1 });
    expect(map.edges).toContainEqual({ from: 'web1', to: 'core' });
    const { plots } = await get(`/incidents/${id}/plots`);
    const kinds = plots.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['profile', 'lines']));
    const profile = plots.find(({ kind }: { kind: string }) => kind === 'profile');
    // Monday 00:00 in Berlin.
    expect(profile.hours[0].at).toBe(Date.UTC(2026, 10, 15, 23));
    expect(profile).toMatchObject({ weeks: 2, focus: { from: Date.UTC(2026, 10, 17, 23) } });
    expect(profile.hours).toHaveLength(168);
    const hour = profile.hours[2 * 24 + 12];
    expect(hour.at).toBe(NOW - HOUR);
    expect(hour.seen).toBeGreaterThan(hour.high);
    expect(profile.hours.at(-1).seen).toBeNull();
    const lines = plots.find(({ kind }: { kind: string }) => kind === 'lines');
    expect(lines.counts.reduce((sum: number, n: number) => sum + n, 0)).toBe(144);
  });

  it('shows the ten lines before and after its evidence, of the same input, the same host, or all', async () => {
    const evidence = [
      { source: 'file', file: state.parts.store.events.search({ limit: 1 })[0]!.file!, text: '' },
    ];
    const text = stamped(NOW - DAY + 1000, 'gate', UNKNOWN_LINE);
    const finding = foundAt(NOW - DAY + 1000, {
      to: NOW - DAY + 1000,
      evidence: [{ ...evidence[0]!, text }],
    });
    const incident = incidentOf([finding]);
    kept(state, [incident]);
    const of = (same: string) => get(`/incidents/${incident.id}/lines?finding=${finding.id}&same=${same}`);
    const { before, line, after, because } = await of('source');
    expect(because).toBeNull();
    expect(line.text).toBe(text);
    expect([before.length, after.length]).toEqual([10, 10]);
    const times = [...before, ...after].map(({ at }: { at: number }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(before.at(-1).at).toBe(NOW - DAY);
    expect(after[0].at).toBe(NOW - DAY + 5 * MINUTE);
    const here = await of('host');
    expect(new Set([...here.before, ...here.after].map(({ host }) => host))).toEqual(new Set(['gate']));
    const few = await get(`/incidents/${incident.id}/lines?finding=${finding.id}&around=2`);
    expect([few.before.length, few.after.length]).toEqual([2, 2]);
  });

  it('says why there is nothing around a line that was not stored', async () => {
    const finding = foundAt(NOW - 2 * DAY);
    const incident = incidentOf([finding]);
    kept(state, [incident]);
    const { before, after, because, line } = await get(
      `/incidents/${incident.id}/lines?finding=${finding.id}`,
    );
    expect({ before, after }).toEqual({ before: [], after: [] });
    expect(because).toContain('was not stored');
    expect(line.text.slice(...line.odd[0])).toBe('mallory');
    for (const query of ['finding=ffff', `finding=${finding.id}&evidence=7`])
      expect((await page.get(`/incidents/${incident.id}/lines?${query}`)).status).toBe(404);
  });

  it('marks what is odd in its lines, each piece once, where pieces overlap as one', async () => {
    const text = 'user "mallory" of "mall" did "sudo su"';
    const finding = foundAt(NOW - 3 * DAY, {
      ...{ evidence: [{ source: 'syslog', text }], seen: '"mallory", "mall" and "sudo su"', because: 'Odd.' },
    });
    const incident = incidentOf([finding]);
    kept(state, [incident]);
    const { steps } = await get(`/incidents/${incident.id}`);
    const [{ odd }] = steps[0].evidence;
    expect(odd.map(([from, to]: [number, number]) => text.slice(from, to))).toEqual(['mallory', 'sudo su']);
  });

  it('marks the numbers that lie outside of what is usual, with their unit', async () => {
    const figure = { label: 'ms', usual: [33, 59] as const, typical: 45, seen: 452 };
    const text = 'db01 postgres[7]: LOG: duration: 452.114 ms, plan 40 ms, 900 rows, 452.2 msg 1e99 ms';
    const finding = foundAt(NOW - 3.5 * DAY, {
      evidence: [{ source: 'syslog', text }],
      seen: 'about 452 ms',
      figure,
    });
    const incident = incidentOf([finding]);
    kept(state, [incident]);
    const { steps } = await get(`/incidents/${incident.id}`);
    const [{ odd }] = steps[0].evidence;
    expect(odd.map(([from, to]: [number, number]) => text.slice(from, to))).toEqual(['452.114 ms']);
  });

  it('of a line that is JSON the card has the message', async () => {
    const entry = {
      _HOSTNAME: 'db01',
      __REALTIME_TIMESTAMP: '1795291465999022',
      MESSAGE: 'it is <b>hot</b>',
    };
    const evidence = [{ source: 'journal', text: JSON.stringify(entry) }];
    const incident = incidentOf([foundAt(NOW - 3.6 * DAY, { evidence })]);
    kept(state, [incident]);
    const { card, steps } = await get(`/incidents/${incident.id}`);
    expect([card.root.line, steps[0].evidence[0].text]).toEqual(['it is <b>hot</b>', JSON.stringify(entry)]);
  });

  it('is found by an id it had before, by its beginning, and by its findings; what is none is not found', async () => {
    const [older, one] = [incidentOf([foundAt(NOW - 4 * DAY)]), incidentOf([foundAt(NOW - 5 * DAY)])];
    kept(state, [{ ...one, aliases: [older.id] }]);
    for (const id of [one.id, one.id.slice(0, 10), older.id, one.root.id])
      expect((await get(`/incidents/${id}`)).card.id).toBe(one.id);
    for (const id of ['ffffffff', 'x', '..%2F..%2Fetc', '%00', 'a'.repeat(64)])
      expect([400, 404]).toContain((await page.get(`/incidents/${id}`)).status);
  });

  it('knows changes before it, others like it with what was said of them, and the ones beside it in time', async () => {
    const [before, one, after] = [6.02, 6.01, 6].map((days) => incidentOf([foundAt(NOW - days * DAY)])) as [
      Incident,
      Incident,
      Incident,
    ];
    const change = {
      id: 'c',
      from: one.from - 12 * MINUTE,
      to: one.from - 12 * MINUTE,
      what: 'deploy',
      told: 'ci' as const,
    };
    const similar = [
      { id: before.id, from: before.from, headline: before.headline, likeness: 0.912, verdict: null },
    ];
    kept(state, [before, { ...one, changes: [change], similar, notes: ['call Eve'] }, after]);
    const verdict = { verdict: 'noise' as const, at: NOW, until: null, note: 'UPS self-test' };
    state.write(({ incidents }) => incidents.judge(before.id, verdict));
    const told = await get(`/incidents/${one.id}`);
    expect(told.changes).toMatchObject([
      { what: 'deploy', words: '12 minutes before: deploy (said over HTTP)' },
    ]);
    expect(told.similar).toMatchObject([
      { id: before.id, likeness: 0.91, verdict: { verdict: 'noise', words: 'noise: UPS self-test' } },
    ]);
    expect(told.similarWords).toContain('second time');
    expect([told.notes, told.earlier, told.later]).toEqual([['call Eve'], before.id, after.id]);
  });

  it('shows numbers against their ranges where its findings have some', async () => {
    const figure = { label: 'lines per hour', usual: [0, 3] as const, typical: 1, seen: 40 };
    const figures = [
      { label: 'lines a minute', usual: [1, 5] as const, typical: 2, seen: 4 },
      { label: '% errors', usual: [0, 2] as const, typical: 0, seen: 90 },
    ];
    const incident = incidentOf([foundAt(NOW - 7 * DAY, { figure, figures })]);
    kept(state, [incident]);
    const { plots } = await get(`/incidents/${incident.id}/plots`);
    expect(plots.slice(0, 2)).toMatchObject([
      { kind: 'figure', label: 'lines per hour', low: 0, high: 3, typical: 1, seen: 40 },
      {
        kind: 'features',
        rows: [
          { name: '% errors', odd: true },
          { name: 'lines a minute', odd: false },
        ],
      },
    ]);
  });

  it('is small enough to be looked at, however large it is', async () => {
    const findings = Array.from({ length: 50 }, (_, i) =>
      foundAt(NOW - 8 * DAY + i, { about: { host: `h${i}` } }),
    );
    const hosts = Array.from({ length: 3000 }, (_, i) => `h${i}`);
    const incident = incidentOf(findings, { hosts, moreFindings: 9000 });
    kept(state, [incident]);
    const { card, map, steps, moreSteps } = await get(`/incidents/${incident.id}`);
    expect([card.hosts.length, card.moreHosts, card.findings]).toEqual([12, 2988, 9050]);
    expect([map.nodes.length, map.moreHosts]).toEqual([24, 2976]);
    expect([steps.length, moreSteps]).toEqual([50, 9000]);
  });

  it('hands on what logs say as it is, whatever it is', async () => {
    const about = { host: HOSTILE, app: HOSTILE, actor: HOSTILE, metric: HOSTILE };
    const evidence = [{ source: HOSTILE, file: HOSTILE, text: HOSTILE }];
    const words = { because: HOSTILE, expected: HOSTILE, seen: HOSTILE, maturity: HOSTILE };
    const finding = foundAt(NOW - 9 * DAY, { about, evidence, ...words });
    const incident = incidentOf([finding], {
      ...{ headline: HOSTILE, notes: [HOSTILE], ties: [{ kind: 'actor', because: HOSTILE }] },
      changes: [{ id: 'c', from: 1, to: 1, what: HOSTILE, told: 'log', host: HOSTILE }],
    });
    kept(state, [incident]);
    const { card, steps, notes, ties, changes, map } = await get(`/incidents/${incident.id}`);
    expect([card.headline, ...notes, ties[0].because, changes[0].what, changes[0].host]).toEqual(
      Array(5).fill(HOSTILE),
    );
    expect(steps[0].about).toMatchObject(about);
    expect(steps[0]).toMatchObject(words);
    expect(steps[0].evidence[0]).toMatchObject({ source: HOSTILE, file: HOSTILE, text: HOSTILE });
    expect(map.nodes[0].part).toBe('root');
    expect((await get(`/incidents/${incident.id}/plots`)).plots).toEqual(expect.any(Array));
  });
});

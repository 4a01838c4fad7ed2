import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { incidentsWorld } from '../../../src/app/web/incidents.ts';
import type { Incident } from '../../../src/core/incident.ts';
import { incidentRoutes } from '../../../src/dashboard/routes-incidents.ts';
import { Outbox } from '../../../src/store/outbox.ts';
import { Store } from '../../../src/store/store.ts';
import { type Made, madeDashboard } from '../../dashboard/made-dashboard.ts';
import { foundAt, incidentOf, kept } from '../made-incidents.ts';
import { temporaryFolder } from '../made-logs.ts';
import { type MadeState, madeState, stamped } from '../made-state.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 18, 12);
const ATTACK = 'Failed password for root from 203.0.113.7 port 22';

const PLAYBOOKS = `
playbooks:
  - name: block
    describe: blocks an address
    match: {}
    values: { address: { type: address, from: actor } }
    command: [/usr/local/bin/act, add, <address>]
    undo: [/usr/local/bin/act, remove, <address>]
  - name: restart
    describe: restarts a unit
    match: { category: [web] }
    values: { unit: { type: unit, from: app, allow: [nginx.service] } }
    command: [/usr/bin/systemctl, restart, <unit>]
`;

let state: MadeState;
let page: Made;
let incident: Incident;

beforeEach(async () => {
  const playbooks = join(temporaryFolder(), 'playbooks.yaml');
  writeFileSync(playbooks, PLAYBOOKS);
  const set = [
    `playbooks.files=["${playbooks}"]`,
    'notifiers=[{"type":"jira","name":"desk","url":"https://jira.example.org","user":"a@example.org","token":"t0ken-of-jira","project":"OPS"},{"type":"terminal","name":"here"}]',
  ];
  state = await madeState([stamped(NOW - HOUR, 'gate', 'sshd[1]: Server listening')], { now: NOW, set });
  const world = incidentsWorld(state.parts, (template) => state.book.now().idsOf(template));
  page = await madeDashboard(incidentRoutes(world));
  const evidence = [{ source: 'syslog', text: `<38>1 2026-11-18T11:00:00Z gate sshd 7 - - ${ATTACK}` }];
  const about = { host: 'gate', app: 'sshd', actor: '203.0.113.7' };
  incident = incidentOf([foundAt(NOW - HOUR, { about, evidence, detector: 'burst' })]);
  kept(state, [incident]);
});

/** The daemon is at work, as far as others can see. */
function working(): Store {
  const store = Store.open({ folder: state.folder, now: () => NOW, notice: () => {} });
  onTestFinished(() => store.close());
  return store;
}

/** Pages about incidents that people got. */
function paged(...incidents: readonly Incident[]): void {
  const store = Store.open({ folder: state.folder, now: () => NOW, notice: () => {} });
  const outbox = new Outbox(store);
  for (const { id, root, headline } of incidents) {
    const message = {
      key: id,
      kind: 'page' as const,
      headline,
      body: [],
      findings: [{ ...root, id }],
      time: NOW - HOUR,
    };
    outbox.put([{ message, version: 0, critical: false }], { channels: ['here'], now: NOW - HOUR });
  }
  store.close();
}

const path = (what: string) => `/incidents/${incident.id}/${what}`;
const detail = async () => (await page.get(`/incidents/${incident.id}`)).json;
const deeds = async () =>
  (await detail()).deeds.map(({ by, what, words }: { by: string; what: string; words: string }) => [
    by,
    what,
    words,
  ]);

describe('what people do about an incident', () => {
  it('is not for those who may only look, and of incidents that there are', async () => {
    for (const [what, body] of [
      ['ack', {}],
      ['verdict', { verdict: 'noise' }],
      ['ticket', { channel: 'desk' }],
      ['approve', { action: 'abcd' }],
    ] as const) {
      expect([what, (await page.post(path(what), body, 'viewer')).status]).toEqual([what, 403]);
      expect([401, 403]).toContain((await page.post(path(what), body, null)).status);
      expect([what, (await page.post(`/incidents/ffffffff/${what}`, body)).status]).toEqual([what, 404]);
      expect([what, (await page.post(path(what), { ...body, odd: 1 })).status]).toEqual([what, 400]);
    }
    expect((await page.ask('DELETE', path('verdict'), { as: 'viewer' })).status).toBe(403);
    expect(await deeds()).toEqual([]);
  });

  it('is noted: who has taken it up, with a word', async () => {
    expect((await page.post(path('ack'), { note: ' on my way ' })).json).toMatchObject({ done: true });
    expect((await detail()).card.acknowledged).toEqual({ by: 'token operator', at: NOW, note: 'on my way' });
    expect(await deeds()).toEqual([['token operator', 'ack', 'took it up: on my way']]);
    expect(page.audited.at(-1)).toMatchObject({ who: 'token operator' });
  });

  it('shows the effect of a verdict before it is said, and then says it', async () => {
    const like = incidentOf([foundAt(NOW - 5 * HOUR, { about: incident.root.about, detector: 'burst' })]);
    const other = incidentOf([foundAt(NOW - 6 * HOUR, { about: { host: 'web1' } })]);
    kept(state, [like, other]);
    paged(like, other);
    const dry = await page.post(`${path('verdict')}?dry_run=true`, { verdict: 'noise' });
    const effect = { days: 30, pages: 2, removed: 1, real: [] };
    expect(dry.json).toMatchObject({
      saved: false,
      effect,
      words: '',
      until: NOW + 90 * DAY,
      wantsForce: false,
    });
    expect(dry.json.effect.words).toBe(
      'this would have removed 1 of the 2 pages of the last 30 days, none of them marked real',
    );
    expect(await deeds()).toEqual([]);
    const said = await page.post(path('verdict'), { verdict: 'noise', note: 'a scanner of ours' });
    expect(said.json).toMatchObject({ saved: true, effect });
    expect(said.json.words).toContain('is marked noise');
    const { card } = await detail();
    expect(card.verdict).toMatchObject({
      verdict: 'noise',
      note: 'a scanner of ours',
      until: NOW + 90 * DAY,
    });
    expect(card.told.state).toBe('hushed');
    const taken = await page.ask('DELETE', path('verdict'), { as: 'operator' });
    expect(taken.json).toMatchObject({ done: true });
    expect((await detail()).card.verdict).toBeNull();
    expect((await deeds()).map(([, what]: string[]) => what).sort()).toEqual(['take-back', 'verdict']);
    expect((await page.ask('DELETE', path('verdict'), { as: 'operator' })).json).toMatchObject({
      done: false,
    });
  });

  it('does not save a verdict that hides what was real, unless it is meant', async () => {
    const like = incidentOf([foundAt(NOW - 5 * HOUR, { about: incident.root.about, detector: 'burst' })]);
    kept(state, [like]);
    paged(like);
    state.write(({ incidents }) => incidents.judge(like.id, { verdict: 'real', at: NOW, until: null }));
    const careful = await page.post(path('verdict'), { verdict: 'noise' });
    expect(careful.json).toMatchObject({
      saved: false,
      wantsForce: true,
      effect: { real: [{ id: like.id }] },
    });
    expect((await detail()).card.verdict).toBeNull();
    const meant = await page.post(path('verdict'), { verdict: 'noise', force: true, until: null });
    expect(meant.json).toMatchObject({ saved: true, until: null });
  });

  it('refuses ends that cannot be', async () => {
    for (const body of [
      { verdict: 'real', until: NOW + DAY },
      { verdict: 'noise', until: NOW - DAY },
      { verdict: 'missed' },
    ])
      expect([body, (await page.post(path('verdict'), body)).status]).toEqual([body, 400]);
  });

  it('asks for a ticket once, by a message that the daemon sends and that is no page', async () => {
    expect((await detail()).tickets).toEqual({ channels: ['desk'], open: [] });
    expect((await page.post(path('ticket'), { channel: 'here' })).status).toBe(400);
    expect((await page.post(path('ticket'), { channel: 'desk', note: 'see to it' })).json).toMatchObject({
      done: true,
    });
    expect((await page.post(path('ticket'), { channel: 'desk' })).json).toMatchObject({ done: false });
    const store = working();
    const { message, channel } = new Outbox(store).next('desk', NOW)!;
    expect([channel, message.headline, message.body[0]]).toEqual([
      ...['desk', incident.headline, 'token operator: see to it'],
    ]);
    expect(message.incidents).toContain(incident.id);
    expect(state.parts.store.told.between(0, NOW + DAY)).toEqual([]);
    const { tickets } = await detail();
    expect(tickets.open).toEqual([{ channel: 'desk', reference: 'on its way' }]);
    expect(await deeds()).toEqual([['token operator', 'ticket', 'opened a ticket at desk']]);
    // What the channel refused may be asked for again.
    new Outbox(store).refused(1, { now: NOW, reason: 'no such project' });
    expect((await page.post(path('ticket'), { channel: 'desk' })).json).toMatchObject({ done: true });
  });

  it('says yes only to what was shown, and only where somebody would do it', async () => {
    const { offers, refused } = await detail();
    expect(offers).toMatchObject([
      {
        ...{ playbook: 'block', argv: ['/usr/local/bin/act', 'add', '203.0.113.7'], dryRun: true },
        ...{ state: 'offered', canApprove: true, canUndo: false, by: null },
      },
    ]);
    expect(offers[0].values[0]).toMatchObject({ name: 'address', value: '203.0.113.7' });
    expect(refused).toEqual([]);
    const [{ id }] = offers;
    expect((await page.post(path('approve'), { action: id })).status).toBeGreaterThanOrEqual(400);
    expect(state.parts.store.actions.get(id)).toBeNull();
    const store = working();
    expect((await page.post(path('approve'), { action: 'ffffffffffffffff' })).status).toBe(400);
    expect((await page.post(path('approve'), { action: id })).json).toMatchObject({ done: true });
    expect(store.actions.get(id)).toMatchObject({ state: 'approved', by: 'token operator' });
    expect((await page.post(path('approve'), { action: id })).json).toMatchObject({ done: false });
    store.write('test', () => store.actions.became(id, 'done', { now: NOW, outcome: 'done', output: 'ok' }));
    expect((await detail()).offers[0]).toMatchObject({
      state: 'done',
      output: 'ok',
      canApprove: false,
      canUndo: true,
    });
    expect((await page.post(path('approve'), { action: id, undo: true })).json).toMatchObject({ done: true });
    expect((await deeds()).map(([, what]: string[]) => what)).toEqual(['action', 'action', 'action']);
  });
});

describe('silences', () => {
  const silence = { match: { host: ['gate'] }, reason: 'moving house', until: NOW + DAY };

  it('say which open incidents they are about before they are made, hold, and end', async () => {
    const dry = await page.post('/silences?dry_run=true', silence);
    const covers = [{ id: incident.id, headline: incident.headline }];
    expect(dry.json).toMatchObject({ saved: false, about: 'host gate', from: NOW, until: NOW + DAY, covers });
    expect(state.parts.store.silences.list()).toEqual([]);
    const made = await page.post('/silences', silence);
    expect(made.json).toMatchObject({ saved: true, id: dry.json.id });
    const [kept] = state.parts.store.silences.list();
    expect(JSON.parse(kept!.written)).toMatchObject({ owner: 'token operator', reason: 'moving house' });
    const listed = async (query = '') =>
      (await page.get(`/silences${query}`)).json.silences.map(({ state: is }: { state: string }) => is);
    expect(await listed()).toEqual(['active']);
    const end = () => page.ask('DELETE', `/silences/${made.json.id.slice(0, 8)}`, { as: 'operator' });
    expect((await end()).json).toMatchObject({ done: true });
    expect((await end()).status).toBe(400);
    expect([await listed(), await listed('?over=true')]).toEqual([[], ['over']]);
    expect(state.parts.store.silences.list()[0]).toMatchObject({ expired: NOW, expiredBy: 'token operator' });
  });

  it('want something to be silent about, a reason, and an end to come', async () => {
    for (const wrong of [
      { ...silence, match: {} },
      { ...silence, match: { host: [] } },
      { ...silence, match: { category: ['weather'] } },
      { ...silence, reason: ' ' },
      { ...silence, until: NOW - 1 },
      { ...silence, until: NOW + 4000 * DAY },
      { ...silence, until: 1e300 },
    ])
      expect([wrong, (await page.post('/silences', wrong)).status]).toEqual([wrong, 400]);
    expect((await page.post('/silences', silence, 'viewer')).status).toBe(403);
    expect(state.parts.store.silences.list()).toEqual([]);
  });
});

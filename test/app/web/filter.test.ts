import { beforeAll, describe, expect, it } from 'vitest';
import { filterWorld } from '../../../src/app/web/filter.ts';
import { filterRoutes } from '../../../src/dashboard/routes-filter.ts';
import { parseRules } from '../../../src/filter/parse-rules.ts';
import { type Made, madeDashboard } from '../../dashboard/made-dashboard.ts';
import { logFile, temporaryFolder } from '../made-logs.ts';
import { type MadeState, madeState, stamped } from '../made-state.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 18, 12, 30);

const OWN = `rules:
  - { id: my-chatter, action: drop, reason: nobody reads it, owner: ann, match: { app: agent, regex: keepalive } }
  - { id: my-old, action: drop, reason: long over, until: 2026-01-01, match: { app: billing } }
  - { id: my-soon, action: keep, reason: for a while, until: 2026-11-20, match: { host: nobody } }
`;

/** Six hours: keepalives that a rule drops, invoices, and an error every hour that a pack calls bad. */
function made(): string[] {
  const lines: string[] = [];
  for (let at = NOW - 6 * HOUR; at < NOW; at += MINUTE) {
    for (let i = 0; i < 3; i++) lines.push(stamped(at + i, 'gate', `agent[5]: keepalive ${i} sent`));
    lines.push(
      stamped(at + 10, 'web1', `billing[77]: invoice ${4000 + ((at / MINUTE) % 900)} booked for bob`),
    );
    if ((at / MINUTE) % 60 === 7)
      lines.push(stamped(at + 20, 'store', 'kernel: Out of memory: Killed process 4711 (java) total-vm:8G'));
  }
  return lines;
}

let state: MadeState;
let page: Made;
let file: string;
beforeAll(async () => {
  file = logFile(temporaryFolder(), 'rules.yaml', [OWN]);
  state = await madeState(made(), { now: NOW, set: ['store.keep=all', `rules.files=["${file}"]`] });
  page = await madeDashboard(filterRoutes(filterWorld(state.parts, state.book)));
}, 60_000);

const get = async (path: string) => {
  const { status, json } = await page.get(path);
  expect(status, JSON.stringify(json)).toBe(200);
  return json;
};
const attempt = async (body: object) => {
  const { status, json } = await page.post('/filter/try', body);
  expect(status, JSON.stringify(json)).toBe(200);
  return json;
};

describe('the rules', () => {
  it('stand in their order with what they did, hid, and when they end', async () => {
    const { rules, counted, hidden, files, packs, since } = await get('/filter');
    expect({ files, packs, since }).toEqual({ files: [file], packs: true, since: NOW - 6 * HOUR });
    expect(rules.slice(0, 3)).toMatchObject([
      // The first line of a kind is never dropped.
      { id: 'my-chatter', hits: 1079, keptAsNew: 1, hidden: 1079, ends: null, owner: 'ann', builtIn: false },
      { id: 'my-old', hits: 0, expired: 360, ends: 'expired' },
      { id: 'my-soon', ends: 'soon', until: Date.UTC(2026, 10, 21) },
    ]);
    expect(rules[0].match).toEqual([
      { what: 'program', values: ['agent'] },
      { what: 'pattern', values: ['keepalive'] },
    ]);
    expect(rules.length).toBeGreaterThan(50);
    expect(counted).toEqual({ lines: 1446, dropped: 1079, kept: 361, escalated: 6, keptAsNew: 1 });
    expect(hidden).toContainEqual(
      expect.objectContaining({ rule: 'my-chatter', outcome: 'held back', lines: 1079 }),
    );
    expect(hidden).toContainEqual(
      expect.objectContaining({ rule: 'my-old', outcome: 'let through', lines: 360 }),
    );
  });

  it('make a funnel from lines to pages, of the hours that were asked about', async () => {
    const all = await get(`/filter/funnel?from=${NOW - 24 * HOUR}&to=${NOW}`);
    const counts = new Map(
      all.steps.map(({ step, count }: { step: string; count: number }) => [step, count]),
    );
    expect([counts.get('lines'), counts.get('kept'), counts.get('escalated')]).toEqual([1446, 367, 6]);
    expect(all.from).toBe(NOW - 6 * HOUR - 30 * MINUTE);
    expect(all.steps[2].words).toBe('one in 241 lines');
    const late = await get(`/filter/funnel?from=${NOW - 30 * MINUTE}&to=${NOW}`);
    expect(late.steps[0].count).toBe(30 * 4 + 1);
  });
});

describe('a rule that somebody thinks of', () => {
  it('is tried on the lines of the last hour, and says what would be decided by it', async () => {
    const tried = await attempt({ id: 'bills', match: { app: ['billing'], regex: ['booked for \\w+'] } });
    expect(tried).toMatchObject({ problem: null, matches: 60, decides: 60, moreKinds: 0 });
    expect(tried.tried).toMatchObject({ since: NOW - HOUR, reached: NOW - HOUR, complete: true, lines: 241 });
    expect(tried.samples[0]).toMatchObject({ host: 'web1', app: 'billing', before: null });
    expect(tried.samples.length).toBe(20);
    expect(tried.kinds).toMatchObject([{ lines: 60 }]);
    expect(tried.howToSave).toContain(file);
  });

  it('does not decide what a rule before it decides', async () => {
    const { matches, decides, samples } = await attempt({ match: { regex: ['sent$'] } });
    expect([matches, decides, samples[0].before]).toEqual([180, 0, 'my-chatter']);
    // Own rules come before the packs.
    expect(await attempt({ action: 'keep', match: { regex: ['Killed process'] } })).toMatchObject({
      matches: 1,
      decides: 1,
    });
  });

  it('is given back as YAML that means the same, whatever is in it', async () => {
    const odd = { regex: ['it\'s \\d+: #"x" {}', '\u{1f4a5}'], host: ['- [a]'], ignore_case: true };
    const body = {
      id: 'a.b',
      action: 'escalate',
      category: 'intrusion',
      gravity: 0.7,
      reason: "ann's: no # comment",
      match: odd,
    };
    const { yaml, problem } = await attempt(body);
    expect(problem).toBeNull();
    const [rule] = parseRules({ text: `rules:\n${yaml}`, file: 'x' });
    expect(rule).toMatchObject({
      id: 'a.b',
      action: 'escalate',
      category: 'intrusion',
      gravity: 0.7,
      reason: "ann's: no # comment",
    });
    expect(rule?.match).toMatchObject({ patterns: odd.regex, hosts: odd.host, ignoreCase: true });
  });

  it.each([
    [{ match: { regex: ['(a'] } }, /RE2/],
    [{ match: { regex: ['(?=a)b'] } }, /RE2/],
    [{ id: 'has space', match: { app: ['x'] } }, /id wants/],
    [{ action: 'escalate', match: { app: ['x'] } }, /category is missing/],
    [{ until: 'tomorrow', match: { app: ['x'] } }, /date/],
  ])('%j that is none is told what is wrong, and nothing is tried', async (body, why) => {
    expect(await attempt(body)).toMatchObject({
      problem: expect.stringMatching(why),
      matches: 0,
      samples: [],
    });
  });

  it('that would be about every line, or is asked by who only looks, is refused', async () => {
    expect((await page.post('/filter/try', { match: {} })).status).toBe(400);
    expect((await page.post('/filter/try', { match: { ignore_case: true } })).status).toBe(400);
    expect((await page.post('/filter/try', { match: { regex: ['x'.repeat(2001)] } })).status).toBe(400);
    expect((await page.post('/filter/try', { match: { app: ['x'] } }, 'viewer')).status).toBe(403);
  });

  it('takes linear time, with a pattern that others would choke on', async () => {
    const tried = await attempt({ match: { regex: ['(a+)+$', '(\\w|\\d)*!{20}'] } });
    expect(tried).toMatchObject({ problem: null, matches: 0, tried: { complete: true } });
  });
});

import { expect, test } from 'vitest';
import { incidentPrompt, summaryPrompt, triagePrompt } from '../../src/analyst/prompt.ts';
import { PROMPT_VERSION } from '../../src/analyst/prompt-text.ts';
import { Redactor } from '../../src/analyst/redact.ts';
import type { AnalystView } from '../../src/analyst/view.ts';
import { sampleFinding } from '../report/sample-result.ts';
import { PLANTED_NAMES } from './planted-names.ts';
import { PLANTED_SECRETS } from './planted-secrets.ts';
import { incidentWithLines, sampleIncident, sampleView } from './sample-view.ts';

const NONCE = 'a1b2c3d4e5f6a7b8';
const redactor = (privacy: 'pseudonyms' | 'plain' = 'pseudonyms') => new Redactor({ privacy, key: 'k' });
const asked = (view: AnalystView, most?: number) =>
  incidentPrompt(view, {
    redactor: redactor('plain'),
    nonce: NONCE,
    ...(most === undefined ? {} : { most }),
  });

const FULL: Partial<AnalystView> = {
  before: [
    {
      place: 'auth.log:1204',
      finding: '3fa9c2d1aaaa0001',
      lines: ['Mar  1 11:59:59 web01 cron[1]: first', 'Mar  1 12:00:00 web01 cron[1]: second'],
    },
  ],
  scores: [
    { detector: 'novelty', score: { finding: '3fa9c2d1aaaa0001', surprise: 4, gravity: 0.9 } },
    { detector: 'silence', score: null },
  ],
  forecasts: ['disk used of /var on web01 reaches 95 % in 3 days'],
  classification: ['91 % a threat, by attempts per hour'],
  topology: [{ host: 'web01', facts: { building: 'A', role: 'server' }, ancestors: ['sw-A-4'] }],
};

test('all that is known of an incident is in it', () => {
  const incident = sampleIncident({
    changes: [
      {
        id: 'c',
        from: Date.UTC(2026, 2, 1, 10, 50),
        to: Date.UTC(2026, 2, 1, 10, 50),
        what: 'deploy api v2',
        told: 'ci',
        host: 'web01',
      },
    ],
    similar: [
      {
        id: 's',
        from: Date.UTC(2026, 1, 1),
        headline: 'sshd odd',
        likeness: 0.8,
        verdict: { verdict: 'noise', at: 0, until: null, note: 'a scanner' },
      },
    ],
    notes: ['web01: behind the load balancer'],
    place: 'building A floor 4',
  });
  const { prompt, leftOut, version } = asked(sampleView({ incident, ...FULL }));
  expect(leftOut).toEqual([]);
  expect(version).toBe(PROMPT_VERSION);
  for (const part of [
    'headline: web01: sshd wrote a kind of line it had never written before',
    'attention by the rules: urgent',
    'surprise 4: by chance once in 27 years; gravity 0.9 of 1: reads very bad',
    'category: authentication',
    'place: building A floor 4',
    'one matter because: they began on the same host',
    'FINDING 3fa9c2d1aaaa0001 (probable root)',
    'FINDING 77b1c2d1aaaa0002',
    'about: host web01, program sshd',
    'expected: one of the 41 kinds of line',
    'seen: a new kind of line',
    'BEFORE the lines of 3fa9c2d1aaaa0001 in auth.log:1204',
    '| Mar  1 12:00:00 web01 cron[1]: second',
    'remarked on it: novelty 4/0.9 (3fa9c2d1aaaa0001)',
    'remarked nothing: silence',
    'reaches 95 % in 3 days',
    '91 % a threat',
    'web01: a server, building A, behind sw-A-4',
    'deploy api v2',
    'a person said: noise: a scanner',
    'behind the load balancer',
  ])
    expect(prompt.user).toContain(part);
  expect(prompt.system).toContain('You have no tools');
  expect(prompt.schema).toMatchObject({ type: 'object', required: expect.arrayContaining(['findings']) });
});

test('the same view makes the same prompt; another nonce changes nothing but the fence', () => {
  const make = (nonce: string) =>
    incidentPrompt(sampleView(FULL), { redactor: redactor(), nonce }).prompt.user;
  expect(make(NONCE)).toBe(make(NONCE));
  expect(make('ffffffffffffffff').replaceAll('ffffffffffffffff', NONCE)).toBe(make(NONCE));
});

test('a nonce that can be guessed is refused', () => {
  for (const nonce of ['', 'abc', 'a b c d e f g h', '.*.*.*.*.*.*.*'])
    expect(() => incidentPrompt(sampleView(), { redactor: redactor(), nonce })).toThrow(RangeError);
});

test('what does not fit is counted and said: the oldest context first, ids stay', () => {
  const words = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'kappa', 'sigma', 'theta', 'zeta', 'iota'];
  const lines = words.map((word) => `Mar  1 11:59:00 web01 app[1]: ${word} ${'lorem ipsum '.repeat(20)}`);
  const findings = Array.from({ length: 50 }, (_, i) =>
    sampleFinding({
      id: `${String(i).padStart(4, '0')}aaaaaaaaaaaa`,
      because: `reason number ${i}: ${'dolor sit '.repeat(15)}`,
    }),
  );
  const incident = sampleIncident({ root: findings[0]!, findings, moreFindings: 7 });
  const before = findings.slice(0, 5).map(({ id }) => ({ place: 'app.log:1', finding: id, lines }));
  const { prompt, leftOut } = asked(sampleView({ incident, before }));
  expect(prompt.user.length).toBeLessThan(11_000);
  for (const { id } of findings) expect(prompt.user).toContain(`FINDING ${id}`);
  expect(leftOut).toContain('7 findings that are counted only left out');
  expect(leftOut.join()).toMatch(/\d+ lines of context left out/);
  expect(prompt.user).toContain('LEFT OUT for want of room');
  expect(prompt.user).toContain('7 findings that are counted only left out');
  // With more room the nearest lines before the evidence come first.
  const roomy = asked(
    sampleView({ incident: sampleIncident(), before: [{ ...before[0]!, finding: '3fa9c2d1aaaa0001' }] }),
    3_600,
  ).prompt.user;
  expect(roomy).toContain('iota');
  expect(roomy).not.toContain('alpha');
});

test('however little room there is, the root is told', () => {
  const { prompt } = asked(sampleView(FULL), 1);
  expect(prompt.user).toContain('FINDING 3fa9c2d1aaaa0001 (probable root)');
  expect(prompt.user).toContain('because: sshd on web01 wrote');
});

test('lines that differ in numbers only are told once', () => {
  const lines = Array.from({ length: 8 }, (_, i) => `Mar  1 12:00:0${i} web01 app[${i}]: retry ${i}`);
  const { prompt } = asked(sampleView({ before: [{ place: 'a', finding: '3fa9c2d1aaaa0001', lines }] }));
  expect(prompt.user).toContain('| Mar  1 12:00:00 web01 app[0]: retry 0 (and 7 more such lines)');
});

test('an incident without times, hosts or category can be asked about', () => {
  const root = sampleFinding({
    id: 'abcdef0123456789',
    from: Number.NaN,
    to: Number.NaN,
    about: {},
    evidence: [],
    maturity: '',
  });
  const incident = sampleIncident({
    root,
    findings: [root],
    hosts: [],
    category: null,
    ties: [],
    from: Number.NaN,
    to: Number.NaN,
  });
  const { prompt } = asked(sampleView({ incident }));
  expect(prompt.user).toContain('when: no time in the log');
  expect(prompt.user).not.toContain('NaN');
});

test('no planted secret and no planted name is in any part of a prompt', () => {
  for (const privacy of ['pseudonyms', 'plain'] as const) {
    for (let i = 0; i < PLANTED_SECRETS.length; i += 8) {
      const planted = PLANTED_SECRETS.slice(i, i + 8);
      const lines = planted.map(({ line }) => line);
      const view = sampleView({
        incident: incidentWithLines(lines, { headline: lines[0]!, notes: lines }),
        before: [{ place: 'x', finding: '3fa9c2d1aaaa0001', lines }],
        forecasts: lines,
      });
      const { prompt } = incidentPrompt(view, { redactor: redactor(privacy), nonce: NONCE });
      for (const { secret } of planted) expect(prompt.user).not.toContain(secret);
    }
  }
  const lines = PLANTED_NAMES.filter(({ line }) => !/web-0/i.test(line))
    .slice(20)
    .map(({ line }) => line);
  const view = sampleView({ before: [{ place: 'x', finding: '3fa9c2d1aaaa0001', lines }] });
  const { prompt } = incidentPrompt(view, { redactor: redactor(), nonce: NONCE });
  for (const name of ['brunhilde', 'rosalind', 'waldrand', '198.51.100', 'mechthild'])
    expect(prompt.user).not.toContain(name);
});

test('names of the structured parts are replaced in all of the text', () => {
  const root = sampleFinding({
    id: 'abcdef0123456789',
    about: { host: 'quetzal', actor: 'ximena' },
    because: 'quetzal saw ximena',
  });
  const incident = sampleIncident({
    root,
    findings: [root],
    headline: 'quetzal: ximena came',
    hosts: ['quetzal'],
    notes: ['ask ximena about quetzal'],
  });
  const view = sampleView({
    incident,
    topology: [{ host: 'quetzal', facts: null, ancestors: ['axolotl'] }],
    before: [
      { place: '/srv/axolotl.log', finding: root.id, lines: ['axolotl lost quetzal', 'known ocelot'] },
    ],
    known: { hosts: ['ocelot'], users: [] },
  });
  const { prompt } = incidentPrompt(view, { redactor: redactor(), nonce: NONCE });
  expect(prompt.user).not.toMatch(/quetzal|ximena|axolotl|ocelot/i);
});

test('one incident stands in a prompt: ids of others are not in it', () => {
  const similar = [{ id: 'feedfacecafebeef', from: 0, headline: 'x', likeness: 1, verdict: null }];
  expect(asked(sampleView({ incident: sampleIncident({ similar }) })).prompt.user).not.toContain(
    'feedfacecafebeef',
  );
});

test('a day is asked about with what was counted, the highest incidents first', () => {
  const incidents = Array.from({ length: 80 }, (_, i) =>
    sampleIncident({ id: `${String(i).padStart(4, '0')}bbbbbbbbbbbb`, headline: `trouble ${i}` }),
  );
  const { prompt, leftOut } = summaryPrompt(
    {
      from: 0,
      to: 86_400_000,
      timeZone: 'UTC',
      figures: ['12,000 lines, 3 pages'],
      incidents,
      moreIncidents: 2,
      known: { hosts: [], users: [] },
    },
    { redactor: redactor('plain'), nonce: NONCE },
  );
  expect(prompt.user).toContain('12,000 lines, 3 pages');
  expect(prompt.user).toContain('trouble 0');
  expect(prompt.user.length).toBeLessThan(11_000);
  expect(leftOut.join()).toMatch(/incidents left out/);
});

test('a line is asked about with what stood around it', () => {
  const { prompt } = triagePrompt(
    {
      line: 'sshd[1]: Failed password for brunhilde from 10.0.0.1 port 1 ssh2',
      context: ['before it', 'session of brunhilde'],
      known: { hosts: [], users: [] },
    },
    { redactor: redactor(), nonce: NONCE },
  );
  expect(prompt.user).toContain('| before it');
  expect(prompt.user).not.toContain('brunhilde');
  expect(prompt.system).toContain('one line of a log');
});

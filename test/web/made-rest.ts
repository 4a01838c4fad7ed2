import type { AuditAnswer, TokensAnswer, UsersAnswer } from '../../src/core/api-access.ts';
import type { FilterAnswer, FunnelAnswer, RuleRow, TryAnswer } from '../../src/core/api-filter.ts';
import type { LiveLine } from '../../src/core/api-live.ts';
import type { Model, ModelsAnswer, ReviewAnswer, ReviewState } from '../../src/core/api-models.ts';
import type { BacktestAnswer, ConfigAnswer, ReceiversAnswer } from '../../src/core/api-settings.ts';
import { NOW } from './made-home.ts';
import type { Answers, Asked } from './made-server.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A line that just came, the `n`-th. */
export function madeLine(n: number, more: Partial<LiveLine> = {}): LiveLine {
  const head = 'Nov 21 21:14:20 web1 sshd[4711]: ';
  return {
    ...{
      id: `l${n}`,
      at: NOW + n,
      host: 'web1',
      app: 'sshd',
      severity: 6,
      template: '3fa9c2d1',
      first: null,
    },
    ...{
      text: `${head}Accepted publickey for user${n} from 10.0.0.${n % 250} port 22`,
      remark: null,
      odd: [],
    },
    ...more,
  };
}

const MODEL: Model = {
  ...{ name: 'windows.hosts', learner: 'isolation forest', maturity: 'learnt from 12,000 rows 3 days ago' },
  current: { version: 5, fittedAt: NOW - 3 * DAY, rows: 12_000 },
  earlier: [{ version: 4, fittedAt: NOW - 10 * DAY, rows: 11_000 }],
  ...{ nextFit: NOW + 2 * HOUR, judged: 8_412, surprising: 9, drift: 0.41, drifted: true },
  driftWords: 'recent rows are odder to it than those it learnt from',
  duel: {
    ...{ at: NOW - DAY, taken: false, because: 'rows of a month ago were odder to it' },
    ...{ recent: { before: 0.81, after: 0.84, rows: 1_200 }, past: null },
  },
  ...{ trouble: null, scores: { width: 1, threshold: 3, counts: [900, 90, 9, 3, 1] }, waiting: ['retrain'] },
};

const MODELS: ModelsAnswer = {
  detectors: [
    {
      ...{ name: 'windows', question: 'Is this window of lines unlike the others?', on: true, findings: 7 },
      ...{ maturity: '31 days seen', lastFinding: NOW - HOUR, models: [MODEL] },
      precision: { judged: 12, real: 10, interval: [0.55, 0.95] },
    },
    {
      ...{ name: 'silence', question: 'Did something stop?', on: false, maturity: null, findings: 0 },
      ...{ lastFinding: null, precision: null, models: [] },
    },
  ],
  precision: { pages: 21, missed: 1, all: { judged: 14, real: 11, interval: [0.52, 0.92] } },
  ...{ since: NOW - 31 * DAY, asOf: NOW, running: true },
};

/** A review of four lines that remembers what was said. */
export function madeReview(): Answers {
  const labels: ReviewState['labels'] = { odd: 0, fine: 0, skip: 0 };
  const said: (keyof typeof labels | null)[] = [null, null, null, null];
  const state = (): ReviewState => ({
    ...{ made: NOW - HOUR, lines: 4, left: said.filter((one) => one === null).length, applied: false },
    ...{ of: { lines: 1_200_000, days: 7 }, odd: null, precision: null },
    labels: {
      ...labels,
      ...Object.fromEntries(
        (['odd', 'fine', 'skip'] as const).map((word) => [word, said.filter((one) => one === word).length]),
      ),
    },
    strata: [{ name: 'told, surprise of 3 or more', shown: true, lines: 40, judged: 0, odd: 0 }],
  });
  const lines = ({ query }: Asked): ReviewAnswer => {
    const first = Number(query.get('at') ?? said.indexOf(null) + 1 + (said.includes(null) ? 0 : 5));
    const shown = said.flatMap((label, i) =>
      i + 1 < first
        ? []
        : [
            {
              ...{
                id: `r${i}`,
                place: i + 1,
                time: NOW,
                host: 'web1',
                app: 'cron',
                text: `line number ${i}`,
                label,
              },
              ...{ surprise: 2, stratum: 'told, surprise of 3 or more' },
            },
          ],
    );
    return { review: state(), lines: shown };
  };
  return {
    'GET review': lines,
    'POST review/labels': ({ body }: Asked) => {
      const { labels: given } = body as { labels: { id: string; label: 'odd' | 'fine' | 'skip' | null }[] };
      for (const { id, label } of given) said[Number(id.slice(1))] = label;
      return { review: state() };
    },
  };
}

function madeRule(more: Partial<RuleRow>): RuleRow {
  return {
    ...{
      id: 'linux/oom-kill',
      action: 'escalate',
      category: 'memory',
      gravity: 0.9,
      page: true,
      owner: null,
    },
    ...{
      reason: 'The kernel kills programs.',
      until: null,
      ends: null,
      builtIn: true,
      where: 'packs/linux.yaml:12',
    },
    match: [{ what: 'pattern', values: ['Out of memory: Kill(ed)? process'] }],
    ...{ hits: 12, expired: 0, keptAsNew: 0, hidden: 0 },
    ...more,
  };
}

const FILTER: FilterAnswer = {
  rules: [
    madeRule({}),
    madeRule({
      ...{ id: 'my/cron-noise', action: 'drop', category: null, page: false, builtIn: false, owner: 'anna' },
      ...{ until: NOW + DAY, ends: 'soon', hits: 40_000, hidden: 39_000, where: '/etc/logsift/rules.yaml:3' },
    }),
  ],
  hidden: [
    {
      ...{
        rule: 'my/cron-noise',
        outcome: 'held back',
        kind: '(root) CMD (<*>)',
        example: '(root) CMD (true)',
      },
      ...{ gravity: { value: 0.4, word: 'middling' }, lines: 39_000 },
    },
  ],
  ...{ moreHidden: 0, since: NOW - 9 * DAY, asOf: NOW, files: ['/etc/logsift/rules.yaml'], packs: true },
  counted: { lines: 90_000, dropped: 40_000, kept: 49_000, escalated: 1_000, keptAsNew: 4 },
  categories: [{ category: 'memory', lines: 12 }],
};

const FUNNEL: FunnelAnswer = {
  ...{ from: NOW - DAY, to: NOW },
  steps: [
    { step: 'lines', count: 90_000, words: 'all that was read' },
    { step: 'kept', count: 50_000, words: 'one in 1.8 lines' },
    { step: 'escalated', count: null, words: '' },
    { step: 'pages', count: 2, words: 'one in 45,000 lines' },
  ],
};

function tried({ body }: Asked): TryAnswer {
  const { action, match } = body as { action: string; match: { regex?: string[] } };
  const [pattern = ''] = match.regex ?? [];
  const nothing = { matches: 0, decides: 0, samples: [], kinds: [], moreKinds: 0, yaml: '', howToSave: '' };
  const span = { since: NOW - HOUR, reached: NOW - HOUR, complete: true };
  if (pattern.includes('('))
    return { problem: 'the bracket is never closed', tried: { ...span, lines: 0 }, ...nothing };
  return {
    ...{ ...nothing, problem: null, matches: 812, decides: 790, tried: { ...span, lines: 41_211 } },
    ...{
      yaml: `- action: ${action}\n  match: {regex: ['${pattern}']}\n`,
      howToSave: 'Write it to rules.yaml.',
    },
    samples: [
      {
        ...{
          id: 'e1',
          time: NOW,
          host: 'web1',
          app: 'CRON',
          raw: 'web1 CRON[1]: (root) CMD (true)',
          mark: 'keep',
        },
        before: 'linux/oom-kill',
      },
    ],
    kinds: [{ id: '3fa9', text: '(root) CMD (<*>)', gravity: { value: 0.1, word: 'low' }, lines: 400 }],
  };
}

const CONFIG: ConfigAnswer = {
  files: ['/etc/logsift/logsift.yaml'],
  values: [
    { key: 'http.listen', value: '127.0.0.1:8514', from: 'default' },
    { key: 'budget.rate', value: '3/d', from: '/etc/logsift/logsift.yaml:12:3' },
    { key: 'notifiers.slack.url', value: '(hidden)', from: 'LOGSIFT_SLACK_URL' },
  ],
  notes: [],
};

const RECEIVERS: ReceiversAnswer = {
  receivers: [
    { name: 'ops', type: 'slack', state: { pending: 0, delivered: 41, refused: 1, trouble: null } },
    {
      name: 'mail',
      type: 'email',
      state: { pending: 3, delivered: 9, refused: 0, trouble: 'no answer since 12:40' },
    },
    { name: 'pager', type: 'pagerduty', state: null },
  ],
};

const BACKTEST: BacktestAnswer = {
  last: {
    ...{ made: NOW - HOUR, by: 'anna', from: NOW - 14 * DAY, to: NOW, since: NOW - 3 * DAY, budget: '3/d' },
    ...{ lines: 12_000_000, digest: [], silenced: [], notes: ['4 lines could not be read.'] },
    days: [
      { day: '2026-02-26', pages: 0, digest: 1, silenced: 0, incidents: 5 },
      { day: '2026-02-28', pages: 2, digest: 0, silenced: 0, incidents: 9 },
    ],
    pages: [
      { at: Date.UTC(2026, 1, 28, 3), headline: 'db1: the disk of /var fills up', id: 'aa11' },
      { at: Date.UTC(2026, 1, 26, 4), headline: 'sw1: a link went down', id: 'bb22' },
    ],
  },
  ...{ running: null, trouble: null },
};

const USERS: UsersAnswer = {
  users: [{ name: 'anna', role: 'admin', made: NOW - 9 * DAY, mustChange: true }],
};
const TOKENS: TokensAnswer = {
  tokens: [
    {
      ...{ id: '0011aabb', name: 'grafana', scope: 'read', by: 'anna', made: NOW - DAY, until: NOW + DAY },
      used: null,
    },
  ],
};
const AUDIT: AuditAnswer = {
  items: [
    {
      ...{ at: NOW - HOUR, who: 'anna', by: 'password', address: '127.0.0.1', status: 200 },
      ...{ what: 'POST /incidents/:id/verdict', about: '{"id":"aa11"}' },
    },
    {
      at: NOW - DAY,
      who: 'bert',
      by: null,
      address: '127.0.0.1',
      what: 'POST /login',
      about: '{}',
      status: 401,
    },
  ],
  next: null,
};

/** What models, filter and settings are told. */
export const REST: Answers = {
  'GET models': MODELS,
  'POST models/rollback': { words: 'windows.hosts goes back to version 4 within seconds', running: true },
  'GET filter': FILTER,
  'GET filter/funnel': FUNNEL,
  'POST filter/try': tried,
  'GET settings/config': CONFIG,
  'GET settings/receivers': RECEIVERS,
  'POST settings/receivers/test': {
    sent: false,
    reason: 'it was refused: 403',
    rendered: '{"text":"a test"}',
  },
  'GET settings/backtest': BACKTEST,
  'GET users': USERS,
  'GET tokens': TOKENS,
  'POST tokens': ({ body }: Asked) => ({
    token: { ...TOKENS.tokens[0], ...(body as object), id: '0011aacc' },
    secret: 'ls_secret',
  }),
  'DELETE tokens/0011aabb': {},
  'GET audit': AUDIT,
};

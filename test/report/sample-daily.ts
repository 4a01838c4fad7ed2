import { lineEvent } from '../../src/app/parse-line.ts';
import type { DailyReport } from '../../src/core/daily-report.ts';
import type { MailReport } from '../../src/core/mail-report.ts';
import type { ModelReport } from '../../src/core/model-report.ts';
import { MailCounts } from '../../src/mailstats/counts.ts';
import { mailReport } from '../../src/mailstats/mail-report.ts';
import { madeStatus } from '../health/made-status.ts';
import { HAND_MADE, LATER } from '../mailstats/hand-made.ts';
import { sampleIncident } from './sample-incident.ts';
import { sampleFinding } from './sample-result.ts';

const DAY = 86_400_000;
const SUNDAY = Date.UTC(2026, 2, 1);

/** Mail of the hand-made log, with two days on which something is new. */
export function sampleMail(): MailReport {
  const counts = new MailCounts('UTC');
  for (const line of [...HAND_MADE, ...LATER]) {
    counts.observe(lineEvent(line, { receivedAt: SUNDAY + 9 * DAY, timeZone: 'UTC' }));
  }
  return {
    ...mailReport(counts.days, { from: '2026-03-01', to: '2026-03-03' }, 10)!,
    comparedWith: 12,
    news: [{ kind: 'bounced', reason: 'mailbox is full', count: 3 }],
    turned: [{ name: 'stuck.example', deferrals: 43, sent: SUNDAY, stuck: SUNDAY + 3600 }],
  };
}

function sampleModel(name: string, trouble: string | null): ModelReport {
  const current = { version: 3, fittedAt: SUNDAY - DAY, rows: 900 } as ModelReport['current'];
  return {
    ...{
      name,
      learner: 'isolation forest',
      current,
      earlier: [],
      nextFit: SUNDAY,
      judged: 10,
      surprising: 0,
    },
    ...{ drift: 0.1, drifted: false, duel: null, trouble },
  };
}

/** A day with something in every part of the report. */
export function sampleDaily(changes: Partial<DailyReport> = {}): DailyReport {
  const of = (because: string) => ({
    count: 12,
    first: [sampleFinding({ because, about: { host: 'web01' } })],
  });
  return {
    ...{ from: SUNDAY, to: SUNDAY + DAY, open: 1 },
    messages: {
      count: 1,
      first: [
        { key: 'k', kind: 'page', headline: 'The page', incidents: [], at: SUNDAY + 1000, delivered: false },
      ],
    },
    below: { count: 1, first: [sampleIncident()] },
    ...{ summary: null, analyst: null },
    ...{ novel: of('never before: foo'), silent: of('says nothing'), chronic: of('every night') },
    ahead: of('/var reaches 100 % on Thursday, in about 4 days (now 91 %).'),
    precision: { pages: 2, all: { judged: 2, real: 1, interval: [0.1, 0.9] }, detectors: [], missed: 1 },
    missed: { count: 1, first: [{ at: SUNDAY, host: 'db01', by: 'anna' }] },
    silenced: { count: 1, first: [{ at: SUNDAY, headline: 'Reboot', incident: 'abcdef0123', by: 'anna' }] },
    reduction: { lines: 86_400, stored: 900, findings: 44, incidents: 2, pages: 1, escalations: 0 },
    lines: {
      from: SUNDAY,
      width: 3_600_000,
      counts: Array.from({ length: 24 }, (_, i) => 1000 + ((i * 7919) % 5000)),
    },
    talkers: {
      count: 3,
      first: [
        { name: 'fw01', lines: 60_000, before: 15_000 },
        { name: 'web01', lines: 20_000, before: 21_000 },
        { name: 'new01', lines: 500, before: 0 },
      ],
    },
    budget: { count: 3, perMs: DAY },
    mail: sampleMail(),
    mailOdd: of('postfix/smtp defers far more than usual'),
    models: [sampleModel('windows.hosts', null), sampleModel('lines.web', 'the last fit failed: no memory')],
    status: madeStatus(),
    ...changes,
  };
}

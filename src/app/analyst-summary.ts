import { readShortAnswer } from '../analyst/answer.ts';
import { summaryPrompt } from '../analyst/prompt.ts';
import { type Privacy, Redactor } from '../analyst/redact.ts';
import type { DailyReport } from '../core/daily-report.ts';
import { reductionSteps } from '../report/daily-sections.ts';
import type { Store } from '../store/store.ts';
import type { AnalystCalls } from './analyst-calls.ts';
import { type AnalystSources, hostNames } from './analyst-view.ts';

/** Who is asked about a day, and of what it knows. */
export interface SummaryWorld {
  readonly sources: AnalystSources;
  readonly store: Pick<Store, 'incidents'>;
  readonly calls: AnalystCalls;
  readonly privacy: Privacy;
  readonly key: string;
  readonly deadline: number;
  readonly signal: AbortSignal;
  nonce(): string;
  log(level: 'info' | 'warn', text: string): void;
}

const MOST_INCIDENTS = 10;

/** A day in a few sentences by the model; null where it may not be asked, or does not answer. Never rejects. */
export async function daySummary(report: DailyReport, world: SummaryWorld): Promise<DailyReport['summary']> {
  const { sources, privacy, key, nonce, calls, deadline, signal, log } = world;
  const { from, to, reduction, silent, ahead, chronic, novel } = report;
  const { timeZone } = sources;
  const incidents = world.store.incidents.list({
    since: from,
    until: to,
    order: 'rank',
    limit: MOST_INCIDENTS,
  });
  const known = { hosts: hostNames(incidents, sources, to), users: sources.store.analyses.users() };
  const listed = [silent, ahead, chronic, novel].flatMap(({ first }) => first.map(({ because }) => because));
  const view = {
    ...{ from, to, incidents, moreIncidents: Math.max(0, reduction.incidents - incidents.length), known },
    ...(timeZone === undefined ? {} : { timeZone }),
    figures: [...reductionSteps(report), `${report.open} not over`, ...listed.slice(0, 20)],
  };
  try {
    const redactor = new Redactor({ privacy, known, key });
    const { prompt } = summaryPrompt(view, { redactor, nonce: nonce() });
    const called = await calls.call(prompt, { page: false, until: performance.now() + deadline, signal });
    if (typeof called === 'string') return null;
    const { outcome } = called;
    const read = outcome.ok ? readShortAnswer(outcome.text, redactor) : outcome;
    if (read.ok && outcome.ok) return { text: read.answer.text, model: outcome.model };
    if (!read.ok) log('warn', `the day was not summed up by the model: ${read.reason}`);
  } catch (error) {
    log('warn', `the day could not be summed up: ${(error as Error).message}`);
  }
  return null;
}

import { mergedUrgency, readShortAnswer } from '../analyst/answer.ts';
import { triagePrompt } from '../analyst/prompt.ts';
import { Redactor } from '../analyst/redact.ts';
import type { AnalysisUrgency } from '../core/analysis.ts';
import { gravityOf } from '../core/gravity.ts';
import type { Rule } from '../filter/rule.ts';
import { AnalystCalls, type CallsOptions } from './analyst-calls.ts';
import { analystLimits, nonceOf } from './analyst-of.ts';
import { explainLine } from './explain.ts';
import { type AnalystConfig, llmOf, priceOf } from './llm-of.ts';
import { judgeLine } from './rules.ts';

/** Two or three sentences on one line. */
export interface Triage {
  readonly schemaVersion: 1;
  readonly line: string;
  readonly text: string;
  readonly urgency: AnalysisUrgency;
  readonly unsure: readonly string[];
  readonly by: { readonly kind: 'logsift' } | { readonly kind: 'model'; readonly model: string };
  /** Tokens and US dollars; null where nothing was asked, or no price is known. */
  readonly spent: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly money: number | null;
  } | null;
}

export interface TriageWorld {
  readonly rules: readonly Rule[];
  readonly timeZone?: string | undefined;
  /** What stood around the line, oldest first. */
  readonly context: readonly string[];
}

/** Who is asked, and what that may cost. */
export interface TriageModel {
  readonly config: AnalystConfig;
  readonly store: CallsOptions['store'];
  /** Secret by which pseudonyms are made. */
  readonly key: string;
  /** Names of hosts that are known. */
  readonly hosts: readonly string[];
  readonly signal: AbortSignal;
}

const SEVERITIES = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];
/** So bad reads what somebody should look at now, and today. */
const GRAVE = 0.8;
const BAD = 0.55;
const MOST_CONTEXT = 200;

/** What logsift itself says of a line: who says it, what kind of line it is, and what rules and its words make of it. */
export function triagePlainly(
  line: string,
  { rules, timeZone }: Pick<TriageWorld, 'rules' | 'timeZone'>,
): Triage {
  const { event, template } = explainLine(line, timeZone === undefined ? {} : { timeZone });
  const { rule, reason, mark } = judgeLine(line, rules);
  const gravity = gravityOf(event.severity ?? -1, event.message);
  const speaker = [event.app, event.host === null ? null : `on ${event.host}`].filter(Boolean).join(' ');
  const severity = event.severity === null ? '' : ` It calls it ${SEVERITIES[event.severity] ?? 'unknown'}.`;
  const who = `${speaker === '' ? 'A line' : `A line of ${speaker}`} of the kind “${template.text}”.${severity}`;
  const escalated = /^escalate\((.+)\)$/.exec(mark)?.[1];
  const says =
    rule === null
      ? 'No rule says anything of it'
      : escalated === undefined
        ? `The rule ${rule} would ${mark} it: ${reason ?? 'without a reason'}`
        : `The rule ${rule} takes it for trouble of the kind ${escalated}: ${reason ?? 'without a reason'}`;
  const reads =
    gravity >= GRAVE
      ? '; it reads grave'
      : gravity >= BAD
        ? '; it reads like a failure'
        : '; it reads harmless';
  const harmless = mark === 'drop' ? 'later' : gravity >= BAD ? 'today' : 'later';
  const urgency = gravity >= GRAVE && mark !== 'drop' ? 'now' : escalated === undefined ? harmless : 'today';
  return {
    ...{
      schemaVersion: 1,
      line,
      text: `${who} ${says}${mark === 'drop' ? '' : reads}.`,
      urgency,
      by: { kind: 'logsift' },
    },
    ...{ unsure: ['How often it comes, and what came before, is not known from one line'], spent: null },
  };
}

/**
 * The same by the configured model; where it does not answer, what logsift itself says, and why. What the model says
 * raises the urgency, and never lowers it.
 */
export async function triageByModel(
  line: string,
  world: TriageWorld,
  { config, store, key, hosts, signal }: TriageModel,
): Promise<{ readonly triage: Triage; readonly note: string | null }> {
  const plain = triagePlainly(line, world);
  const failed = (note: string) => ({ triage: plain, note });
  const known = { hosts, users: [] };
  const redactor = new Redactor({ privacy: config.privacy, known, key });
  const context = world.context.slice(-MOST_CONTEXT);
  const { prompt } = triagePrompt({ line, context, known }, { redactor, nonce: nonceOf() });
  const llm = llmOf(config);
  const notices: string[] = [];
  const calls = new AnalystCalls({
    ...{ llm, price: priceOf(config, llm.model), limits: analystLimits(config), store, now: Date.now },
    notice: ({ text }) => notices.push(text),
  });
  const until = performance.now() + config.deadline;
  const called = await calls.call(prompt, { page: false, until, signal });
  if (typeof called === 'string') return failed(notices[0] ?? `the model was not asked (${called})`);
  const { outcome, spent } = called;
  if (!outcome.ok) return failed(outcome.reason);
  const read = readShortAnswer(outcome.text, redactor);
  if (!read.ok) return failed(read.reason);
  const { text, urgency, unsure } = read.answer;
  const by = { kind: 'model', model: outcome.model } as const;
  const higher = mergedUrgency(plain.urgency, urgency);
  return { triage: { ...plain, text, urgency: higher, unsure, by, spent }, note: null };
}

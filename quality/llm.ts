import { randomBytes } from 'node:crypto';
import { readAnswer } from '../src/analyst/answer.ts';
import { incidentPrompt } from '../src/analyst/prompt.ts';
import { Redactor } from '../src/analyst/redact.ts';
import { costOf } from '../src/analyst/spend.ts';
import { loadConfig } from '../src/app/config.ts';
import { type AnalystConfig, llmOf, priceOf } from '../src/app/llm-of.ts';
import type { Llm } from '../src/core/llm.ts';
import type { Result } from '../src/testing/result.ts';
import { type RecordedIncident, recordedIncidents } from './llm-incidents.ts';
import { CHECKS, type Check, marks } from './llm-rubric.ts';

/** Who is asked. */
export interface Asked {
  readonly llm: Llm;
  readonly privacy: AnalystConfig['privacy'];
  /** Ms for an answer. */
  readonly deadline: number;
  /** US dollars of so many tokens; null where nobody knows. */
  cost(tokens: { readonly inputTokens: number; readonly outputTokens: number }): number | null;
  /** What is said of each incident, a line. */
  say(line: string): void;
}

const MOST_BYTES = 65_536;
const BAR = 0.9;

/**
 * The model of a configuration explains ten recorded incidents, as the analyst asks about them; each answer is held
 * against a rubric. Costs some cents. Throws an Error where no model is configured.
 */
export default async function quality(argv: readonly string[]): Promise<Result[]> {
  const files = argv.flatMap((flag, i) => (flag === '--config' ? (argv[i + 1] ?? []) : []));
  const { env } = process;
  const home = env.HOME ?? '/';
  const request = { env, home, hostname: 'quality', root: false, ...(files.length === 0 ? {} : { files }) };
  const { analyst } = loadConfig(request).config;
  if (analyst === undefined)
    throw new Error('no language model is configured: wanted a section `analyst`, here or in --config FILE');
  const llm = llmOf(analyst);
  const { privacy, deadline } = analyst;
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  return judged({ llm, privacy, deadline, say, cost: (of) => costOf(of, priceOf(analyst, llm.model)) });
}

/** Figures of one model over all recorded incidents: the share of answers for each check, and what they took. */
export async function judged(asked: Asked, recorded = recordedIncidents()): Promise<Result[]> {
  const held = new Map<Check, number>(CHECKS.map((check) => [check, 0]));
  const took: number[] = [];
  let [taken, money] = [0, 0];
  for (const one of recorded) {
    const began = performance.now();
    const { analysis, why, spent } = await explained(one, asked);
    took.push(performance.now() - began);
    money += spent ?? 0;
    if (analysis === null) {
      asked.say(`${one.name}: ${why}`);
      continue;
    }
    taken++;
    const all = marks(analysis, one);
    for (const { check, ok } of all) held.set(check, held.get(check)! + (ok ? 1 : 0));
    const missed = all.filter(({ ok }) => !ok).map(({ check }) => check);
    asked.say(
      `${one.name}: ${missed.length === 0 ? 'good' : `not: ${missed.join(', ')}`} – ${analysis.headline}`,
    );
  }
  const name = (what: string) => `llm ${asked.llm.model}: ${what}`;
  const share = (n: number) => n / recorded.length;
  return [
    { name: name('answers that are taken'), value: share(taken), unit: '', bar: BAR, better: 'higher' },
    ...CHECKS.map(
      (check): Result => ({
        name: name(check),
        ...{ value: share(held.get(check)!), unit: '', bar: BAR, better: 'higher' },
      }),
    ),
    { name: name('slowest answer'), value: Math.max(...took) / 1000, unit: 's', bar: 20, better: 'lower' },
    { name: name('all of it'), value: money, unit: '$', better: 'lower' },
  ];
}

async function explained({ incident }: RecordedIncident, { llm, privacy, deadline, cost }: Asked) {
  const known = { hosts: incident.hosts, users: [] };
  const redactor = new Redactor({ privacy, known, key: 'quality' });
  const view = { incident, now: incident.to, timeZone: 'UTC', before: [], scores: [], forecasts: [], known };
  const nonce = randomBytes(12).toString('hex');
  const built = incidentPrompt({ ...view, classification: [], topology: [] }, { redactor, nonce });
  const signal = AbortSignal.timeout(deadline);
  const outcome = await llm.ask(built.prompt, { signal, maxBytes: MOST_BYTES });
  if (!outcome.ok) return { analysis: null, why: outcome.reason, spent: 0 };
  const { inputTokens, outputTokens } = outcome.usage;
  const spent = cost({ inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 });
  const by = { kind: 'model', provider: 'quality', model: outcome.model, prompt: built.version } as const;
  const read = readAnswer(outcome.text, { incident, redactor, by, at: incident.to });
  return read.ok ? { analysis: read.analysis, why: '', spent } : { analysis: null, why: read.reason, spent };
}

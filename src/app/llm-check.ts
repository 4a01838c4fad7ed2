import { own } from '../analyst/redact.ts';
import { costOf } from '../analyst/spend.ts';
import type { TokenPrice } from '../config/analyst-section.ts';
import type { LlmFailure, LlmOutcome, LlmPrompt, LlmUsage } from '../core/llm.ts';
import { type AnalystConfig, llmOf, priceOf } from './llm-of.ts';

/** What one tiny question to the configured model came to. */
export interface LlmCheck {
  readonly provider: string;
  /** As the configuration names it. */
  readonly model: string;
  /** Ms until it was over. */
  readonly took: number;
  /** Null where the service did not say. */
  readonly usage: LlmUsage;
  /** Dollars for a million tokens; null where nobody said. */
  readonly price: TokenPrice | null;
  /** Dollars; null where tokens or price are not known. */
  readonly cost: number | null;
  readonly answered:
    | {
        readonly ok: true;
        /** As the service calls it. */
        readonly model: string;
        /** Whether the answer had the shape that was asked for; null when none was. */
        readonly shaped: boolean | null;
      }
    | {
        readonly ok: false;
        readonly why: LlmFailure;
        readonly reason: string;
        readonly todo: string;
        readonly retryAfterMs: number | null;
      };
}

const MOST_BYTES = 65_536;
/** Room for models that cannot be kept from thinking first; others need some ten. */
const MOST_TOKENS = 256;
const PROMPT: LlmPrompt = {
  system: own`A program wants to know whether you can be reached. Answer with one JSON object and nothing else.`,
  user: own`Answer with {"reached": true}.`,
  maxTokens: MOST_TOKENS,
  schema: {
    type: 'object',
    properties: { reached: { type: 'boolean' } },
    required: ['reached'],
    additionalProperties: false,
  },
};

/** What may be done where the reason does not say it itself. */
const REMEDIES: { readonly [why in LlmFailure]: string } = {
  timeout:
    'see whether it is reached from here (`curl -v` with the base_url); a model that is slow needs a longer `analyst.deadline`',
  'too-long':
    'it says more than it was asked for: a model that thinks aloud; turn that off there, or take another model',
  busy: 'ask again later, or raise what the account there may ask; incidents are explained by logsift itself meanwhile',
  server: 'ask again later; the operator of the service knows more',
  network: 'look at `analyst.provider.base_url`, at DNS and at the way there; no proxy is used',
  refused: 'look at `analyst.provider` in the configuration; llms.md has its options',
  garbled: 'look at `type` and `base_url` of `analyst.provider`: something else may answer there',
};

/** Asks the model something tiny. Never rejects; ends with the configured deadline. */
export async function checkLlm(analyst: AnalystConfig, stop: AbortSignal): Promise<LlmCheck> {
  const llm = llmOf(analyst);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(analyst.deadline)]);
  const began = performance.now();
  const outcome = await llm.ask(PROMPT, { signal, maxBytes: MOST_BYTES });
  const took = Math.round(performance.now() - began);
  const usage = outcome.usage ?? { inputTokens: null, outputTokens: null };
  const price = priceOf(analyst, llm.model);
  const { inputTokens, outputTokens } = usage;
  return {
    ...{ provider: analyst.provider.type, model: llm.model, took, usage, price },
    cost: inputTokens === null || outputTokens === null ? null : costOf({ inputTokens, outputTokens }, price),
    answered: answeredOf(outcome, analyst.provider.structured !== false),
  };
}

function answeredOf(outcome: LlmOutcome, structured: boolean): LlmCheck['answered'] {
  if (outcome.ok)
    return { ok: true, model: outcome.model, shaped: structured ? isShaped(outcome.text) : null };
  const { why, reason, retryAfterMs = null } = outcome;
  return { ok: false, why, reason, todo: REMEDIES[why], retryAfterMs };
}

function isShaped(text: string): boolean {
  try {
    return (JSON.parse(text) as { reached?: unknown } | null)?.reached === true;
  } catch {
    return false;
  }
}

import type { z } from 'zod';

declare const redacted: unique symbol;

/** Text from which secrets were cut; only `analyst/redact.ts` makes it, and nothing else may leave for a model. */
export type Redacted = string & { readonly [redacted]: true };

/** What a model is asked: one question, no tools, no memory. */
export interface LlmPrompt {
  /** What its task is; ours alone, nothing of a log is in it. */
  readonly system: Redacted;
  readonly user: Redacted;
  /** Most tokens that the answer may have. */
  readonly maxTokens: number;
  /** JSON Schema of the answer, for services that can be held to one; the answer is checked by whoever asked, too. */
  readonly schema?: { readonly [key: string]: unknown };
}

/** Tokens of one call, as the service counted them; null where it did not say. */
export interface LlmUsage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** Why there is no answer. All but `refused` and `garbled` may be over the next time. */
export type LlmFailure =
  /** The deadline was over, or it stopped sending. */
  | 'timeout'
  /** It answered more than wanted. */
  | 'too-long'
  /** 429, 529, or what else says: too much just now. */
  | 'busy'
  /** 5xx. */
  | 'server'
  /** DNS, TLS, a connection that was refused, reset or led elsewhere. */
  | 'network'
  /** 400, 401, 403, 404: key, model or request are wrong. */
  | 'refused'
  /** Not what such a service says: HTML, half an answer, nothing. */
  | 'garbled';

/** How one call went. */
export type LlmOutcome =
  | { readonly ok: true; readonly text: string; readonly model: string; readonly usage: LlmUsage }
  | {
      readonly ok: false;
      readonly why: LlmFailure;
      /** One line for a person, without secrets. */
      readonly reason: string;
      /** How long the service asked to be left alone, ms. */
      readonly retryAfterMs?: number;
      /** What was counted before it failed. */
      readonly usage?: LlmUsage;
    };

/** Somebody who answers. One try per call: budget, breaker and second tries are the analyst's. */
export interface Llm {
  /** The model as the configuration names it. */
  readonly model: string;
  /** Never rejects; ends soon after `signal` does. Takes at most `maxBytes` of an answer. */
  ask(
    prompt: LlmPrompt,
    options: { readonly signal: AbortSignal; readonly maxBytes: number },
  ): Promise<LlmOutcome>;
}

/** A kind of service, as its family lists it. */
export interface LlmDefinition<Schema extends z.ZodType = z.ZodType> {
  /** The `type:` in the configuration. */
  readonly name: string;
  readonly describe: string;
  readonly schema: Schema;
  /** Makes a client; does no I/O. */
  create(options: z.output<Schema>): Llm;
}

/** Names the shape for inference and for the completeness test. */
export function defineLlm<Schema extends z.ZodType>(
  definition: LlmDefinition<Schema>,
): LlmDefinition<Schema> {
  return definition;
}

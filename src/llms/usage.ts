import type { LlmUsage } from '../core/llm.ts';

const UNKNOWN: LlmUsage = { inputTokens: null, outputTokens: null };

/** Tokens that an answer, or one event of it, tells of, over what was told before. */
export function countsIn(value: unknown, before: LlmUsage = UNKNOWN): LlmUsage {
  if (!isMap(value)) return before;
  // In Anthropic's stream the first event has them inside of the message.
  const told = isMap(value.message) && isMap(value.message.usage) ? value.message.usage : value.usage;
  if (!isMap(told)) return before;
  const input = countOf(told.input_tokens ?? told.prompt_tokens);
  // Anthropic counts what went through its cache apart (Messages API, `usage`).
  const cached = [told.cache_creation_input_tokens, told.cache_read_input_tokens].map(countOf);
  const output = countOf(told.output_tokens ?? told.completion_tokens);
  return {
    inputTokens:
      input === null ? before.inputTokens : cached.reduce<number>((sum, n) => sum + (n ?? 0), input),
    outputTokens: output ?? before.outputTokens,
  };
}

/** A number of tokens; null for what is none. */
export function countOf(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

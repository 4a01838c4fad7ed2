import { describe, expect, test } from 'vitest';
import { defineLlm, type LlmDefinition, type LlmOutcome } from '../../src/core/llm.ts';
import openaiCompatible from '../../src/llms/openai-compatible.ts';
import { ASKED, LLM_KEY } from '../../src/testing/llm-bench.ts';
import { llmChecks } from '../../src/testing/llm-checks.ts';
import { COMMON } from '../llms/harness.ts';

/** Names of the checks that a kind of service does not keep. */
async function broken(definition: LlmDefinition, only: RegExp): Promise<string[]> {
  const checks = llmChecks(definition, {
    ...COMMON,
    fileName: 'openai-compatible',
    wire: 'openai',
    options: (url, how) => ({ api_key: LLM_KEY, model: 'made', base_url: `${url}/v1`, ...how }),
  });
  const failed: string[] = [];
  for (const { name, run } of checks.filter((check) => only.test(check.name))) {
    try {
      await run();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}

type Ask = (how: {
  readonly url: string;
  readonly stream: boolean;
  readonly question: string;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  readonly usual: () => Promise<LlmOutcome>;
}) => Promise<LlmOutcome>;

/** The real one with its way of asking put in place of by another. */
function saboteur(ask: Ask): LlmDefinition {
  const { name, describe: said, schema } = openaiCompatible;
  return defineLlm({
    name,
    describe: said,
    schema,
    create(options) {
      const { base_url: url, stream } = options;
      const real = openaiCompatible.create(options);
      return {
        model: real.model,
        ask: (prompt, { signal, maxBytes }) =>
          ask({
            ...{ url, stream, signal, maxBytes, question: prompt.user },
            usual: () => real.ask(prompt, { signal, maxBytes }),
          }),
      };
    },
  });
}

/** How somebody in a hurry would ask. */
const HURRIED: Ask = async ({ url, question, signal }) => {
  const answer = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    signal,
    headers: { authorization: `Bearer ${LLM_KEY}` },
    body: JSON.stringify({
      ...{ model: 'made', max_tokens: 200, temperature: 0 },
      messages: [{ role: 'user', content: question }],
    }),
  });
  const { choices, model } = JSON.parse(await answer.text());
  const usage = { inputTokens: 1, outputTokens: 1 };
  return { ok: true, text: choices[0].message.content, model, usage };
};

describe('a way of asking is caught that', () => {
  test.each<[string, Ask, RegExp, RegExp]>([
    ['rejects', HURRIED, /at once: .*(?:status of 500|half a JSON)/, /status of 500/],
    ['follows a redirect', HURRIED, /at once: a status of 30[17]/, /status of 301/],
    [
      'tells the key in a reason',
      async ({ usual }) => said(await usual(), `no ${LLM_KEY}`),
      /at once: a status of 401/,
      /401/,
    ],
    [
      'tells the question in a reason',
      async ({ usual }) => said(await usual(), `not about ${ASKED}`),
      /at once: a status of 400/,
      /400/,
    ],
    [
      'takes any length',
      async ({ usual, maxBytes }) => {
        const outcome = await usual();
        const text = 'x'.repeat(maxBytes);
        return outcome.ok || outcome.why !== 'too-long'
          ? outcome
          : { ok: true, text, model: 'made', usage: { inputTokens: null, outputTokens: null } };
      },
      /at once: (?:of an answer that is|an answer as long)/,
      /endless/,
    ],
    [
      'tries again by itself',
      async ({ usual }) => {
        const outcome = await usual();
        return outcome.ok ? outcome : usual();
      },
      /at once: a status of 5/,
      /status of 500/,
    ],
    [
      'takes everything for an answer',
      async ({ usual }) => {
        const outcome = await usual();
        const usage = { inputTokens: null, outputTokens: null };
        return outcome.ok ? outcome : { ok: true, text: '', model: 'made', usage };
      },
      /at once: (?:an empty answer|null|a list)/,
      /an empty answer/,
    ],
    [
      'makes up its tokens',
      async ({ usual }) => {
        const outcome = await usual();
        return outcome.ok ? { ...outcome, usage: { inputTokens: Number.NaN, outputTokens: -5 } } : outcome;
      },
      /at once: (?:takes no number|gives the text)/,
      /takes no number/,
    ],
    [
      'does not wait as long as it was asked to',
      async ({ usual }) => {
        const outcome = await usual();
        if (outcome.ok) return outcome;
        const { retryAfterMs: _, ...rest } = outcome;
        return rest;
      },
      /at once: Retry-After/,
      /Retry-After/,
    ],
    [
      'leaves its timer running',
      async ({ usual }) => {
        setTimeout(() => {}, 60_000);
        return usual();
      },
      /at once: nothing is held/,
      /nothing is held/,
    ],
  ])('%s', async (_, ask, only, caught) => {
    expect((await broken(saboteur(ask), only)).join('\n')).toMatch(caught);
  });
});

test('the real way keeps them in the same frame', async () => {
  expect(
    await broken(
      saboteur(({ usual }) => usual()),
      /at once: .*(?:status|Retry|empty|NaN)/,
    ),
  ).toEqual([]);
});

function said(outcome: LlmOutcome, reason: string): LlmOutcome {
  return outcome.ok ? outcome : { ...outcome, reason };
}

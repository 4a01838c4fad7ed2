import { expect, test } from 'vitest';
import openaiCompatible from '../../src/llms/openai-compatible.ts';
import { LLM_KEY, LLM_SCHEMA } from '../../src/testing/llm-bench.ts';
import { llmChecks } from '../../src/testing/llm-checks.ts';
import { LlmServer } from '../../src/testing/llm-server.ts';
import { COMMON } from './harness.ts';

const checks = llmChecks(openaiCompatible, {
  ...COMMON,
  fileName: 'openai-compatible',
  wire: 'openai',
  options: (url, how) => ({
    ...{ api_key: LLM_KEY, model: 'made', base_url: `${url}/v1` },
    ...how,
  }),
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

/** The body of one question to a service at this address. */
async function sent(options: object): Promise<{ readonly [key: string]: unknown }> {
  const server = await LlmServer.start('openai');
  try {
    const given = { model: 'made', base_url: `${server.url}/v1`, ...options };
    const llm = openaiCompatible.create(openaiCompatible.schema.parse(given));
    const [system, user] = [COMMON.redacted('s'), COMMON.redacted('u')];
    const signal = AbortSignal.timeout(10_000);
    await llm.ask({ system, user, maxTokens: 77, schema: LLM_SCHEMA }, { signal, maxBytes: 9999 });
    return JSON.parse(server.requests[0]!.body);
  } finally {
    await server.stop();
  }
}

test('the number of tokens has the name that the service wants, the temperature only where it takes one', async () => {
  expect(await sent({})).toMatchObject({ max_tokens: 77, temperature: 0 });
  const other = await sent({ token_limit: 'max_completion_tokens', temperature: 'default' });
  expect(other).toMatchObject({ max_completion_tokens: 77 });
  expect(other).not.toHaveProperty('max_tokens');
  expect(other).not.toHaveProperty('temperature');
});

test('schemas need not be of the strict kind, and a stream is asked for its tokens', async () => {
  expect(await sent({ stream: true })).toMatchObject({
    response_format: { type: 'json_schema', json_schema: { strict: false, schema: LLM_SCHEMA } },
    stream_options: { include_usage: true },
  });
});

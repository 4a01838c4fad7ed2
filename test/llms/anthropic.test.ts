import { expect, test } from 'vitest';
import anthropic from '../../src/llms/anthropic.ts';
import { LLM_KEY } from '../../src/testing/llm-bench.ts';
import { llmChecks } from '../../src/testing/llm-checks.ts';
import { LlmServer } from '../../src/testing/llm-server.ts';
import { COMMON } from './harness.ts';

const checks = llmChecks(anthropic, {
  ...COMMON,
  fileName: 'anthropic',
  wire: 'anthropic',
  options: (url, how) => ({ api_key: LLM_KEY, base_url: url, ...how }),
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

test('of an answer that was cut at the deadline it is known what was counted by then', async () => {
  const server = await LlmServer.start('anthropic');
  try {
    server.behaviour = 'begins';
    const options = anthropic.schema.parse({ api_key: LLM_KEY, base_url: server.url });
    const [system, user] = [COMMON.redacted('s'), COMMON.redacted('u')];
    const outcome = await anthropic
      .create(options)
      .ask({ system, user, maxTokens: 77 }, { signal: AbortSignal.timeout(3000), maxBytes: 9999 });
    expect(outcome).toMatchObject({
      ok: false,
      why: 'timeout',
      usage: { inputTokens: 321, outputTokens: 1 },
    });
  } finally {
    await server.stop();
  }
});

test('the address may end in a version', async () => {
  const server = await LlmServer.start('anthropic');
  try {
    for (const url of [`${server.url}/v1`, `${server.url}/`]) {
      const options = anthropic.schema.parse({ api_key: LLM_KEY, base_url: url });
      const [system, user] = [COMMON.redacted('s'), COMMON.redacted('u')];
      const signal = AbortSignal.timeout(10_000);
      const outcome = await anthropic
        .create(options)
        .ask({ system, user, maxTokens: 77 }, { signal, maxBytes: 9999 });
      expect(outcome.ok).toBe(true);
    }
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/messages', '/v1/messages']);
  } finally {
    await server.stop();
  }
});

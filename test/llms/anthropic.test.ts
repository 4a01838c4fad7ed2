import { test } from 'vitest';
import anthropic from '../../src/llms/anthropic.ts';
import { LLM_KEY } from '../../src/testing/llm-bench.ts';
import { llmChecks } from '../../src/testing/llm-checks.ts';
import { COMMON } from './harness.ts';

const checks = llmChecks(anthropic, {
  ...COMMON,
  fileName: 'anthropic',
  wire: 'anthropic',
  options: (url, how) => ({ api_key: LLM_KEY, base_url: url, ...how }),
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

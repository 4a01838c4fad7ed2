import { test } from 'vitest';
import openaiCompatible from '../../src/llms/openai-compatible.ts';
import { LLM_KEY } from '../../src/testing/llm-bench.ts';
import { llmChecks } from '../../src/testing/llm-checks.ts';
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

import { test } from 'vitest';
import ollama from '../../src/llms/ollama.ts';
import { llmChecks } from '../../src/testing/llm-checks.ts';
import { COMMON } from './harness.ts';

const checks = llmChecks(ollama, {
  ...COMMON,
  fileName: 'ollama',
  wire: 'ollama',
  options: (url, how) => ({ model: 'made:8b', base_url: url, ...how }),
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

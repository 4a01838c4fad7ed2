import { expect, test } from 'vitest';
import { loadConfig } from '../../src/app/config.ts';
import { type AnalystConfig, llmOf, priceOf } from '../../src/app/llm-of.ts';

function analyst(set: readonly string[]): AnalystConfig {
  const place = { env: {}, home: '/nowhere', hostname: 'h', root: false, files: [] };
  return loadConfig({ ...place, set }).config.analyst!;
}

const CLAUDE = 'analyst.provider={type: anthropic, api_key: k}';

test.each([
  [CLAUDE, 'claude-haiku-4-5'],
  ['analyst.provider={type: ollama, model: "qwen3:8b"}', 'qwen3:8b'],
  ['analyst.provider={type: openai-compatible, base_url: "http://h/v1", model: m}', 'm'],
])('%s makes a client of its model', (provider, model) => {
  expect(llmOf(analyst([provider])).model).toBe(model);
});

test('prices are those of the configuration, else those that are known, with or without a date in the name', () => {
  const haiku = { input: 1, output: 5 };
  expect(priceOf(analyst([CLAUDE]), 'claude-haiku-4-5')).toEqual(haiku);
  expect(priceOf(analyst([CLAUDE]), 'claude-haiku-4-5-20251001')).toEqual(haiku);
  expect(priceOf(analyst([CLAUDE]), 'claude-haiku-9')).toBeNull();
  expect(priceOf(analyst([CLAUDE]), 'constructor')).toBeNull();
  const own = analyst([CLAUDE, 'analyst.prices={m-x: {input: 2, output: 3}}']);
  expect(priceOf(own, 'm-x-2025-10-01')).toEqual({ input: 2, output: 3 });
  expect(priceOf(own, 'claude-haiku-4-5')).toEqual(haiku);
});

test('what runs on machines of our own costs nothing', () => {
  const own = analyst(['analyst.provider={type: ollama, model: a}']);
  expect(priceOf(own, 'a')).toEqual({ input: 0, output: 0 });
});

import { expect, test } from 'vitest';
import { z } from 'zod';
import { analystSection } from '../../src/config/analyst-section.ts';
import { load } from '../../src/config/load.ts';
import { secret } from '../../src/core/option-values.ts';

const near = z.strictObject({ model: z.string(), room: z.int().default(3) });
const far = z.strictObject({ url: z.string(), key: secret() });
const schema = z.strictObject({
  analyst: analystSection([
    { name: 'near', describe: 'asks here', schema: near },
    { name: 'far', describe: 'asks there', schema: far },
  ]),
});

function loaded(set: readonly string[], env: { readonly [name: string]: string } = {}) {
  return load(schema, { files: [], env, set }).config.analyst;
}

function problem(set: readonly string[], env: { readonly [name: string]: string } = {}): string {
  try {
    loaded(set, env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test('one member of a family is told by its type, and has its own options', () => {
  expect(loaded(['analyst.provider={type: near, model: m}'])?.provider).toEqual({
    ...{ type: 'near', model: 'm', room: 3 },
  });
  expect(problem(['analyst.provider={type: near, model: m, key: k}'])).toContain('unknown key "key"');
  expect(problem(['analyst.provider={type: nearr, model: m}'])).toMatch(/near/);
  expect(problem(['analyst.provider={model: m}'])).toContain('type');
});

test('its options may come one by one, from flags and from the environment', () => {
  const env = { LOGSIFT_ANALYST__PROVIDER__KEY: 'k', LOGSIFT_ANALYST__PROVIDER__TYPE: 'far' };
  expect(loaded(['analyst.provider.url=u'], env)?.provider).toEqual({ type: 'far', url: 'u', key: 'k' });
  expect(problem(['analyst.provider.type=near', 'analyst.provider.modle=m'])).toContain('modle');
  expect(problem(['analyst.provider.type=near', 'analyst.provider.model=m'], env)).toContain('key');
});

test('without a provider there is no analyst, and nothing else of it makes one', () => {
  expect(loaded([])).toBeUndefined();
  expect(problem(['analyst.privacy=plain'])).toContain('provider');
});

test('limits and the deadline are set unless others are given', () => {
  expect(loaded(['analyst.provider={type: near, model: m}', 'analyst.limits.cost_per_day=2'])).toEqual({
    provider: { type: 'near', model: 'm', room: 3 },
    privacy: 'pseudonyms',
    limits: { calls_per_minute: 6, calls_per_day: 300, tokens_per_day: 1_000_000, cost_per_day: 2 },
    deadline: 20_000,
    prices: {},
  });
});

test('prices are kept by model', () => {
  const prices = 'analyst.prices={m-1.5: {input: 0.25, output: 2}}';
  expect(loaded(['analyst.provider={type: near, model: m}', prices])?.prices).toEqual({
    'm-1.5': { input: 0.25, output: 2 },
  });
  expect(
    problem(['analyst.provider={type: near, model: m}', 'analyst.prices={m: {input: -1, output: 2}}']),
  ).not.toBe('');
});

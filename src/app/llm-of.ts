import type { TokenPrice } from '../config/analyst-section.ts';
import type { Llm, LlmDefinition } from '../core/llm.ts';
import { llms } from '../llms/index.ts';
import type { Config } from './config-schema.ts';

/** The section `analyst` of the configuration, where there is one. */
export type AnalystConfig = NonNullable<Config['analyst']>;

/** Prices of models that many use, in dollars for a million tokens; the configuration goes over them. */
const PRICES: { readonly [model: string]: TokenPrice } = {
  'claude-haiku-4-5': { input: 1, output: 5 },
  'claude-sonnet-4-5': { input: 3, output: 15 },
  'claude-opus-4-5': { input: 5, output: 25 },
};

/** Who answers, by the configuration. Opens nothing and asks nothing. */
export function llmOf({ provider }: AnalystConfig): Llm {
  const { type, ...options } = provider;
  const definition: LlmDefinition | undefined = llms.find(({ name }) => name === type);
  if (definition === undefined) throw new Error(`there is no provider ${type}`);
  return definition.create(options);
}

/** What a model costs; null where nobody said. One that runs here costs nothing. */
export function priceOf({ provider, prices }: AnalystConfig, model: string): TokenPrice | null {
  const named = (table: { readonly [model: string]: TokenPrice }) => {
    if (Object.hasOwn(table, model)) return table[model]!;
    // Services answer with the date of a model behind its name.
    const undated = model.replace(/-20\d{6}$|-20\d\d-\d\d-\d\d$/, '');
    return Object.hasOwn(table, undated) ? table[undated]! : null;
  };
  const given = named(prices);
  if (given !== null) return given;
  return provider.type === 'ollama' ? { input: 0, output: 0 } : named(PRICES);
}

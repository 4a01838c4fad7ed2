// Asks each kind of service once and prints nothing: whatever stands on the streams was said by a package.
import type { LlmPrompt, Redacted } from '../../src/core/llm.ts';
import { llms } from '../../src/llms/index.ts';

const [url = '', wire = '', stream] = process.argv.slice(2);
const OPTIONS: { readonly [name: string]: object } = {
  anthropic: { api_key: 'own', base_url: url, model: 'claude-unknown-1' },
  'openai-compatible': { base_url: `${url}/v1`, model: 'made' },
  ollama: { base_url: url, model: 'made' },
};
const prompt: LlmPrompt = {
  system: 'system' as Redacted,
  user: 'user' as Redacted,
  maxTokens: 10,
  schema: { type: 'object', properties: { a: { type: 'string', format: 'weird', minLength: 3 } } },
};
for (const { name, schema, create } of llms) {
  if (name !== wire) continue;
  const llm = create(schema.parse({ ...OPTIONS[name], stream: stream === 'stream' }) as never);
  const outcome = await llm.ask(prompt, { signal: AbortSignal.timeout(20_000), maxBytes: 65_536 });
  process.exitCode = outcome.ok ? 0 : 1;
}

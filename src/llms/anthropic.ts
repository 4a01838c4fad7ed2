import { z } from 'zod';
import { defineLlm } from '../core/llm.ts';
import { secret } from '../core/option-values.ts';
import { sdkLlm } from './sdk-llm.ts';
import { modelName, serviceUrl } from './service-url.ts';

const schema = z.strictObject({
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as it is written in the configuration
  api_key: secret().describe('the key of the account, such as `${ANTHROPIC_API_KEY}`; a secret'),
  model: modelName.default('claude-haiku-4-5').describe('the model'),
  base_url: serviceUrl.prefault('https://api.anthropic.com').describe('where it is asked, without `/v1`'),
  temperature: z
    .union([z.number().min(0).max(1), z.literal('default')])
    .default(0)
    .describe('how freely it speaks, 0 to 1; `default` leaves that to the service'),
  structured: z.boolean().default(true).describe('holds answers to a schema'),
  stream: z
    .boolean()
    .default(true)
    .describe('takes answers as they are made: what one counts that does not end is known'),
});

/** The Messages API of Anthropic, and what speaks like it. */
export default defineLlm({
  name: 'anthropic',
  describe: 'asks Claude, by the Messages API of Anthropic',
  schema,
  create({ api_key: apiKey, model, base_url: base, temperature, structured, stream }) {
    const baseUrl = /\/v\d+$/.test(base) ? base : `${base}/v1`;
    return sdkLlm({
      ...{ model, baseUrl, structured, stream },
      temperature: temperature === 'default' ? null : temperature,
      // Else it would take the way by a tool for models that it does not know.
      providerOptions: { anthropic: { structuredOutputMode: 'outputFormat' } },
      ends: /(?:^|\n)event: ?message_stop\r?\ndata:[^\n]*\n/,
      async load(fetch) {
        const { createAnthropic } = await import('@ai-sdk/anthropic');
        return createAnthropic({ apiKey, baseURL: baseUrl, fetch })(model);
      },
    });
  },
});

import { z } from 'zod';
import { defineLlm } from '../core/llm.ts';
import { secret } from '../core/option-values.ts';
import { sdkLlm } from './sdk-llm.ts';
import { modelName, serviceUrl } from './service-url.ts';

const schema = z.strictObject({
  base_url: serviceUrl.describe('where it is asked, such as https://api.openai.com/v1'),
  model: modelName.describe('the model, as the service calls it'),
  api_key: secret().optional().describe('the key, where the service wants one; a secret'),
  temperature: z
    .union([z.number().min(0).max(2), z.literal('default')])
    .default(0)
    .describe('how freely it speaks, 0 to 2; `default` leaves that to the service, as some models want it'),
  token_limit: z
    .enum(['max_tokens', 'max_completion_tokens'])
    .optional()
    .describe(
      'what the service calls the most tokens of an answer; the second at api.openai.com, else the first',
    ),
  structured: z.boolean().default(true).describe('holds answers to a schema (`response_format`)'),
  stream: z.boolean().default(false).describe('takes answers as they are made'),
});

/** Chat completions as OpenAI has them: OpenAI, Mistral, vLLM, LM Studio and many others. */
export default defineLlm({
  name: 'openai-compatible',
  describe: 'asks what speaks as OpenAI does: OpenAI, Mistral, vLLM, LM Studio and others',
  schema,
  create({ base_url: baseUrl, model, api_key: apiKey, temperature, token_limit: given, structured, stream }) {
    const usual = new URL(baseUrl).hostname === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens';
    const limit = given ?? usual;
    return sdkLlm({
      ...{ model, baseUrl, structured, stream },
      temperature: temperature === 'default' ? null : temperature,
      // Strict schemas are a small part of JSON Schema; whoever asks looks at the answer in any case.
      providerOptions: { openaiCompatible: { strictJsonSchema: false } },
      ends: /(?:^|\n)data: ?\[DONE\]/,
      async load(fetch) {
        const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
        return createOpenAICompatible({
          ...{ name: 'openai-compatible', baseURL: baseUrl, fetch },
          ...(apiKey === undefined ? {} : { apiKey }),
          includeUsage: stream,
          supportsStructuredOutputs: true,
          transformRequestBody: ({ max_tokens: most, ...rest }) => ({ ...rest, [limit]: most }),
        })(model);
      },
    });
  },
});

import type { AnthropicProvider } from '@ai-sdk/anthropic';
import type { Llm, LlmPrompt } from '../core/llm.ts';
import { llmBy, type Means, type Reading } from './ask-once.ts';
import type { Exchanged } from './http-exchange.ts';
import { countsIn } from './usage.ts';

/** What the AI SDK calls a language model: it puts a question on the wire and reads the answer. */
export type SdkModel = ReturnType<AnthropicProvider['languageModel']>;
type SdkOptions = Parameters<SdkModel['doGenerate']>[0];
type Finish = Awaited<ReturnType<SdkModel['doGenerate']>>['finishReason'];

/** A service that the AI SDK speaks to. */
export interface SdkService {
  readonly model: string;
  readonly baseUrl: string;
  /** Null for what the service has by default. */
  readonly temperature: number | null;
  readonly structured: boolean;
  readonly stream: boolean;
  readonly providerOptions?: NonNullable<SdkOptions['providerOptions']>;
  /** The last event of a stream. */
  readonly ends: RegExp;
  /** Loads the package, which takes a while the first time, and makes a model that asks by this `fetch`. */
  load(fetch: typeof globalThis.fetch): Promise<SdkModel>;
}

/**
 * Asks by a model of the AI SDK, below the layer of it that tries again, warns on the console and has telemetry. The SDK
 * writes the request and reads what came; the exchange between the two is ours, and over before it reads.
 */
export function sdkLlm(service: SdkService): Llm {
  const { model, baseUrl, structured, stream } = service;
  return llmBy({
    service: { host: new URL(baseUrl).host, model },
    structured,
    stream,
    async talk(prompt, means) {
      const sdk = await service.load(fetchBy(means, stream ? service.ends : undefined));
      const options = optionsOf(service, { prompt, means });
      return stream ? streamed(sdk, options) : generated(sdk, options);
    },
  });
}

function optionsOf(
  { temperature, providerOptions }: SdkService,
  { prompt, means }: { prompt: LlmPrompt; means: Means },
): SdkOptions {
  const { system, user, maxTokens, schema } = prompt;
  return {
    prompt: [
      { role: 'system', content: system },
      { role: 'user', content: [{ type: 'text', text: user }] },
    ],
    maxOutputTokens: maxTokens,
    ...(temperature === null ? {} : { temperature }),
    ...(means.structured && schema !== undefined
      ? { responseFormat: { type: 'json', schema: schema as never, name: 'answer' } }
      : {}),
    ...(providerOptions === undefined ? {} : { providerOptions }),
    abortSignal: means.signal,
  };
}

/** The `fetch` that the SDK wants: it gives back what was taken, as if it had come so. */
function fetchBy({ post }: Means, ends: RegExp | undefined): typeof globalThis.fetch {
  return async (url, init) => {
    const headers = Object.fromEntries(new Headers(init?.headers));
    const question = { url: String(url), headers: { ...headers, 'user-agent': 'logsift' } };
    return responseOf(await post({ ...question, body: String(init?.body ?? '') }, ends));
  };
}

function responseOf({ status, body, contentType }: Exchanged): Response {
  const headers = contentType === '' ? {} : { 'content-type': contentType };
  // A status without a body, or none at all, is judged by what was exchanged; the SDK sees an answer without words.
  const readable = status !== null && status >= 200 && status < 600 && ![204, 205, 304].includes(status);
  return new Response(body, { status: readable ? status : 200, headers });
}

async function generated(sdk: SdkModel, options: SdkOptions): Promise<Reading> {
  const { content, finishReason, response } = await sdk.doGenerate(options);
  const text = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
  const ended = endOf(finishReason);
  return { text, model: response?.modelId ?? null, usage: countsIn(response?.body), ended };
}

async function streamed(sdk: SdkModel, options: SdkOptions): Promise<Reading> {
  const { stream } = await sdk.doStream({ ...options, includeRawChunks: true });
  let [text, model, usage] = ['', null as string | null, countsIn(null)];
  let ended: Reading['ended'] = 'broken';
  for await (const part of stream) {
    if (part.type === 'raw') usage = countsIn(part.rawValue, usage);
    else if (part.type === 'text-delta') text += part.delta;
    else if (part.type === 'response-metadata') model = part.modelId ?? model;
    else if (part.type === 'finish' && part.finishReason.raw !== undefined) ended = endOf(part.finishReason);
  }
  return { text, model, usage, ended };
}

function endOf({ unified }: Finish): Reading['ended'] {
  if (unified === 'length') return 'cut';
  return unified === 'content-filter' ? 'declined' : 'whole';
}

import { z } from 'zod';
import { defineLlm, type LlmPrompt } from '../core/llm.ts';
import { llmBy, type Reading } from './ask-once.ts';
import { modelName, serviceUrl } from './service-url.ts';
import { countOf } from './usage.ts';

const schema = z.strictObject({
  model: modelName.describe('the model, such as `qwen3:8b`; `ollama pull` gets it'),
  base_url: serviceUrl.prefault('http://127.0.0.1:11434').describe('where Ollama listens'),
  context: z
    .int()
    .min(2048)
    .max(1_000_000)
    .default(16_384)
    .describe(
      'tokens that question and answer may have together; Ollama forgets the beginning of what is longer',
    ),
  structured: z.boolean().default(true).describe('holds answers to a schema (`format`)'),
  stream: z.boolean().default(false).describe('takes answers as they are made'),
});

/** An answer of `/api/chat`, or one line of it when it is streamed; all of them add up. */
const piece = z.looseObject({
  model: z.string().optional(),
  message: z.looseObject({ content: z.string() }),
  done: z.boolean(),
  done_reason: z.string().optional(),
});

/** Ollama by its own API, which, other than the one it has like OpenAI's, can be told how much to keep in mind. */
export default defineLlm({
  name: 'ollama',
  describe: 'asks a model on this machine or in this network, by Ollama',
  schema,
  create({ model, base_url: baseUrl, context, structured, stream }) {
    return llmBy({
      service: { host: new URL(baseUrl).host, model },
      ...{ structured, stream },
      async talk(prompt, means) {
        const body = bodyOf(prompt, { model, context, stream, structured: means.structured });
        const headers = { 'content-type': 'application/json', 'user-agent': 'logsift' };
        const question = { url: `${baseUrl}/api/chat`, headers, body: JSON.stringify(body) };
        const came = await means.post(question, stream ? /"done": ?true[^\n]*\n/ : undefined);
        return readingOf(new TextDecoder().decode(came.body));
      },
    });
  },
});

function bodyOf(
  { system, user, maxTokens, schema: format }: LlmPrompt,
  options: { model: string; context: number; stream: boolean; structured: boolean },
): object {
  const { model, context, stream, structured } = options;
  return {
    model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    stream,
    // What is thought aloud is paid for in time and looked at by nobody.
    think: false,
    ...(structured && format !== undefined ? { format } : {}),
    options: { temperature: 0, num_predict: maxTokens, num_ctx: context },
  };
}

/** Throws where the first line is none of Ollama's; what follows a line that is not whole is left out. */
function readingOf(text: string): Reading {
  let [content, model] = ['', null as string | null];
  let reading: Omit<Reading, 'text' | 'model'> = {
    usage: { inputTokens: null, outputTokens: null },
    ended: 'broken',
  };
  for (const line of linesOf(text)) {
    const { message, done, done_reason: reason, ...rest } = piece.parse(line);
    content += message.content;
    model = rest.model ?? model;
    if (!done) continue;
    const usage = { inputTokens: countOf(rest.prompt_eval_count), outputTokens: countOf(rest.eval_count) };
    reading = { usage, ended: reason === 'length' ? 'cut' : 'whole' };
    break;
  }
  return { text: content, model, ...reading };
}

function* linesOf(text: string): Generator<unknown> {
  let first = true;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    try {
      yield JSON.parse(line);
    } catch (error) {
      if (first) throw error;
      return;
    }
    first = false;
  }
  if (first) throw new Error('nothing');
}

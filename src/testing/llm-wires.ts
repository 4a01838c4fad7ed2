/** What a made service answers, before it is put on a wire. */
export interface MadeAnswer {
  readonly text: string;
  readonly model: string;
  /** JSON as it stands in the answer: numbers, or what is none. */
  readonly inputTokens: string;
  readonly outputTokens: string;
  readonly ended: 'whole' | 'cut' | 'declined';
}

/** A question, as a made service understood it. */
export interface HeardQuestion {
  readonly model: string;
  readonly system: string;
  readonly user: string;
  readonly maxTokens: number;
  readonly temperature: number | null;
  readonly stream: boolean;
  /** The schema that the answer is to have; null when none is asked for. */
  readonly schema: object | null;
  readonly tools: number;
}

/** How a kind of service is spoken to. */
export interface LlmWire {
  readonly path: string;
  /** Header that has the key, and what stands before it. */
  readonly key: readonly [header: string, prefix: string] | null;
  readonly streamType: string;
  /** Reads a body as the service would; throws for what it would refuse. */
  heard(body: string): HeardQuestion;
  whole(answer: MadeAnswer): string;
  /** The events of a stream; the text is cut into its words. */
  pieces(answer: MadeAnswer): readonly string[];
  error(error: { readonly name: string; readonly message: string }): string;
  /** An error in the middle of a stream. */
  errorPiece(error: { readonly name: string; readonly message: string }): string;
}

/** Kinds of services that can be made. */
export type WireName = 'anthropic' | 'openai' | 'ollama';

interface Body {
  readonly [key: string]: unknown;
}

const parts = (text: string) => text.match(/\s*\S+\s*$|\s*\S+/g) ?? [text];
const event = (type: string, data: string) => `event: ${type}\ndata: ${data}\n\n`;
const quoted = JSON.stringify;

/** Messages API of Anthropic (version 2023-06-01). */
const anthropic: LlmWire = {
  path: '/v1/messages',
  key: ['x-api-key', ''],
  streamType: 'text/event-stream; charset=utf-8',
  heard(text) {
    const body = JSON.parse(text) as Body;
    const system = (body.system as readonly { text: string }[]).map((part) => part.text).join('');
    const config = body.output_config as { format?: { type: string; schema: object } } | undefined;
    return { ...common(body, { most: 'max_tokens', system }), schema: config?.format?.schema ?? null };
  },
  whole({ text, model, inputTokens, outputTokens, ended }) {
    const usage = `{"input_tokens":${inputTokens},"output_tokens":${outputTokens}}`;
    const reason = { whole: 'end_turn', cut: 'max_tokens', declined: 'refusal' }[ended];
    return `{"id":"msg_1","type":"message","role":"assistant","model":${quoted(model)},"content":[{"type":"text","text":${quoted(text)}}],"stop_reason":"${reason}","stop_sequence":null,"usage":${usage}}`;
  },
  pieces({ text, model, inputTokens, outputTokens, ended }) {
    const reason = { whole: 'end_turn', cut: 'max_tokens', declined: 'refusal' }[ended];
    return [
      event(
        'message_start',
        `{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":${quoted(model)},"content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":${inputTokens},"output_tokens":1}}}`,
      ),
      event(
        'content_block_start',
        '{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}',
      ),
      event('ping', '{"type":"ping"}'),
      ...parts(text).map((part) =>
        event(
          'content_block_delta',
          `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":${quoted(part)}}}`,
        ),
      ),
      event('content_block_stop', '{"type":"content_block_stop","index":0}'),
      event(
        'message_delta',
        `{"type":"message_delta","delta":{"stop_reason":"${reason}","stop_sequence":null},"usage":{"output_tokens":${outputTokens}}}`,
      ),
      event('message_stop', '{"type":"message_stop"}'),
    ];
  },
  error: ({ name, message }) =>
    quoted({ type: 'error', error: { type: name, message }, request_id: 'req_1' }),
  errorPiece: (error) => event('error', anthropic.error(error)),
};

/** Chat completions of OpenAI. */
const openai: LlmWire = {
  path: '/v1/chat/completions',
  key: ['authorization', 'Bearer '],
  streamType: 'text/event-stream',
  heard(text) {
    const body = JSON.parse(text) as Body;
    const format = body.response_format as { json_schema?: { schema: object } } | undefined;
    const most = 'max_tokens' in body ? 'max_tokens' : 'max_completion_tokens';
    return { ...common(body, { most }), schema: format?.json_schema?.schema ?? null };
  },
  whole: ({ text, model, inputTokens, outputTokens, ended }) =>
    `{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":${quoted(model)},"choices":[{"index":0,"message":{"role":"assistant","content":${quoted(text)},"refusal":null},"logprobs":null,"finish_reason":"${openaiEnd(ended)}"}],"usage":${openaiUsage(inputTokens, outputTokens)}}`,
  pieces({ text, model, inputTokens, outputTokens, ended }) {
    const chunk = (delta: object, end: string | null) =>
      `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":${quoted(model)},"choices":[{"index":0,"delta":${quoted(delta)},"finish_reason":${quoted(end)}}]}\n\n`;
    return [
      chunk({ role: 'assistant', content: '' }, null),
      ...parts(text).map((content) => chunk({ content }, null)),
      chunk({}, openaiEnd(ended)),
      `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":${quoted(model)},"choices":[],"usage":${openaiUsage(inputTokens, outputTokens)}}\n\n`,
      'data: [DONE]\n\n',
    ];
  },
  error: ({ name, message }) => quoted({ error: { message, type: name, param: null, code: null } }),
  errorPiece: (error) => `data: ${openai.error(error)}\n\n`,
};

function openaiEnd(ended: MadeAnswer['ended']): string {
  return { whole: 'stop', cut: 'length', declined: 'content_filter' }[ended];
}

function openaiUsage(input: string, output: string): string {
  return `{"prompt_tokens":${input},"completion_tokens":${output},"total_tokens":null}`;
}

/** `/api/chat` of Ollama. */
const ollama: LlmWire = {
  path: '/api/chat',
  key: null,
  streamType: 'application/x-ndjson',
  heard(text) {
    const body = JSON.parse(text) as Body;
    const options = body.options as Body;
    if (!Number.isInteger(options.num_ctx)) throw new Error('no num_ctx');
    return {
      ...common({ ...body, ...options }, { most: 'num_predict' }),
      schema: (body.format as object | undefined) ?? null,
    };
  },
  whole: ({ text, model, inputTokens, outputTokens, ended }) =>
    `{"model":${quoted(model)},"created_at":"2026-11-21T12:00:00Z","message":{"role":"assistant","content":${quoted(text)}},"done":true,"done_reason":"${ended === 'cut' ? 'length' : 'stop'}","total_duration":1,"prompt_eval_count":${inputTokens},"eval_count":${outputTokens}}\n`,
  pieces: (answer) => [
    ...parts(answer.text).map(
      (content) =>
        `{"model":${quoted(answer.model)},"created_at":"2026-11-21T12:00:00Z","message":{"role":"assistant","content":${quoted(content)}},"done":false}\n`,
    ),
    ollama.whole({ ...answer, text: '' }),
  ],
  error: ({ message }) => quoted({ error: message }),
  errorPiece: (error) => `${ollama.error(error)}\n`,
};

/** The wires by name. */
export const LLM_WIRES: { readonly [name in WireName]: LlmWire } = { anthropic, openai, ollama };

function common(
  body: Body,
  { most, system }: { most: string; system?: string },
): Omit<HeardQuestion, 'schema'> {
  const messages = body.messages as readonly { role: string; content: unknown }[];
  const said = (role: string) =>
    messages
      .filter((one) => one.role === role)
      .map(textOf)
      .join('');
  const maxTokens = body[most];
  if (typeof body.model !== 'string' || typeof maxTokens !== 'number') throw new Error(`no model or ${most}`);
  return {
    model: body.model,
    system: system ?? said('system'),
    user: said('user'),
    maxTokens,
    temperature: typeof body.temperature === 'number' ? body.temperature : null,
    stream: body.stream === true,
    tools: Array.isArray(body.tools) ? body.tools.length : 0,
  };
}

function textOf({ content }: { readonly content: unknown }): string {
  if (typeof content === 'string') return content;
  return (content as readonly { text: string }[]).map(({ text }) => text).join('');
}

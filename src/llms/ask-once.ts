import type { Llm, LlmOutcome, LlmPrompt, LlmUsage } from '../core/llm.ts';
import { failed, failureOf, garbled, refusesSchema, type Service } from './failure.ts';
import { type Exchanged, exchange, type Question } from './http-exchange.ts';

/** What was read of an answer. */
export interface Reading {
  readonly text: string;
  /** The model as the service calls it. */
  readonly model: string | null;
  readonly usage: LlmUsage;
  /** `broken`: it stopped in the middle; `cut`: it reached its number of tokens. */
  readonly ended: 'whole' | 'cut' | 'declined' | 'broken';
}

/** The way to put one question to a service. */
export interface Way {
  readonly service: Service;
  /** The answer comes in many small pieces with a frame around each. */
  readonly stream: boolean;
  /** Whether the service is asked to hold the answer to the schema of the prompt. */
  readonly structured: boolean;
  /**
   * Calls `post` once and reads what came back, also what is not whole, as far as it goes. Rejects where that is not
   * what such a service says.
   */
  talk(prompt: LlmPrompt, means: Means): Promise<Reading>;
}

export interface Means {
  readonly structured: boolean;
  readonly signal: AbortSignal;
  post(question: Omit<Question, 'signal' | 'maxBytes' | 'ends'>, ends?: RegExp): Promise<Exchanged>;
}

/** A stream has some hundred bytes around each few letters. */
const FRAMES = 16;
/** After the signal, what came until then is still read: it may say how much was counted. */
const LAST_LOOK_MS = 250;
const NAME = /^[\w.:/@+-]{1,200}$/;
/** Models that think aloud do so at the beginning. */
const THOUGHTS = /^\s*<think>[\s\S]*?<\/think>\s*/;

/** A client that puts questions by this way. */
export function llmBy(way: Way): Llm {
  let structured = way.structured;
  return {
    model: way.service.model,
    async ask(prompt, { signal, maxBytes }) {
      let came: Exchanged | null = null;
      const post: Means['post'] = async (question, ends) => {
        const cap = way.stream ? maxBytes * FRAMES : maxBytes;
        came = await exchange({
          ...question,
          signal,
          maxBytes: cap,
          ...(ends === undefined ? {} : { ends }),
        });
        return came;
      };
      const talking = way.talk(prompt, { structured, signal, post }).catch((error: unknown) => nameOf(error));
      const reading = await soonAfter(signal, talking);
      // TypeScript does not see that `post` was called.
      const exchanged = came as Exchanged | null;
      if (exchanged === null) return neverAsked(way.service, { reading, signal });
      const outcome = outcomeOf(exchanged, { reading, service: way.service, maxBytes });
      if (structured && prompt.schema !== undefined && refusesSchema(exchanged)) structured = false;
      return outcome;
    },
  };
}

/** What `talking` comes to, or null when that is not soon after the signal. */
async function soonAfter<T>(signal: AbortSignal, talking: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  let expired = () => {};
  const late = new Promise<null>((done) => {
    expired = () => {
      timer = setTimeout(() => done(null), LAST_LOOK_MS);
    };
    if (signal.aborted) expired();
    else signal.addEventListener('abort', expired, { once: true });
  });
  try {
    return await Promise.race([talking, late]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', expired);
  }
}

function neverAsked(
  { host }: Service,
  { reading, signal }: { reading: Reading | string | null; signal: AbortSignal },
): LlmOutcome {
  if (signal.aborted || reading === null) return failed('timeout', `there was no time to ask ${host}`);
  return failed(
    'refused',
    `${host} cannot be asked so (${typeof reading === 'string' ? reading : 'no question'})`,
  );
}

function outcomeOf(
  came: Exchanged,
  { reading, service, maxBytes }: { reading: Reading | string | null; service: Service; maxBytes: number },
): LlmOutcome {
  const read = typeof reading === 'string' ? null : reading;
  const usage = read === null || isUnknown(read.usage) ? {} : { usage: read.usage };
  const failure = failureOf(came, service, Date.now());
  if (failure !== null) return { ...failure, ...usage };
  if (read === null || isNothing(read)) return garbled(service, whatCame(came));
  const text = read.text.replace(THOUGHTS, '');
  const { host } = service;
  if (read.ended === 'declined') return { ...failed('refused', `${host} declined to answer this`), ...usage };
  if (Buffer.byteLength(text) > maxBytes)
    return { ...failed('too-long', `${host} answered more than ${maxBytes} bytes`), ...usage };
  if (read.ended === 'cut')
    return { ...failed('too-long', `${host} was not done at its number of tokens`), ...usage };
  if (read.ended === 'broken')
    return { ...garbled(service, 'stopped in the middle of its answer'), ...usage };
  if (text.trim() === '') return { ...garbled(service, 'answered without a word'), ...usage };
  const model = read.model !== null && NAME.test(read.model) ? read.model : service.model;
  return { ok: true, text, model, usage: read.usage };
}

/** Not one piece of a stream was understood. */
function isNothing({ text, model, usage, ended }: Reading): boolean {
  return ended === 'broken' && text === '' && model === null && isUnknown(usage);
}

function isUnknown({ inputTokens, outputTokens }: LlmUsage): boolean {
  return inputTokens === null && outputTokens === null;
}

function whatCame({ body, contentType }: Exchanged): string {
  if (body.length === 0) return 'answered nothing';
  if (/html/i.test(contentType)) return 'answered with a page: look at `base_url`';
  return 'answered what no such service says: look at `type` and `base_url`';
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown reason';
}

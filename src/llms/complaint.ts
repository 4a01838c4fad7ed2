/** What a service says is wrong, in its own error format. Only words that no prompt can hide in are kept. */
export interface Complaint {
  /** Status it names inside of an answer that says 200. */
  readonly status: number | null;
  /** Names such as `rate_limit_error` or `model_not_found`. */
  readonly names: readonly string[];
  /** The option of ours that it does not take. */
  readonly about: 'structured' | 'temperature' | 'max_tokens' | 'credit' | null;
}

const NAME = /^[a-z][a-z_]{2,59}$/;

/**
 * Reads `{"error": …}` of Anthropic, of OpenAI and of Ollama, in an answer or in one event of a stream. What it says in
 * sentences is looked into and never repeated: it may quote what was asked, or the key. Null where nothing is wrong.
 */
export function complaintIn(text: string): Complaint | null {
  const error = errorOf(text);
  if (error === null) return null;
  const { type, code, message, param } = error;
  const said = [type, code, message, param].filter((part) => typeof part === 'string').join(' ');
  const status = typeof code === 'number' && code >= 400 && code < 600 ? code : null;
  const names = [type, code].filter((part): part is string => typeof part === 'string' && NAME.test(part));
  return { status, names: [...new Set(names)], about: aboutOf(said) };
}

/** Whether it says that it has too much to do just now. */
export function isBusy({ names, status }: Complaint): boolean {
  return (
    status === 429 || status === 529 || names.some((name) => /overload|rate_limit|quota|capacity/.test(name))
  );
}

function aboutOf(said: string): Complaint['about'] {
  if (/response_format|json_schema|output_config|output_format|structured|grammar|\bschema\b/i.test(said))
    return 'structured';
  if (/temperature/i.test(said)) return 'temperature';
  if (/max_(?:completion_)?tokens/i.test(said)) return 'max_tokens';
  return /credit|billing|payment/i.test(said) ? 'credit' : null;
}

/** The error as a map; the whole text, a line of it (NDJSON), or the data of an event (SSE) holds it. */
function errorOf(text: string): { readonly [key: string]: unknown } | null {
  const whole = errorIn(text);
  if (whole !== null || !text.includes('"error"')) return whole;
  for (const line of text.split('\n')) {
    if (!line.includes('"error"')) continue;
    const found = errorIn(line.replace(/^data:/, ''));
    if (found !== null) return found;
  }
  return null;
}

function errorIn(text: string): { readonly [key: string]: unknown } | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  // Some answer with a list that holds it.
  const [first] = Array.isArray(value) ? value : [value];
  if (!isMap(first)) return null;
  const { error } = first;
  if (typeof error === 'string') return { message: error };
  if (isMap(error)) return error;
  // LM Studio, vLLM and others: {"object": "error", "message": …}.
  return first.object === 'error' || typeof first.detail === 'string'
    ? { ...first, message: first.message ?? first.detail }
    : null;
}

function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

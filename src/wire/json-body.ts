import type { z } from 'zod';
import { invalid } from './invalid.ts';

/** Deeper nesting than this is not read. */
const DEPTH = 32;

/**
 * What a text writes in JSON, checked by a schema. Looked at for its depth before it is parsed, so that a million
 * brackets cost no stack. Throws MESSAGE_INVALID.
 */
export function jsonOf<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> {
  if (depth(text) > DEPTH) throw invalid(`it is nested deeper than ${DEPTH}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid('it is no JSON', error);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.map(String).join('.') ?? '';
  throw invalid(`${where === '' ? 'it' : where.slice(0, 100)}: ${issue?.message.slice(0, 200)}`);
}

function depth(text: string): number {
  let deepest = 0;
  let now = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 34) {
      i++;
      while (i < text.length && text.charCodeAt(i) !== 34) i += text.charCodeAt(i) === 92 ? 2 : 1;
    } else if (c === 123 || c === 91) {
      if (++now > deepest) deepest = now;
      if (deepest > DEPTH) return deepest;
    } else if (c === 125 || c === 93) now--;
  }
  return deepest;
}

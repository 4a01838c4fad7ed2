import type { z } from 'zod';
import { bodyOf, type Envelope, type Kind, type Sealing, seal } from './envelope.ts';
import { invalid } from './invalid.ts';
import { jsonOf } from './json-body.ts';

/** Letters of a body in JSON, at most: what is parsed takes many times the memory of its text. */
export const MOST_JSON = 8 << 20;

/** An entry whose body is JSON, `count` things in it. Throws RangeError where it is too long. */
export function packJson(sealing: Sealing & { readonly kind: Kind; readonly count: number }, value: unknown) {
  const body = Buffer.from(JSON.stringify(value));
  if (body.length > MOST_JSON) throw new RangeError(`${body.length} bytes of JSON are too much for an entry`);
  return seal(sealing, body);
}

/** What an entry in JSON says, checked. Throws MESSAGE_INVALID. */
export function unpackJson<Schema extends z.ZodType>(
  envelope: Envelope,
  kind: Kind,
  schema: Schema,
): z.output<Schema> {
  const body = bodyOf(envelope, kind);
  if (body.length > MOST_JSON) throw invalid(`${body.length} bytes of JSON are too much`);
  return jsonOf(body.toString('utf8'), schema);
}

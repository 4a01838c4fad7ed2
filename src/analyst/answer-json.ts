import type { z } from 'zod';

/** Characters of an answer that are looked at. */
const LONGEST = 65_536;
/** Beginnings of an object that are tried. */
const MOST_TRIED = 12;

/**
 * The first JSON object of a text that has the shape wanted, whatever stands around it: fences, thoughts, greetings.
 * Otherwise which of the two was missing, and in what place.
 */
export function readJson<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): { readonly value: z.output<Schema> } | { readonly fault: 'not-json' | 'shape'; readonly reason: string } {
  const read = text.slice(0, LONGEST);
  let shape: string | null = null;
  // What does not end was cut, whatever is whole within it.
  let cut = false;
  let from = read.indexOf('{');
  for (let tried = 0; from >= 0 && tried < MOST_TRIED; tried++) {
    const to = endOf(read, from);
    cut ||= to < 0;
    const value = to < 0 ? undefined : parsed(read.slice(from, to));
    if (value !== undefined) {
      const result = schema.safeParse(value);
      if (result.success) return { value: result.data };
      const [issue] = result.error.issues;
      shape ??= `${issue?.path.join('.') || 'the answer'}: ${issue?.message ?? 'wrong'}`;
    }
    // Within an object that was read whole there is no other answer.
    from = read.indexOf('{', value === undefined ? from + 1 : to);
  }
  if (shape !== null && !cut)
    return { fault: 'shape', reason: `the answer has another shape than asked for: ${shape.slice(0, 200)}` };
  return {
    fault: 'not-json',
    reason: text.trim() === '' ? 'the answer is empty' : 'the answer holds no JSON object that ends',
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Behind the bracket that closes the one at `from`; −1 where none does. */
function endOf(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const character = text[i];
    if (quoted) {
      if (character === '\\') i++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return i + 1;
  }
  return -1;
}

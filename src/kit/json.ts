/** Deeper nesting than this is not read. */
const JSON_DEPTH = 32;
/** Keys kept of one object with all that is in it. */
const JSON_KEYS = 256;

export type JsonObject = { [key: string]: unknown };

/**
 * The object that `bytes[start, end)` writes in JSON; null when it is no JSON, no object, or nested deeper than
 * `JSON_DEPTH` (looked at before parsing, so that 100,000 brackets cost no stack). Keys like `__proto__` are plain keys
 * of the result and of all objects in it; of a key that occurs twice the last value counts.
 */
export function readJsonObject(bytes: Buffer, start: number, end: number): JsonObject | null {
  let at = start;
  while (at < end && bytes[at]! <= 32) at++;
  if (at >= end || bytes[at] !== 123 || depth(bytes, at, end) > JSON_DEPTH) return null;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8', at, end));
    return value as JsonObject;
  } catch {
    return null;
  }
}

/** Own property of an object that came from JSON; undefined for what is only inherited (`constructor`). */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Whether an object is beyond what a copy keeps: more keys, with all that is in it, or nested deeper. */
export function exceedsCaps(object: JsonObject): boolean {
  return keysLeft(object, JSON_KEYS, 1) < 0;
}

/**
 * A copy without prototypes, with at most `JSON_KEYS` keys and without those in `leave`; what lies deeper than
 * `JSON_DEPTH` is a note. `cut` tells how much was left out because of the caps.
 */
export function withoutPrototypes(
  object: JsonObject,
  leave: ReadonlySet<string> = NOTHING,
): { fields: JsonObject; cut: number } {
  const budget = { keys: JSON_KEYS, cut: 0 };
  return { fields: copyObject(object, budget, { leave, depth: 1 }), cut: budget.cut };
}

const NOTHING: ReadonlySet<string> = new Set();

interface Place {
  readonly leave: ReadonlySet<string>;
  readonly depth: number;
}

function keysLeft(value: unknown, before: number, depth: number): number {
  if (typeof value !== 'object' || value === null) return before;
  if (depth > JSON_DEPTH) return -1;
  let left = before;
  if (!Array.isArray(value)) left -= Object.keys(value).length;
  for (const inner of Object.values(value)) {
    if (left < 0) break;
    left = keysLeft(inner, left, depth + 1);
  }
  return left;
}

function copyObject(object: JsonObject, budget: { keys: number; cut: number }, place: Place): JsonObject {
  const copy: JsonObject = Object.create(null);
  for (const key of Object.keys(object)) {
    if (place.leave.has(key)) continue;
    if (budget.keys <= 0) {
      budget.cut++;
      continue;
    }
    budget.keys--;
    copy[key] = copyValue(object[key], budget, place.depth + 1);
  }
  return copy;
}

function copyValue(value: unknown, budget: { keys: number; cut: number }, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > JSON_DEPTH) {
    budget.cut++;
    return Array.isArray(value) ? '[…]' : '{…}';
  }
  if (Array.isArray(value)) return value.map((item) => copyValue(item, budget, depth + 1));
  return copyObject(value as JsonObject, budget, { leave: NOTHING, depth });
}

function depth(bytes: Uint8Array, start: number, end: number): number {
  let deepest = 0;
  let now = 0;
  for (let i = start; i < end; i++) {
    const c = bytes[i]!;
    if (c === 34) {
      i++;
      while (i < end && bytes[i] !== 34) i += bytes[i] === 92 ? 2 : 1;
    } else if (c === 123 || c === 91) {
      if (++now > deepest) deepest = now;
      if (deepest > JSON_DEPTH) return deepest;
    } else if (c === 125 || c === 93) now--;
  }
  return deepest;
}

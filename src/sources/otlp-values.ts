/** A value of OTLP as JSON has it, within caps. */
export type OtlpValue =
  | string
  | number
  | boolean
  | null
  | readonly OtlpValue[]
  | { readonly [key: string]: OtlpValue };

/** Attributes by their keys; the object has no prototype. */
export type OtlpAttributes = { readonly [key: string]: OtlpValue };

/** What a request holds that is not what OTLP says. */
export class OtlpInvalid extends Error {}

/** Attributes kept of one record, resource or point, with all that is in them. */
const MOST_KEYS = 256;
/** The line around it is one deeper, and is read to 32. */
const DEPTH = 30;

/** Counts what of one record is kept, and what was left out because of the caps. */
export class OtlpBudget {
  keys = MOST_KEYS;
  dropped = 0;
}

/** An object's member where it is an object; null where there is none. Fails with OtlpInvalid. */
export function objectIn(value: unknown): { readonly [key: string]: unknown } | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) throw new OtlpInvalid('an object is wanted');
  return value as { readonly [key: string]: unknown };
}

/** A list; an empty one where there is none. Fails with OtlpInvalid. */
export function listIn(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new OtlpInvalid('a list is wanted');
  return value;
}

/** A text; empty where there is none. Fails with OtlpInvalid. */
export function textIn(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new OtlpInvalid('a text is wanted');
  return value;
}

/** Nanoseconds since 1970 as digits; '0' where there are none. Fails with OtlpInvalid. */
export function nanosIn(value: unknown): string {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return value;
  if (value === undefined || value === null || value === '') return '0';
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 64) {
    return String(BigInt(value));
  }
  throw new OtlpInvalid('a time is nanoseconds since 1970');
}

/** A number, also where it was written as text; NaN where there is none, or none that can be reckoned with. */
export function numberIn(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^[-+]?[\d.]+(?:e[-+]?\d+)?$/i.test(value)) return Number.NaN;
  return Number(value);
}

/** Attributes of a list of keys and values; the last of equal keys counts. Fails with OtlpInvalid. */
export function attributesIn(list: unknown, budget: OtlpBudget, depth = 1): OtlpAttributes {
  const made: { [key: string]: OtlpValue } = Object.create(null);
  for (const entry of listIn(list)) {
    const pair = objectIn(entry);
    const key = textIn(pair?.key);
    if (key === '') continue;
    if (budget.keys <= 0) {
      budget.dropped++;
      continue;
    }
    budget.keys--;
    made[key] = valueIn(pair!.value, budget, depth + 1);
  }
  return made;
}

/** What an AnyValue holds. Whole numbers that a number cannot hold stay text, bytes are base64. Fails with OtlpInvalid. */
export function valueIn(value: unknown, budget: OtlpBudget, depth = 1): OtlpValue {
  const any = objectIn(value);
  if (any === null) return null;
  if (any.stringValue !== undefined) return textIn(any.stringValue);
  if (any.boolValue !== undefined) return any.boolValue === true || any.boolValue === 'true';
  if (any.intValue !== undefined) return wholeIn(any.intValue);
  if (any.doubleValue !== undefined) return doubleIn(any.doubleValue);
  if (any.bytesValue !== undefined) return textIn(any.bytesValue);
  if (any.arrayValue === undefined && any.kvlistValue === undefined) return null;
  if (depth > DEPTH) {
    budget.dropped++;
    return '…';
  }
  if (any.kvlistValue !== undefined) return attributesIn(objectIn(any.kvlistValue)?.values, budget, depth);
  return listIn(objectIn(any.arrayValue)?.values).map((item) => valueIn(item, budget, depth + 1));
}

function wholeIn(value: unknown): number | string {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value))
    throw new OtlpInvalid('a whole number is wanted');
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

/** JSON has no word for what is not finite; OTLP writes it as text. */
function doubleIn(value: unknown): number | string {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return value;
  const read = numberIn(value);
  if (Number.isNaN(read)) throw new OtlpInvalid('a number is wanted');
  return Number.isFinite(read) ? read : String(read);
}

import type { Fields } from '../core/event.ts';
import { MAX_KEYS } from './pairs.ts';

/** Deeper objects and lists are kept as nothing but a note. */
const MAX_DEPTH = 32;

/** A parsed value within the caps, on objects without a prototype; `cut` counts what was left out. */
export function boundedFields(value: object): { fields: Fields; cut: number } {
  const state = { keys: 0, cut: 0 };
  const fields = bounded(value, 1, state) as Fields;
  return { fields, cut: state.cut };
}

function bounded(value: unknown, depth: number, state: { keys: number; cut: number }): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) {
    state.cut++;
    return Array.isArray(value) ? '[…]' : '{…}';
  }
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      if (++state.keys > MAX_KEYS) {
        state.cut += value.length - items.length;
        break;
      }
      items.push(bounded(item, depth + 1, state));
    }
    return items;
  }
  const out: Fields = Object.create(null);
  for (const key of Object.keys(value)) {
    if (++state.keys > MAX_KEYS) state.cut++;
    else out[key] = bounded((value as Fields)[key], depth + 1, state);
  }
  return out;
}

/** Whether a parsed object is beyond the caps; looks no further than they reach. */
export function exceedsCaps(value: object): boolean {
  return count(value, 1) > MAX_KEYS;
}

/** Keys and items within; more than the cap when one lies too deep. */
function count(value: object, depth: number): number {
  if (depth > MAX_DEPTH) return MAX_KEYS + 1;
  let keys = 0;
  for (const key in value) {
    const inner = (value as Fields)[key];
    keys++;
    if (typeof inner === 'object' && inner !== null) keys += count(inner, depth + 1);
    if (keys > MAX_KEYS) return keys;
  }
  return keys;
}

import type { Fields } from '../core/event.ts';
import { MAX_KEYS } from './pairs.ts';

/** Deeper objects and lists are kept as nothing but a note. */
export const MAX_DEPTH = 32;

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
  let keys = 0;
  const walk = (v: unknown, depth: number): boolean => {
    if (typeof v !== 'object' || v === null) return false;
    if (depth > MAX_DEPTH) return true;
    for (const item of Array.isArray(v) ? v : Object.values(v)) {
      if (++keys > MAX_KEYS || walk(item, depth + 1)) return true;
    }
    return false;
  };
  return walk(value, 1);
}

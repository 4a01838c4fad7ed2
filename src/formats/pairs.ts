import type { Fields } from '../core/event.ts';

/** More keys than these are counted, not kept. */
const MAX_KEYS = 256;

/** Pairs further into a line than this are not looked for. */
export const PAIRS_BYTES = 16_384;

const PAIR = /([^\s="',{}]{1,64})=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S*))/g;

/** `key=value key="quoted value"` as fields; `cut` counts the pairs beyond the cap. Of equal keys the last counts. */
export function readPairs(text: string): { fields: Fields; cut: number } {
  const fields: Fields = Object.create(null);
  let kept = 0;
  let cut = 0;
  for (const [, key, quoted, single, bare] of text.matchAll(PAIR)) {
    if (kept >= MAX_KEYS && !(key! in fields)) {
      cut++;
      continue;
    }
    kept++;
    fields[key!] = quoted === undefined ? (single ?? bare) : unescapeQuoted(quoted);
  }
  return { fields, cut };
}

/** Text of a quoted value with `\"`, `\\`, `\n`, `\t` taken back. */
export function unescapeQuoted(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(.)/gs, (_, c: string) =>
    c === 'n' ? '\n' : c === 't' ? '\t' : c === 'r' ? '\r' : c,
  );
}

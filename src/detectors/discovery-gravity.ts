import type { First } from '../core/template.ts';

/** What a bad line loses that is known, and only its host is new. */
const ELSEWHERE = 0.1;
/** What a line gains in which somebody new crosses the border of the network. */
const ACROSS = 0.3;
/** What did not get through crossed no border. */
const STOPPED =
  /\b(?:den(?:y|ied)|drop(?:ped)?|reject(?:ed)?|refused|block(?:ed)?|discard(?:ed)?|filtered)\b/i;
const INSIDE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;
const NEITHER = /^(?:0|127|169\.254|22[4-9]|23\d|24\d|25[0-5])\./;
const ADDRESSES = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g;

/**
 * How bad it reads that something is new: what the line says, more when an address inside that such lines never named
 * is in touch with one outside (or the other way round), less when the line is known from other hosts.
 *
 * @param message what the line says, with its values
 */
export function gravityOfFirst(first: First, reads: number, message: string): number {
  if (first.kind === 'host') return reads >= 0.5 ? reads - ELSEWHERE : reads;
  if (first.kind !== 'facet' || (first.facet !== 'network' && first.facet !== 'scope')) return reads;
  if (STOPPED.test(message)) return reads;
  const addresses = message.slice(0, 2000).match(ADDRESSES) ?? [];
  const across = addresses.some(isInside) && addresses.some(isOutside);
  return across && (first.facet === 'scope' || isInside(first.example))
    ? Math.min(0.9, reads + ACROSS)
    : reads;
}

function isInside(address: string): boolean {
  return INSIDE.test(address);
}

function isOutside(address: string): boolean {
  return !INSIDE.test(address) && !NEITHER.test(address);
}

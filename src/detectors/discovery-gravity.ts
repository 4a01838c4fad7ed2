import type { First } from '../core/template.ts';

/** What a bad line loses that is known, and only its host or one of its values is new. */
const KNOWN = 0.1;
/** What a line gains in which somebody new crosses the border of the network. */
const ACROSS = 0.3;
/** What did not get through crossed no border. */
const STOPPED =
  /\b(?:den(?:y|ied)|drop(?:ped)?|reject(?:ed)?|refused|block(?:ed)?|discard(?:ed)?|filtered)\b/i;
const INSIDE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;
const NEITHER = /^(?:0|127|169\.254|22[4-9]|23\d|24\d|25[0-5])\./;
const ADDRESSES = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g;

/**
 * How bad it reads that something is new: what the line says, less when such lines are known and only a value or the
 * host is not, and more when an address inside that such lines never named is in touch with one outside (or the other
 * way round).
 *
 * @param message what the line says, with its values
 */
export function gravityOfFirst(first: First, reads: number, message: string): number {
  if (first.kind === 'template') return reads;
  if (first.kind === 'facet' && crosses(first, message)) return Math.min(0.9, reads + ACROSS);
  return reads >= 0.5 ? reads - KNOWN : reads;
}

function crosses({ facet, example }: First & { kind: 'facet' }, message: string): boolean {
  if ((facet !== 'network' && facet !== 'scope') || STOPPED.test(message)) return false;
  const addresses = message.slice(0, 2000).match(ADDRESSES) ?? [];
  const across = addresses.some(isInside) && addresses.some(isOutside);
  return across && (facet === 'scope' || isInside(example));
}

function isInside(address: string): boolean {
  return INSIDE.test(address);
}

function isOutside(address: string): boolean {
  return !INSIDE.test(address) && !NEITHER.test(address);
}

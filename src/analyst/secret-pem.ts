import type { Cut } from './secret-blobs.ts';

/** Lines with which a PEM block begins and ends (RFC 7468); one that is cut at either end counts, too. */
export const PEM_BEGINS = /-----\s*BEGIN [A-Z0-9 ]{2,50}-----/;
export const PEM_ENDS = /-----\s*END [A-Z0-9 ]{2,50}-----/;
/** What a line within a block looks like. */
export const PEM_BODY =
  /^[\s|>*#]*(?:[A-Za-z0-9+/]{20,}={0,2}|[A-Za-z0-9+/]{1,76}={0,2}|[\w-]+: .*)?[\s\\n]*$/;

const BLOCK =
  /-----\s*BEGIN [A-Z0-9 ]{2,50}(?:-----[\s\S]*?(?:-----\s*END [A-Z0-9 ]{2,50}-{1,5}|$)|-{0,4}$)/g;
const END = /-----\s*END [A-Z0-9 ]{2,50}-{1,5}/g;
const BODY = /[A-Za-z0-9+/=\s\\]/;

/** A text without its PEM blocks: in one line, cut at the end, or with nothing but their end. */
export function cutPem(text: string, cut: Cut): string {
  if (!text.includes('-----')) return text;
  const rest = text.replace(BLOCK, () => cut('PEM block'));
  let out = '';
  let done = 0;
  for (const { 0: end, index } of rest.matchAll(END)) {
    let start = index;
    while (start > done && BODY.test(rest[start - 1]!)) start--;
    out += `${rest.slice(done, start)} ${cut('PEM block')}`;
    done = index + end.length;
  }
  return out + rest.slice(done);
}

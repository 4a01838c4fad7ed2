/** Does not show, does not break, and keeps what it stands in from being read as something else. */
export const JOINER = '\u2060';

/**
 * Text for places that turn addresses, names and words with a sign before them into links by themselves: each of these
 * is parted by an invisible character and stays text. So is what HTML and Slack would take for a tag.
 */
export function inert(text: string): string {
  return text
    .replace(/(?<=[a-z]):\/\//gi, `:${JOINER}//`)
    .replace(/\b(mailto|tel|tg|sms):/gi, `$1${JOINER}:`)
    .replace(/<(?=[!@#/?a-z])/gi, `<${JOINER}`)
    .replace(/[@#](?=[\p{L}\p{N}_])/gu, (sign) => `${sign}${JOINER}`)
    .replace(/(?<![\p{L}\p{N}/])\/(?=[a-z])/giu, `/${JOINER}`)
    .replace(/(?<=[\p{L}\p{N}-])\.(?=\p{L}{2})/gu, `.${JOINER}`);
}

/** At most `length` UTF-16 units, what is left out marked, no surrogate pair cut in two. */
export function cutText(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** At most `most` bytes of UTF-8, what is left out marked. */
export function cutBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  const bytes = Buffer.from(text).subarray(0, most - 3);
  let end = bytes.length;
  // Back to where a character begins, in case the last one is not whole.
  while (end > 0 && (bytes[end - 1]! & 0xc0) === 0x80) end--;
  const whole = bytes.length - end + 1 === lengthOf(bytes[end - 1] ?? 0);
  return `${bytes.toString('utf8', 0, whole ? bytes.length : Math.max(0, end - 1))}…`;
}

/** Bytes of the character that begins with this one (RFC 3629, section 3). */
function lengthOf(first: number): number {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** A link that may be given to a service as one; null for anything but the web. */
export function webLink(link: string | undefined): string | null {
  const url = link === undefined ? null : URL.parse(link);
  return url !== null && /^https?:$/.test(url.protocol) && url.href.length <= 2000 ? url.href : null;
}

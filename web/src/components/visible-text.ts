/** A piece of a line: plain, or a character that would not be seen, by name. */
export interface TextPart {
  readonly text: string;
  readonly kind: 'plain' | 'marked' | 'hidden';
}

/** A stretch of a text, in UTF-16 units. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Control characters, what turns the direction of writing round, and what has no width: a line must not be able to look
 * like another one.
 */
const UNSEEN =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** A line in pieces to show: marked stretches, and names such as `ESC` in place of characters that cannot be seen. */
export function textParts(text: string, marked: readonly Stretch[] = []): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const { start, end } of tidy(marked, text.length)) {
    if (start > at) push(parts, text.slice(at, start), 'plain');
    push(parts, text.slice(start, end), 'marked');
    at = end;
  }
  if (at < text.length) push(parts, text.slice(at), 'plain');
  return parts;
}

/** Where words stand in a text, whatever their case; at most 50 places. */
export function stretchesOf(text: string, words: readonly string[]): readonly Stretch[] {
  const lower = text.toLowerCase();
  // A few letters change their length with their case; then places would be wrong.
  if (lower.length !== text.length) return [];
  const found: Stretch[] = [];
  for (const word of words) {
    const wanted = word.toLowerCase();
    if (wanted === '') continue;
    for (
      let at = lower.indexOf(wanted);
      at >= 0 && found.length < 50;
      at = lower.indexOf(wanted, at + wanted.length)
    )
      found.push({ start: at, end: at + wanted.length });
  }
  return found;
}

/** In order, within the text, and none over another. */
function tidy(marked: readonly Stretch[], length: number): readonly Stretch[] {
  const sorted = marked
    .map(({ start, end }) => ({ start: Math.max(0, start), end: Math.min(length, end) }))
    .filter(({ start, end }) => end > start)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: { start: number; end: number }[] = [];
  for (const one of sorted) {
    const last = kept.at(-1);
    if (last !== undefined && one.start <= last.end) last.end = Math.max(last.end, one.end);
    else kept.push({ ...one });
  }
  return kept;
}

function push(parts: TextPart[], text: string, kind: 'plain' | 'marked'): void {
  let at = 0;
  for (const { index, 0: unseen } of text.matchAll(UNSEEN)) {
    if (index > at) parts.push({ text: text.slice(at, index), kind });
    parts.push({ text: nameOf(unseen), kind: 'hidden' });
    at = index + unseen.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), kind });
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'NUL'],
  [7, 'BEL'],
  [8, 'BS'],
  [10, 'LF'],
  [13, 'CR'],
  [27, 'ESC'],
  [127, 'DEL'],
]);

function nameOf(character: string): string {
  const code = character.codePointAt(0)!;
  return NAMES.get(code) ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

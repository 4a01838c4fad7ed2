import { useState } from 'preact/hooks';
import { type Stretch, stretchesOf, textParts } from './visible-text.ts';

interface LineViewProps {
  readonly text: string;
  /** Stretches to point out, such as the odd slot. */
  readonly marked?: readonly Stretch[];
  /** Words that were searched for; pointed out, too. */
  readonly words?: readonly string[];
  /** Characters shown before the rest is asked for. */
  readonly most?: number;
  /** One row, cut where the room ends. */
  readonly oneRow?: boolean;
}

const MOST = 2_000;
const MOST_IN_ROW = 600;

/** A line of a log, as text and nothing else; what cannot be seen in it is named. */
export function LineView({ text, marked = [], words = [], most, oneRow = false }: LineViewProps) {
  const [whole, setWhole] = useState(false);
  const limit = most ?? (oneRow ? MOST_IN_ROW : MOST);
  const cut = !whole && text.length > limit;
  const shown = cut ? text.slice(0, limit) : text;
  const parts = textParts(shown, words.length === 0 ? marked : [...marked, ...stretchesOf(shown, words)]);
  return (
    <span class={oneRow ? 'line line-row' : 'line'} dir="ltr">
      {parts.map(({ text: part, kind }, i) =>
        kind === 'plain' ? (
          part
        ) : kind === 'marked' ? (
          <mark key={i}>{part}</mark>
        ) : (
          <span key={i} class="line-unseen" title="a character that cannot be seen">
            {part}
          </span>
        ),
      )}
      {cut && !oneRow && (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          … {text.length - limit} more characters
        </button>
      )}
    </span>
  );
}

import { textParts } from './visible-text.ts';

const SLOT = '<*>';

/** The text of a kind of line; what varies stands out. `numbered`: slots carry their numbers. */
export function KindText({ text, numbered = false }: { readonly text: string; readonly numbered?: boolean }) {
  const parts = text.split(SLOT);
  return (
    <span class="kind-text" dir="ltr">
      {parts.map((part, i) => (
        <>
          {textParts(part).map(({ text: piece, kind }) =>
            kind === 'hidden' ? <span class="line-unseen">{piece}</span> : piece,
          )}
          {i < parts.length - 1 && <span class="slot">{numbered ? i + 1 : '*'}</span>}
        </>
      ))}
    </span>
  );
}

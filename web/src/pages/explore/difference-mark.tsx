import type { DifferenceRow } from '../../../../src/core/api-explore.ts';

type Kind = DifferenceRow['kind'];

const SHAPES: Readonly<Record<Kind, string>> = {
  new: 'M8 3v10M3 8h10',
  gone: 'M3 8h10',
  more: 'M8 13V3M4 7l4-4 4 4',
  fewer: 'M8 3v10M4 9l4 4 4-4',
};

/** How a kind of line differs: a sign and a word. */
export function DifferenceMark({ kind }: { readonly kind: Kind }) {
  return (
    <span class={`difference difference-${kind}`}>
      <svg
        class="severity-shape"
        viewBox="0 0 16 16"
        width="14"
        height="14"
        aria-hidden="true"
        focusable="false"
      >
        <path d={SHAPES[kind]} />
      </svg>
      {kind}
    </span>
  );
}

import type { RuleRow } from '../../../../src/core/api-filter.ts';

const SHAPES: Readonly<Record<RuleRow['action'], string>> = {
  drop: 'M8 3v9M4.500 8.500 8 12l3.500-3.500M3 14h10',
  keep: 'M3 8.500 6.500 12 13 4.500',
  escalate: 'M8 13V4M4.500 7.500 8 4l3.500 3.500M3 2h10',
};
const WORDS: Readonly<Record<RuleRow['action'], string>> = {
  drop: 'drops',
  keep: 'keeps',
  escalate: 'calls bad',
};

/** What a rule does with a line: a sign and a word. */
export function ActionMark({ action, page }: { readonly action: RuleRow['action']; readonly page: boolean }) {
  return (
    <span class={`action action-${action}`}>
      <svg
        class="severity-shape"
        viewBox="0 0 16 16"
        width="14"
        height="14"
        aria-hidden="true"
        focusable="false"
      >
        <path d={SHAPES[action]} />
      </svg>
      {WORDS[action]}
      {page && <span class="tag tag-bad">pages</span>}
    </span>
  );
}

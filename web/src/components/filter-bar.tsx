import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface FilterBarProps {
  /** What is used most; always seen. */
  readonly main: ComponentChildren;
  /** The rest; behind a button where there is little room. */
  readonly children: ComponentChildren;
  /** How many of the rest are set. */
  readonly set: number;
}

/** What of a list is wanted. */
export function FilterBar({ main, children, set }: FilterBarProps) {
  const [open, setOpen] = useState(false);
  return (
    <search class={open ? 'filter-bar filter-bar-open' : 'filter-bar'}>
      {main}
      <button type="button" class="button filter-more" aria-expanded={open} onClick={() => setOpen(!open)}>
        Filters{set > 0 ? ` (${set})` : ''}
      </button>
      <div class="filter-rest">{children}</div>
    </search>
  );
}

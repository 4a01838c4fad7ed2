import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { scrollToRow, windowOf } from './virtual-window.ts';

interface VirtualListProps {
  readonly count: number;
  /** Px; all rows are alike. */
  readonly rowHeight: number;
  /** What is in the list, for screen readers. */
  readonly label: string;
  /** What tells a row from others, wherever it moves to. */
  readonly keyOf: (index: number) => string | number;
  readonly row: (index: number, selected: boolean) => ComponentChildren;
  readonly rowClass?: (index: number) => string;
  /** −1: none. */
  readonly selected: number;
  readonly onSelect: (index: number) => void;
  /** Enter or a double click on a row. */
  readonly onOpen?: (index: number) => void;
  /** Stays at the end while rows are added. */
  readonly follow?: boolean;
  /** Somebody scrolled up, away from the end. */
  readonly onLeaveEnd?: () => void;
  /** The end is nearly in sight: time to ask for more. */
  readonly onNearEnd?: () => void;
}

const NEAR = 20;

/** A list of any length of which only the rows that fit are in the page. Arrows, Page, Home and End move through it. */
export function VirtualList(props: VirtualListProps) {
  const { count, rowHeight, follow = false, selected } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scrollTop: 0, viewHeight: 0 });
  const shape = { count, rowHeight, ...view };
  const shown = windowOf(shape);

  useLayoutEffect(() => {
    const element = box.current!;
    const measure = () => setView(({ scrollTop }) => ({ scrollTop, viewHeight: element.clientHeight }));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = box.current!;
    if (follow) element.scrollTop = element.scrollHeight;
  }, [follow, count, rowHeight, view.viewHeight]);

  useEffect(() => {
    if (count > 0 && shown.end >= count - NEAR) props.onNearEnd?.();
  }, [shown.end, count]);

  const scrolled = () => {
    const element = box.current!;
    const { scrollTop, clientHeight, scrollHeight } = element;
    // While following only a person scrolls up: the list itself always goes to its end.
    if (follow && scrollTop < view.scrollTop && scrollTop + clientHeight < scrollHeight - 2 * rowHeight)
      props.onLeaveEnd?.();
    setView({ scrollTop, viewHeight: clientHeight });
  };

  const select = (index: number) => {
    if (count === 0) return;
    const to = Math.max(0, Math.min(count - 1, index));
    const element = box.current!;
    element.scrollTop = scrollToRow(to, {
      ...shape,
      scrollTop: element.scrollTop,
      viewHeight: element.clientHeight,
    });
    props.onSelect(to);
  };

  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(view.viewHeight / rowHeight) - 1);
    const from = selected < 0 ? (follow ? count : shown.first - 1) : selected;
    const to = stepOf(event.key, { from, page, count });
    if (event.key === 'Enter' && selected >= 0) props.onOpen?.(selected);
    else if (to !== null) select(to);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const rows = [];
  for (let index = shown.first; index < shown.end; index++) {
    const isSelected = index === selected;
    rows.push(
      // biome-ignore lint/a11y/useKeyWithClickEvents: the list holds the focus and hears the keys of all its rows
      // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant leads to it
      <div
        key={props.keyOf(index)}
        id={`row-${index}`}
        role="option"
        aria-selected={isSelected}
        aria-posinset={index + 1}
        aria-setsize={count}
        class={`vrow ${props.rowClass?.(index) ?? ''} ${isSelected ? 'vrow-selected' : ''}`}
        style={{ height: `${rowHeight}px` }}
        onClick={() => props.onSelect(index)}
        onDblClick={() => props.onOpen?.(index)}
      >
        {props.row(index, isSelected)}
      </div>,
    );
  }

  const active = selected >= shown.first && selected < shown.end;
  return (
    <div
      ref={box}
      class="vlist"
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      {...(active ? { 'aria-activedescendant': `row-${selected}` } : {})}
      onScroll={scrolled}
      onKeyDown={pressed}
    >
      <div role="presentation" class="vlist-all" style={{ height: `${shown.height}px` }}>
        <div role="presentation" class="vlist-shown" style={{ transform: `translateY(${shown.top}px)` }}>
          {rows}
        </div>
      </div>
    </div>
  );
}

function stepOf(
  key: string,
  { from, page, count }: { from: number; page: number; count: number },
): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return from + 1;
    case 'ArrowUp':
    case 'k':
      return from - 1;
    case 'PageDown':
      return from + page;
    case 'PageUp':
      return from - page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

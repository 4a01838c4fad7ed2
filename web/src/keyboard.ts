import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { letterKeys } from './settings.ts';

/** A key of a page, and what it does in a few words. */
export interface Key {
  readonly key: string;
  readonly says: string;
  readonly run: () => void;
}

/** Keys that work just now, the latest page's last; the help shows them. */
export const keys = signal<readonly (readonly Key[])[]>([]);

/** Keys of a component for as long as it is there. */
export function useKeys(wanted: readonly Key[]): void {
  const latest = useRef(wanted);
  latest.current = wanted;
  const names = wanted.map(({ key, says }) => `${key} ${says}`).join('\n');
  // Before the picture is shown, as a key may follow at once; what it does is looked up when it is pressed.
  useLayoutEffect(() => {
    const mine = wanted.map(({ key, says }) => ({
      key,
      says,
      run: () => latest.current.find((one) => one.key === key)?.run(),
    }));
    keys.value = [...keys.peek(), mine];
    return () => {
      keys.value = keys.peek().filter((set) => set !== mine);
    };
  }, [names]);
}

/** Listens to the keyboard; letters stay with fields, dialogs and the browser. */
export function followKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target as HTMLElement | null;
    if (at?.closest('input, textarea, select, [contenteditable], dialog')) return;
    // A button that has the focus is pressed by these.
    if ((event.key === ' ' || event.key === 'Enter') && at?.closest('button, a, summary')) return;
    if (letterKeys.value === 'off' && event.key.length === 1) return;
    // The last that came has the first word: a page before the frame around it.
    const found = keys
      .peek()
      .flat()
      .findLast(({ key }) => key === event.key);
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  });
}

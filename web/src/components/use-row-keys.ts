import { type Key, useKeys } from '../keyboard.ts';

/**
 * j and k go from row to row: elements with `data-row`, wherever they are on the page. `more` are keys that do something
 * with the row that has the focus; its `data-row` is what they get.
 */
export function useRowKeys(
  what: string,
  more: readonly (Omit<Key, 'run'> & { run(row: string): void })[] = [],
): void {
  useKeys([
    { key: 'j', says: `next ${what}`, run: () => step(1) },
    { key: 'k', says: `previous ${what}`, run: () => step(-1) },
    ...more.map(({ run, ...key }) => ({
      ...key,
      run: () => {
        const row = current() ?? rows()[0];
        if (row !== undefined) run(row.dataset.row!);
      },
    })),
  ]);
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('main [data-row]')];
}

function current(): HTMLElement | undefined {
  return document.activeElement?.closest<HTMLElement>('[data-row]') ?? undefined;
}

function step(by: 1 | -1): void {
  const all = rows();
  const at = all.indexOf(current() as HTMLElement);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  const target = next?.matches('a, button') ? next : next?.querySelector<HTMLElement>('a, button');
  target?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

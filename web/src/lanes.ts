/** A stretch on a time line, with where it is drawn. */
export interface Placed<T> {
  readonly item: T;
  /** Percent of the width. */
  readonly left: number;
  readonly width: number;
  /** 0 for the first row. */
  readonly row: number;
}

export interface Lanes {
  readonly from: number;
  readonly to: number;
  /** Rows at most; what finds no room is left out. */
  readonly rows: number;
  /** Percent that a stretch takes at least, so that it can be seen and hit. */
  readonly least: number;
}

/**
 * Puts stretches of time (epoch ms) into rows without overlap, those that come first in the list first. Those outside
 * the range are left out.
 */
export function inLanes<T extends { readonly from: number; readonly to: number }>(
  items: readonly T[],
  { from, to, rows, least }: Lanes,
): readonly Placed<T>[] {
  const taken: [number, number][][] = Array.from({ length: rows }, () => []);
  const placed: Placed<T>[] = [];
  for (const item of items) {
    if (item.to < from || item.from > to || to <= from) continue;
    const share = (time: number) => ((Math.min(to, Math.max(from, time)) - from) / (to - from)) * 100;
    const width = Math.max(least, share(item.to) - share(item.from));
    const left = Math.min(share(item.from), 100 - width);
    const row = taken.findIndex((one) => one.every(([a, b]) => left >= b || left + width <= a));
    if (row < 0) continue;
    taken[row]!.push([left, left + width]);
    placed.push({ item, left, width, row });
  }
  return placed;
}

/** Which rows of a long list have to exist. */
export interface VirtualWindow {
  /** First row that is made, and the one behind the last. */
  readonly first: number;
  readonly end: number;
  /** Px from the top of the list to the first row that is made. */
  readonly top: number;
  /** Px of the whole list, so that the scroll bar tells the truth. */
  readonly height: number;
}

export interface VirtualView {
  readonly count: number;
  /** Px; all rows are alike, so that nothing has to be measured. */
  readonly rowHeight: number;
  readonly scrollTop: number;
  readonly viewHeight: number;
  /** Rows made beyond either edge, so that a quick wheel meets no hole. */
  readonly spare?: number;
}

const SPARE = 4;
/** Nobody has a taller screen; a list whose height is not limited by its page must not make every row. */
const TALLEST = 4_400;

/** The rows that fit into the view, and a few beyond; never more than that, however long the list is. */
export function windowOf({
  count,
  rowHeight,
  scrollTop,
  viewHeight,
  spare = SPARE,
}: VirtualView): VirtualWindow {
  const height = count * rowHeight;
  const view = Math.min(Math.max(0, viewHeight), TALLEST);
  // A list that got shorter leaves the browser's scrollTop behind its end until the next layout.
  const scrolled = Math.min(Math.max(0, scrollTop), Math.max(0, height - view));
  const first = Math.max(0, Math.floor(scrolled / rowHeight) - spare);
  const end = Math.min(count, Math.ceil((scrolled + view) / rowHeight) + spare);
  return { first, end, top: first * rowHeight, height };
}

/** Where the list has to be scrolled to (px) so that a row is seen whole; as it is when it is. */
export function scrollToRow(row: number, { rowHeight, scrollTop, viewHeight }: VirtualView): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  const below = top + rowHeight - viewHeight;
  return below > scrollTop ? below : scrollTop;
}

import { placeOf } from '../core/evidence.ts';
import type { Evidence, Finding } from '../core/finding.ts';
import { count } from '../core/words.ts';
import { type Cell, cells, shownText, takeColumns, widthOfCells, wrapCells } from '../kit/terminal.ts';
import { columns, type Page } from './page.ts';

/** Rows a line of a log may take on a terminal before it is cut. */
const MAX_ROWS = 3;
/** Characters of a line that are looked at, so that a line of a megabyte costs nothing. */
const MAX_TEXT = 20_000;
/** Characters of a line that are written where nothing is wrapped. */
const MAX_UNWRAPPED = 400;
const QUOTED = /"([^"]{2,200})"|'([^']{2,200})'|`([^`]{2,200})`/g;

/**
 * What a finding says it saw, in quotes, longest first: the odd part, to be marked where a line is shown. The names of
 * where it was seen, and what was expected, are quoted too but are not odd.
 */
export function oddParts({ seen, because, expected, about }: Finding): string[] {
  const usual = new Set(quotations(expected));
  for (const name of [about.host, about.app]) if (name !== undefined) usual.add(name);
  const found = [...quotations(seen), ...quotations(because)].filter((part) => !usual.has(part));
  return [...new Set(found)].sort((a, b) => b.length - a.length);
}

/** What stands in quotes; a quotation that was cut still begins like the line. */
function quotations(text: string): string[] {
  return [...text.matchAll(QUOTED)].map(([, double, single, back]) =>
    (double ?? single ?? back)!.replace(/…$/, ''),
  );
}

/** How a line of evidence is shown. */
export interface EvidenceStyle {
  readonly page: Page;
  readonly indent: string;
  readonly odd: readonly string[];
  /** The first line of a finding may be wrapped, further ones take one row. */
  readonly rows?: number;
}

/**
 * A line of a log under its `file:line`, the odd part marked and in view however long the line is; of an entry of
 * several lines the first, and the one with the odd part. Not on a terminal: `file:line: text` in one line.
 */
export function renderEvidence(evidence: Evidence, style: EvidenceStyle): string[] {
  const { page, indent } = style;
  const place = page.paint.place(shownText(cells(placeOf(evidence))));
  const lines = evidence.text.slice(0, MAX_TEXT).split('\n');
  const shown = linesWorthShowing(lines, style.odd);
  const hidden = lines.length - shown.length;
  const note = hidden > 0 ? page.paint.quiet(` (+ ${count(hidden, 'line')} of this entry)`) : '';
  if (page.width === null) {
    const text = shown.map((line) => rowsOf(line, MAX_UNWRAPPED, { ...style, rows: 1 })[0]).join(' | ');
    return [`${indent}${place}: ${text}${note}`];
  }
  const inner = columns(page) - indent.length - 2;
  const rows = shown.flatMap((line) => rowsOf(line, inner, style));
  return [`${indent}${place}${note}`, ...rows.map((row) => `${indent}  ${row}`)];
}

function linesWorthShowing(lines: readonly string[], odd: readonly string[]): string[] {
  const first = lines[0]!;
  if (odd.some((part) => first.includes(part))) return [first];
  const other = lines.slice(1).find((line) => odd.some((part) => line.includes(part)));
  return other === undefined ? [first] : [first, other];
}

function rowsOf(line: string, width: number, { page, odd, rows = MAX_ROWS }: EvidenceStyle): string[] {
  const marked = rangeOf(line, odd);
  const all = cells(line.trimEnd());
  let wrapped = wrapCells(all, width);
  if (wrapped.length > rows) wrapped = shortened(all, wrapped, { width, rows, marked });
  return wrapped.map((row) => painted(row, marked, page));
}

type Range = readonly [from: number, to: number];

function rangeOf(line: string, odd: readonly string[]): Range | null {
  for (const part of odd) {
    const at = line.indexOf(part);
    if (at >= 0) return [at, at + part.length];
  }
  return null;
}

const ELLIPSIS: Cell = { shown: '…', width: 1, at: -1 };

function shortened(
  all: readonly Cell[],
  wrapped: readonly (readonly Cell[])[],
  { width, rows, marked }: { width: number; rows: number; marked: Range | null },
): Cell[][] {
  const kept = wrapped.slice(0, rows).map((row) => [...row]);
  const last = kept.at(-1)!;
  const markedEnd = marked === null ? -1 : marked[1] - 1;
  if (markedEnd <= (last.at(-1)?.at ?? 0) - 1) {
    kept[rows - 1] = [...takeColumns(last, width - 1), ELLIPSIS];
    return kept;
  }
  // The odd part is further on: the last row jumps there, with a little of what precedes it. A single row keeps the
  // line's beginning, so that a person sees when and where.
  const head = rows === 1 ? takeColumns(all, Math.floor(width / 3)) : [];
  const room = width - widthOfCells(head) - 1;
  const from = all.findIndex((cell) => cell.at >= marked![0] - Math.floor(room / 4));
  const jump = all.slice(Math.max(from, head.length));
  const ends = widthOfCells(jump.slice(0, room + 1)) <= room && jump.length <= room + 1;
  kept[rows - 1] = [
    ...head,
    ELLIPSIS,
    ...takeColumns(jump, ends ? room : room - 1),
    ...(ends ? [] : [ELLIPSIS]),
  ];
  return kept;
}

function painted(row: readonly Cell[], marked: Range | null, page: Page): string {
  if (marked === null) return shownText(row).trimEnd();
  const inside = (cell: Cell) => cell.at >= marked[0] && cell.at < marked[1];
  const from = row.findIndex(inside);
  if (from < 0) return shownText(row).trimEnd();
  let to = from;
  while (to < row.length && inside(row[to]!)) to++;
  const mark = page.paint.mark(shownText(row.slice(from, to)));
  return shownText(row.slice(0, from)) + mark + shownText(row.slice(to)).trimEnd();
}

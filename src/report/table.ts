import { displayWidth, truncateToWidth } from '../kit/terminal.ts';
import { columns, type Page, paragraph } from './page.ts';

/** What stands below a row. */
export interface Remark {
  readonly text: string;
  readonly wrong: boolean;
}

/** A table: a first column of names, numbers at the right of their columns, and remarks below a row. */
export interface Table {
  readonly heads: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly remarks: readonly Remark[] }[];
  readonly more: string;
}

/** Rows of text within the page's width; none where the table has none. */
export function table({ heads, rows, more }: Table, page: Page): string[] {
  if (rows.length === 0) return [];
  const widths = heads.map((head, i) =>
    Math.max(...[head, ...rows.map(({ cells }) => cells[i]!)].map(displayWidth)),
  );
  const others = widths.slice(1).reduce((all, width) => all + width + 2, 2);
  const first = page.width === null ? widths[0]! : Math.max(12, Math.min(widths[0]!, columns(page) - others));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => padded(cell, i === 0 ? first : widths[i]!, i === 0)).join('  ');
  return [
    page.paint.quiet(`  ${line(heads)}`.trimEnd()),
    ...rows.flatMap(({ cells, remarks }) => [
      `  ${line(cells)}`.trimEnd(),
      ...remarks.flatMap(({ text, wrong }) =>
        paragraph(text, page, '      ').map((row) => (wrong ? page.paint.warning(row) : row)),
      ),
    ]),
    ...(more === '' ? [] : [`  ${more}`]),
  ];
}

function padded(text: string, width: number, left: boolean): string {
  const shown = truncateToWidth(text, width);
  const blank = ' '.repeat(Math.max(0, width - displayWidth(shown)));
  return left ? shown + blank : blank + shown;
}

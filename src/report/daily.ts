import type { DailyReport } from '../core/daily-report.ts';
import { count, grouped } from '../core/words.ts';
import { displayWidth, escapeForTerminal, wrapToWidth } from '../kit/terminal.ts';
import { sparklines } from './daily-chart.ts';
import { dailyHeadline, dailySections, reductionSteps } from './daily-sections.ts';
import { columns, type Page, paragraph } from './page.ts';
import type { Column, Line, Section, Table } from './section.ts';

const INDENT = '  ';
const GAP = 2;
/** Columns that a name keeps for itself; before that, what is minor goes. */
const LEAST_NAME = 24;

/** What happened in a time as text for a terminal or a mail, within the page's width. Ends with a line end. */
export function renderDaily(report: DailyReport, page: Page): string {
  const { paint, timeZone } = page;
  const blocks = [
    paragraph(dailyHeadline(report, timeZone), page, '').map((row) => paint.headline(row)),
    ...dailySections(report, timeZone).map((section) => sectionRows(section, page)),
    paragraph(reductionSteps(report).join(' → '), page, ''),
  ];
  return `${blocks.map((rows) => rows.join('\n')).join('\n\n')}\n`;
}

/** The same as Markdown (CommonMark, with tables); what came from logs is kept from being any. Ends with a line end. */
export function markdownDaily(report: DailyReport, page: Page): string {
  const blocks = [
    `# ${markdown(dailyHeadline(report, page.timeZone))}`,
    ...dailySections(report, page.timeZone).flatMap((section) => [
      `##${section.within === true ? '#' : ''} ${markdownTitle(section.title)}`,
      ...(section.chart === undefined
        ? []
        : [
            sparklines(section.chart)
              .map((row) => `    ${row}`)
              .join('\n'),
          ]),
      ...(section.table === undefined || section.table.rows.length === 0
        ? []
        : [markdownTable(section.table)]),
      ...listOf(section),
    ]),
    markdown(reductionSteps(report).join(' → ')),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function sectionRows({ title, lines, more, table, chart, within, odd }: Section, page: Page): string[] {
  const { paint } = page;
  const indent = within === true ? INDENT : '';
  const inner = indent + INDENT;
  const name = odd === true ? paint.warning : paint.headline;
  return [
    ...paragraph(title, page, indent).map((row) => name(row)),
    ...(chart === undefined ? [] : sparklines(chart).map((row) => inner + row)),
    ...(table === undefined || table.rows.length === 0 ? [] : tableRows(table, inner, page)),
    ...lines.flatMap((line) => paragraph(textOf(line), page, inner)),
    ...(more > 0 ? [paint.quiet(`${inner}and ${grouped(more)} more`)] : []),
  ];
}

function textOf(line: Line): string {
  return typeof line === 'string' ? line : `${line.when}  ${line.text}`;
}

/** Numbers to the right, the name last and broken where the page ends. */
function tableRows(table: Table, indent: string, page: Page): string[] {
  const room = page.width === null ? Number.POSITIVE_INFINITY : columns(page) - indent.length;
  const all = table.columns.map((_, i) => i);
  const widthOf = (kept: readonly number[]) =>
    kept.slice(0, -1).reduce((sum, i) => sum + widthsOf(table)[i]! + GAP, 0);
  const kept = widthOf(all) + LEAST_NAME <= room ? all : all.filter((i) => table.columns[i]!.minor !== true);
  const widths = widthsOf(table);
  const left = widthOf(kept);
  const rowsOf = (cells: readonly string[]) => {
    const numbers = kept.slice(0, -1).map((i) => {
      const text = escapeForTerminal(cells[i]!);
      return `${' '.repeat(widths[i]! - displayWidth(text))}${text}${' '.repeat(GAP)}`;
    });
    const name = cells[kept.at(-1)!]!;
    const names = Number.isFinite(room)
      ? wrapToWidth(name, Math.max(LEAST_NAME, room - left))
      : [escapeForTerminal(name)];
    return names.map((row, i) => `${indent}${i === 0 ? numbers.join('') : ' '.repeat(left)}${row}`);
  };
  const head = rowsOf(table.columns.map(({ title }) => title));
  return [...head.map((row) => page.paint.quiet(row)), ...table.rows.flatMap(rowsOf)];
}

function widthsOf({ columns: titles, rows }: Table): number[] {
  return titles.map(({ title }: Column, i) =>
    Math.max(title.length, ...rows.map((cells) => displayWidth(escapeForTerminal(cells[i]!)))),
  );
}

function markdownTable({ columns: of, rows }: Table): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(of.map(({ title }) => title)),
    row(of.map(({ number }) => (number === true ? '--:' : '---'))),
    ...rows.map((cells) => row(cells.map(markdown))),
  ].join('\n');
}

function listOf({ lines, more }: Section): string[] {
  const list = [
    ...lines.map((line) => `- ${markdown(textOf(line))}`),
    ...(more > 0 ? [`- and ${count(more, 'more').replace(/s$/, '')}`] : []),
  ];
  return list.length === 0 ? [] : [list.join('\n')];
}

/** Titles are ours, but for the days in one. */
function markdownTitle(title: string): string {
  return title.replace(/[\\`*_[\]<>]/g, '\\$&');
}

/** Log text as plain text of Markdown: one line, no markup, no HTML, no links. */
function markdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\\`*_{}[\]<>()#+!|~&@]/g, '\\$&')
    .replace(/:\/\//g, '\\://');
}

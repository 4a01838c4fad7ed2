import { createHash } from 'node:crypto';
import type { DailyReport } from '../core/daily-report.ts';
import { period } from '../core/when.ts';
import { count, grouped } from '../core/words.ts';
import { type Html, html, markup } from '../kit/html.ts';
import { renderChart } from './daily-chart.ts';
import { dailySections, pagesAllowed } from './daily-sections.ts';
import { STYLE } from './html-style.ts';
import type { Line, Section, Table } from './section.ts';

/** What only this page has. */
const DAILY_STYLE = `${STYLE}
.chart-figure { margin: 0.4rem 0 1rem; }
figcaption { margin: 0.7rem 0 0.35rem; color: var(--soft); font-size: 0.8em; }
h2 + .chart-figure, h3 + .chart-figure { margin-top: 0.6rem; }
h2 { margin: 2.4rem 0 0.6rem; }
h3 { margin: 1.8rem 0 0.4rem; }
.when { color: var(--soft); font-size: 0.88em; margin-right: 0.6em; font-variant-numeric: tabular-nums; }
.list { margin: 0; padding: 0; list-style: none; max-width: 52rem; }
.list li { padding: 0.45rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.list li:last-child { border-bottom: 0; }
.odd-part { border-left: 3px solid var(--warning); padding-left: 0.9rem; }
.odd-part h3 { margin-top: 1.6rem; color: var(--odd); }
table { width: auto; min-width: min(100%, 32rem); }
td:last-child, th:last-child { padding-right: 0; }
td.name { overflow-wrap: anywhere; min-width: 9rem; }
td, th { padding-left: 0; }
.scroll + .soft, .list + .soft { margin-top: 0.45rem; font-size: 0.9rem; }
@media (max-width: 40rem) {
  h2 { margin-top: 2rem; }
  .when { display: block; }
  table { font-size: 0.78rem; min-width: 100%; }
  td, th { padding-right: 0.6rem; }
  td.name { min-width: 4.5rem; }
}
`;

/**
 * The daily report as one HTML page, fit for a browser and a mail: no script, nothing loaded (its own policy forbids
 * both), all that comes from a log escaped. Has everything that the text has.
 */
export function htmlDaily(report: DailyReport, timeZone?: string): string {
  const { from, to, reduction } = report;
  const when = period(from, to, timeZone);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${when} – logsift</title>
<style>${markup(DAILY_STYLE)}</style>
</head>
<body><main>
<header>
<p class="brand">logsift</p>
<h1${reduction.pages === 0 && markup(' class="good"')}>${verdict(report)}</h1>
<p>${when}</p>
<ul class="steps">${steps(report).map(([amount, what]) => html`<li><b>${grouped(amount)}</b> <span>${what}</span></li>`)}</ul>
</header>
${dailySections(report, timeZone).map(renderSection)}
</main></body>
</html>
`;
  return page.text;
}

function verdict({ reduction, open }: DailyReport): string {
  const pages = reduction.pages === 0 ? 'No page' : count(reduction.pages, 'page');
  return `${pages}, ${count(reduction.incidents, 'incident')}${open === 0 ? '' : `, ${open} not over`}`;
}

function steps({ reduction, ...report }: DailyReport): (readonly [amount: number, what: string])[] {
  const { lines, stored, findings, incidents, pages, escalations } = reduction;
  const allowed = pagesAllowed(report);
  const named = (n: number, noun: string) => [n, n === 1 ? noun : `${noun}s`] as const;
  return [
    ...(lines === null ? [] : [named(lines, 'line')]),
    ...(stored === null ? [] : [[stored, 'stored'] as const]),
    ...[named(findings, 'finding'), named(incidents, 'incident')],
    [pages, `${pages === 1 ? 'page' : 'pages'}${allowed === null ? '' : ` of ${grouped(allowed)} allowed`}`],
    ...(escalations === 0 ? [] : [named(escalations, 'escalation')]),
  ];
}

function renderSection({ title, lines, more, table, chart, within, odd }: Section): Html {
  const heading = within === true ? html`<h3>${title}</h3>` : html`<h2>${title}</h2>`;
  return html`<section${odd === true && markup(' class="odd-part"')}>
${heading}
${chart !== undefined && renderChart(chart)}${table !== undefined && table.rows.length > 0 && renderTable(table)}${lines.length > 0 && html`<ul class="list">${lines.map(renderLine)}</ul>\n`}${more > 0 && html`<p class="soft">and ${grouped(more)} more</p>\n`}</section>
`;
}

function renderLine(line: Line): Html {
  if (typeof line === 'string') return html`<li>${line}</li>\n`;
  return html`<li><span class="when">${line.when}</span> ${line.text}</li>\n`;
}

function renderTable({ columns, rows }: Table): Html {
  const classOf = (i: number) => {
    const { number, minor } = columns[i]!;
    const words = [number === true ? 'number' : 'name', ...(minor === true ? ['hide-narrow'] : [])];
    return words.join(' ');
  };
  return html`<div class="scroll"><table><thead><tr>${columns.map(({ title }, i) => html`<th class="${classOf(i)}">${title}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell, i) => html`<td class="${classOf(i)}">${cell}</td>`)}</tr>\n`)}</tbody></table></div>
`;
}

/** Nothing may be loaded or run; of styles only the page's own. */
function policy(): string {
  const hash = createHash('sha256').update(DAILY_STYLE).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

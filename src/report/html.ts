import { createHash } from 'node:crypto';
import { urgency } from '../core/finding.ts';
import type { ScanResult } from '../core/scan-result.ts';
import { count, grouped } from '../core/words.ts';
import { type Html, html, markup } from '../kit/html.ts';
import { renderFindingHtml } from './html-finding.ts';
import { STYLE } from './html-style.ts';
import { renderKinds } from './html-templates.ts';
import { renderTimeline } from './html-timeline.ts';
import { coverage, expectedWords, notUnderstood, verdictWords, whatWasRead } from './summary.ts';

/** Findings that are in the page at all; the rest is counted. */
const MAX_FINDINGS = 200;
/** Findings pinned to the timeline. */
const MAX_PINS = 20;
/** Names in the page's title. */
const MAX_NAMES = 2;

/** What of a result is wanted. */
export interface HtmlReportOptions {
  /** Findings shown at once; further ones are folded away. */
  readonly top: number;
  /** IANA zone times are shown in; that of this process when absent. */
  readonly timeZone?: string | undefined;
}

/**
 * A scan as one HTML page that needs nothing else: no script, no network (the page's own policy forbids both), all
 * that comes from a log escaped. Readable in light, in dark, on a telephone and on paper.
 */
export function renderHtml(result: ScanResult, { top, timeZone }: HtmlReportOptions): string {
  const { findings, overview, read } = result;
  const kept = findings.slice(0, MAX_FINDINGS);
  const [shown, folded] = [kept.slice(0, top), kept.slice(top)];
  const names = read.slice(0, MAX_NAMES).map(({ name }) => name.slice(name.lastIndexOf('/') + 1));
  const title = `${names.join(', ')}${read.length > MAX_NAMES ? ' and more' : ''} – logsift`;
  const timeline = overview?.timeline ?? null;
  const render = (list: readonly (typeof kept)[number][], from: number): Html[] =>
    list.map((finding, i) => renderFindingHtml(finding, from + i, timeZone));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${markup(STYLE)}</style>
</head>
<body><main>
${renderHeader(result, timeZone)}
${timeline !== null && html`<h2>When</h2>\n${renderTimeline({ timeline, findings: kept.slice(0, MAX_PINS), timeZone })}`}
${shown.length > 0 && html`<h2>What does not fit</h2>\n${render(shown, 1)}`}
${folded.length > 0 && html`<details><summary>${count(folded.length, 'more finding')}, less odd than these</summary>\n${render(folded, shown.length + 1)}</details>\n`}
${findings.length > kept.length && html`<p class="soft">${count(findings.length - kept.length, 'further finding')} less odd than these are not in this page.</p>\n`}
${overview !== undefined && overview.templates.length > 0 && html`<h2>Kinds of line</h2>\n${renderKinds(overview, timeZone)}`}
${renderFooter(result)}
</main></body>
</html>
`;
  return page.text;
}

/** Nothing may be loaded or run; of styles only the page's own. */
function policy(): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

function renderHeader(result: ScanResult, timeZone?: string): Html {
  const { totals, findings } = result;
  const verdict = verdictWords(result, Number.POSITIVE_INFINITY);
  return html`<header>
<p class="brand">logsift</p>
<h1${findings.length === 0 && markup(' class="good"')}>${verdict}</h1>
<p>${whatWasRead(result, timeZone)}</p>
${notUnderstood(result).map((text) => html`<p class="soft">${text}</p>\n`)}${[...coverage(result), ...result.notes].map((text) => html`<p class="notice">${text}</p>\n`)}
${totals.events > 0 && html`<ul class="steps">${reduction(result).map(([amount, what]) => html`<li><b>${grouped(amount)}</b><span>${what}</span></li>`)}</ul>`}
</header>`;
}

/** How many lines became how little to look at. */
function reduction({ totals, findings }: ScanResult): (readonly [amount: number, what: string])[] {
  const { kept, escalated, dropped } = totals;
  const urgent = findings.filter((finding) => urgency(finding) === 'urgent').length;
  return [
    [totals.lines, totals.lines === 1 ? 'line' : 'lines'],
    [totals.templates, totals.templates === 1 ? 'kind of line' : 'kinds of line'],
    ...(dropped > 0 ? [[kept + escalated, 'stored'] as const] : []),
    ...(dropped + escalated > 0 ? [[escalated, 'escalated'] as const] : []),
    [findings.length, findings.length === 1 ? 'finding' : 'findings'],
    [urgent, 'urgent'],
  ];
}

function renderFooter(result: ScanResult): Html {
  const remarks = [
    ...expectedWords(result),
    ...(result.interrupted ? ['Stopped before the end: this is of the part that was read.'] : []),
    'Surprise is how unlikely a finding is when all is normal: 3 comes by chance once in a thousand days.',
  ];
  return html`<footer>${remarks.map((text) => html`<p>${text}</p>`)}</footer>`;
}

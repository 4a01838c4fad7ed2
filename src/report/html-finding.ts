import { placeOf } from '../core/evidence.ts';
import { shortId } from '../core/expected.ts';
import type { Evidence, Figure, Finding } from '../core/finding.ts';
import { urgency } from '../core/finding.ts';
import { odds } from '../core/odds.ts';
import { period } from '../core/when.ts';
import { count } from '../core/words.ts';
import { type Html, type HtmlPart, html } from '../kit/html.ts';
import { oddParts } from './evidence.ts';
import { figure as figureWords } from './words.ts';

/** Lines of an entry that are shown at once; the rest is cut and counted. */
const MAX_LINES = 30;
const PLOT = { height: 58, y: 26, band: 14 };
/** From this ratio on a linear axis would squeeze the usual range into nothing. */
const LOGARITHMIC = 20;

/** One finding: the reason as its headline, how urgent, where and when, its lines with the odd part marked, and why. */
export function renderFindingHtml(finding: Finding, place: number, timeZone?: string): Html {
  const odd = oddParts(finding);
  const { host, app, actor, metric } = finding.about;
  const where = [host, app, actor, metric].filter((word) => word !== undefined && word !== '').join(' ');
  const when = Number.isFinite(finding.from)
    ? period(finding.from, finding.to, timeZone)
    : 'no time in the log';
  const word = urgency(finding);
  const more = finding.count - finding.evidence.length;
  return html`<article id="finding-${place}">
<div class="finding-head"><span class="place-number">${place}</span><h3>${finding.because}</h3></div>
<p class="meta"><span class="tag tag-${word}">${word}</span>${where !== '' && html`<span>${where}</span>`}<span>${when}</span></p>
${finding.evidence.map((evidence) => renderEvidence(evidence, odd))}${more > 0 && html`<p class="meta">and ${count(more, 'more line')} like ${finding.evidence.length > 1 ? 'these' : 'it'}</p>`}
${finding.figure !== undefined && renderFigure(finding.figure)}<dl>
${row('expected', finding.expected)}${row('seen', finding.seen)}${row('odds', `${odds(finding)} · id\u00a0${shortId(finding)}`)}${(finding.also ?? []).map(({ detector, because }) => row(`also ${detector}`, because))}</dl>
</article>
`;
}

function row(label: string, text: string): HtmlPart {
  return text !== '' && html`<dt>${label}</dt><dd>${text}</dd>\n`;
}

function renderEvidence(evidence: Evidence, odd: readonly string[]): Html {
  const lines = evidence.text.split('\n');
  const text = lines.slice(0, MAX_LINES).join('\n');
  const cut =
    lines.length > MAX_LINES && html`\n… and ${count(lines.length - MAX_LINES, 'more line')} of this entry`;
  return html`<div class="evidence"><div class="where">${placeOf(evidence)}</div><pre>${marked(text, odd)}${cut}</pre></div>
`;
}

/** The text with the longest odd part that is in it marked. */
function marked(text: string, odd: readonly string[]): HtmlPart {
  for (const part of odd) {
    const at = text.indexOf(part);
    if (at >= 0) return html`${text.slice(0, at)}<mark>${part}</mark>${text.slice(at + part.length)}`;
  }
  return text;
}

/** The usual range as a band, the typical number as a line, and what was seen as a dot on the same axis. */
function renderFigure({ label, usual: [low, high], typical, seen }: Figure): Html | null {
  const numbers = [low, high, typical, seen];
  if (!numbers.every(Number.isFinite)) return null;
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const logarithmic = least > 0 && most / least > LOGARITHMIC;
  const scale = (value: number) => (logarithmic ? Math.log(value) : value);
  const span = scale(most) - scale(least) || 1;
  // A margin on both sides keeps the dot and its number inside.
  const at = (value: number) => 8 + (84 * (scale(value) - scale(least))) / span;
  const { height, y, band } = PLOT;
  const [a, b] = [at(low), at(high)];
  const side = at(seen) > (a + b) / 2 ? 'end' : 'start';
  const words = `${label === '' ? '' : `${label}: `}usually ${figureWords(low)} to ${figureWords(high)}, seen ${figureWords(seen)}`;
  return html`<div class="figure"><svg class="chart" role="img" height="${height}" aria-label="${words}">
<line class="rule" x1="0" x2="100%" y1="${y}" y2="${y}"/>
<rect class="usual" x="${percentOf(a)}" width="${percentOf(Math.max(0.6, b - a))}" y="${y - band / 2}" height="${band}" rx="3"/>
<line class="typical" x1="${percentOf(at(typical))}" x2="${percentOf(at(typical))}" y1="${y - band / 2}" y2="${y + band / 2}"/>
<circle class="seen" cx="${percentOf(at(seen))}" cy="${y}" r="6"/>
<text class="seen-text" x="${percentOf(at(seen))}" y="${y - 13}" text-anchor="${at(seen) > 85 ? 'end' : at(seen) < 15 ? 'start' : 'middle'}">seen ${figureWords(seen)}</text>
<text x="${percentOf(side === 'end' ? a : b)}" y="${y + 24}" text-anchor="${side === 'end' ? 'start' : 'end'}">usually ${figureWords(low)} – ${figureWords(high)} ${label}${logarithmic && ' (logarithmic)'}</text>
</svg></div>
`;
}

function percentOf(value: number): string {
  return `${Math.round(value * 100) / 100}%`;
}

import type { Analysis } from '../core/analysis.ts';
import { moment } from '../core/when.ts';
import { count } from '../core/words.ts';
import { labelled, type Page, paragraph } from './page.ts';

const INDENT = '  ';
const WITHIN = '    ';
const URGENCIES = { now: 'now', today: 'today', later: 'when there is time' } as const;
const SHORT = 8;

/**
 * What is made of an incident, by a model or by logsift itself: the same rows for both, without what was said before
 * (`root`: why its root was remarked upon), as logsift's own words for what happens are made of that.
 */
export function renderAnalysis(analysis: Analysis, page: Page, root: string): string[] {
  const { headline, happening, urgency, unsure, by } = analysis;
  const own = by.kind === 'logsift';
  // Whoever reads this is in it.
  const actions = analysis.actions.filter(({ command }) => command?.startsWith('logsift incident ') !== true);
  const cause = own && says(analysis.cause?.text ?? '', root) ? null : analysis.cause;
  const say = (label: string, text: string) => labelled(label, text, { page, indent: INDENT });
  return [
    ...(own ? [] : paragraph(headline, page, INDENT).map((row) => page.paint.headline(row))),
    ...(own || happening === headline ? [] : say('happening', happening)),
    ...(cause === null ? [] : say('cause', `${cause.text} (${cause.confidence} confidence)`)),
    ...say('look', URGENCIES[urgency]),
    ...actions.flatMap(({ what, reason, command }, i) => [
      ...say(i === 0 ? 'do' : '', `${i + 1}. ${what}${reason === '' ? '' : ` – ${reason}`}`),
      ...(command === undefined ? [] : paragraph(`$ ${command}`, page, WITHIN + ' '.repeat(8))),
    ]),
    ...unsure.flatMap((text, i) => say(i === 0 ? 'unsure' : '', text)),
    ...(own ? [] : say('rests on', restsOn(analysis)).map((row) => page.paint.quiet(row))),
    ...say('by', authorOf(analysis, page)).map((row) => page.paint.quiet(row)),
  ];
}

function says(text: string, sentence: string): boolean {
  return text.toLowerCase().includes(sentence.replace(/[.?]$/, '').toLowerCase());
}

function restsOn({ findings }: Analysis): string {
  const shown = findings.slice(0, 5).map((id) => id.slice(0, SHORT));
  const more = findings.length - shown.length;
  return `${count(findings.length, 'finding')}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function authorOf({ by, at, spent }: Analysis, page: Page): string {
  if (by.kind === 'logsift') return 'logsift itself, from what the detectors say';
  const cost =
    spent === undefined
      ? ''
      : `, ${spent.inputTokens + spent.outputTokens} tokens${spent.money === null ? '' : `, $${spent.money.toFixed(4)}`}`;
  return `${by.model}, which may be wrong, at ${moment(at, page.timeZone)} (prompt ${by.prompt}${cost})`;
}

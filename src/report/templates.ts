import type { ScanResult, SlotSummary, TemplateSummary } from '../core/scan-result.ts';
import { period } from '../core/when.ts';
import { count, grouped, percent, sized } from '../core/words.ts';
import { truncateToWidth } from '../kit/terminal.ts';
import { columns, type Page, paragraph } from './page.ts';
import { coverage } from './summary.ts';

const COUNT_WIDTH = 9;
const SHARE_WIDTH = 8;
/** Values of a slot that are shown; the rest is counted. */
const MAX_VALUES = 4;
const INDENT = ' '.repeat(COUNT_WIDTH + SHARE_WIDTH + 2);

/** What `logsift templates` learnt. */
export interface TemplatesResult extends Pick<ScanResult, 'read' | 'unread' | 'totals'> {
  /** Most lines first. */
  readonly templates: readonly TemplateSummary[];
}

/** The kinds of lines with how often they came, when, from where, and what stood in their slots. */
export function renderTemplates(result: TemplatesResult, { page, top }: { page: Page; top: number }): string {
  const shown = result.templates.slice(0, top);
  const head = `${'lines'.padStart(COUNT_WIDTH)}${'share'.padStart(SHARE_WIDTH)}  kind of line`;
  const rows = [page.paint.quiet(head), ...shown.flatMap((template) => renderTemplate(template, page))];
  return `${[...rows, '', ...ending(result, shown.length, page)].join('\n')}\n`;
}

function renderTemplate(template: TemplateSummary, page: Page): string[] {
  const numbers =
    grouped(template.count).padStart(COUNT_WIDTH) +
    percent(template.share).replace('under ', '<').padStart(SHARE_WIDTH);
  const text = paragraph(template.text, page, INDENT).map((row) => row.slice(INDENT.length));
  const rows = text.map((row, i) => (i === 0 ? `${numbers}  ` : INDENT) + page.paint.headline(row));
  const notes = [...seen(template, page), ...template.slots.map(slotNote)];
  const width = page.width === null ? MAX_NOTE : columns(page) - INDENT.length;
  return [...rows, ...notes.map((note) => INDENT + page.paint.quiet(truncateToWidth(note, width)))];
}

const MAX_NOTE = 500;

function seen({ firstSeen, lastSeen, hosts }: TemplateSummary, page: Page): string[] {
  const on = hosts.length > 0 ? [`on ${values(hosts, hosts.length)}`] : [];
  if (firstSeen === null || lastSeen === null) return on;
  return [period(Date.parse(firstSeen), Date.parse(lastSeen), page.timeZone), ...on];
}

function slotNote(slot: SlotSummary, index: number): string {
  const numbers = slot.numbers;
  const range =
    numbers === null || numbers.min === numbers.max
      ? ''
      : `; ${figure(numbers.min)} to ${figure(numbers.max)}, mostly near ${figure(numbers.median)}`;
  const facets = slot.facets.map(({ facet, values: of }) => `; ${facet}: ${values(of, of.length)}`).join('');
  const amount = slot.highCardinality ? 'many values' : count(slot.distinct, 'value');
  const common = slot.values.length === 0 ? '' : `: ${values(slot.values, slot.distinct)}`;
  return `<*> ${index + 1}: ${amount}${common}${range}${facets}`;
}

/** A number out of a log, which may well have decimals. */
function figure(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 6 });
}

function values(of: readonly { readonly value: string; readonly count: number }[], distinct: number): string {
  const shown = of
    .slice(0, MAX_VALUES)
    .map(({ value, count }) => `${value.slice(0, 60)} (${grouped(count)})`);
  return distinct > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}

function ending(result: TemplatesResult, shown: number, page: Page): string[] {
  const { totals, templates } = result;
  const more = templates.length - shown;
  const rest =
    more > 0
      ? `; the ${grouped(shown)} commonest ${shown === 1 ? 'is' : 'are'} shown, all with --top ${templates.length}`
      : '';
  const kinds = count(templates.length, 'kind').replace(/(kinds?)$/, '$1 of line');
  const text = `${kinds} in ${count(totals.lines, 'line')} (${sized(totals.bytes)})${rest}.`;
  return [
    ...paragraph(text, page, ''),
    ...coverage(result).flatMap((sentence) => paragraph(sentence, page, '').map(page.paint.warning)),
  ];
}

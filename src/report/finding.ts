import { shortId } from '../core/expected.ts';
import { type Finding, urgency } from '../core/finding.ts';
import { odds } from '../core/odds.ts';
import { period } from '../core/when.ts';
import { count } from '../core/words.ts';
import { oddParts, renderEvidence } from './evidence.ts';
import { labelled, type Page, paragraph } from './page.ts';

const INDENT = '    ';
/** Lines of evidence shown of one finding; the rest is counted. */
const MAX_EVIDENCE = 3;
/** Remarks of other detectors shown with a finding; the rest is counted. */
const MAX_REMARKS = 3;

/**
 * One finding: the reason as a headline, how urgent, where and when; its lines; what was expected and what came; and
 * how unlikely that is.
 */
export function renderFinding(finding: Finding, place: number, page: Page): string[] {
  const odd = oddParts(finding);
  const shown = finding.evidence.slice(0, MAX_EVIDENCE);
  const [first, ...others] = shown;
  const style = { page, indent: INDENT, odd };
  return [
    ...headline(finding, place, page),
    ...circumstances(finding, page),
    ...(first === undefined ? [] : renderEvidence(first, style)),
    ...others.flatMap((evidence) => renderEvidence(evidence, { ...style, rows: 1 })),
    ...further(finding, shown.length, page),
    ...labelled('expected', finding.expected, { page, indent: INDENT }),
    ...labelled('seen', finding.seen, { page, indent: INDENT }),
    ...remarks(finding, page),
    ...oddsAndId(finding, page),
  ];
}

function headline(finding: Finding, place: number, page: Page): string[] {
  const rows = paragraph(finding.because, page, INDENT).map((row) => row.slice(INDENT.length));
  const number = page.paint.quiet(String(place).padStart(2));
  return rows.map((row, i) => (i === 0 ? `${number}  ` : INDENT) + page.paint.headline(row));
}

function circumstances(finding: Finding, page: Page): string[] {
  const { host, app, actor } = finding.about;
  const where = [host, app, actor].filter((word) => word !== undefined && word !== '').join(' ');
  const when = Number.isFinite(finding.from)
    ? period(finding.from, finding.to, page.timeZone)
    : 'no time in the log';
  const word = urgency(finding);
  const rows = paragraph([word, where, when].filter((part) => part !== '').join(' · '), page, INDENT);
  rows[0] = INDENT + page.paint[word](word) + rows[0]!.slice(INDENT.length + word.length);
  return rows;
}

function further(finding: Finding, shown: number, page: Page): string[] {
  const more = finding.count - shown;
  return more > 0
    ? [INDENT + page.paint.quiet(`and ${count(more, 'more line')} like ${shown > 1 ? 'these' : 'it'}`)]
    : [];
}

/** The id by which a person can say that it is expected, at the end of its last line. */
function oddsAndId(finding: Finding, page: Page): string[] {
  const id = `· id ${shortId(finding)}`;
  const rows = labelled('odds', `${odds(finding)} ${id}`, { page, indent: INDENT });
  const last = rows.length - 1;
  if (rows[last]!.endsWith(id)) rows[last] = rows[last]!.slice(0, -id.length) + page.paint.quiet(id);
  return rows;
}

/** What other detectors remarked, a paragraph each. */
function remarks({ also = [] }: Finding, page: Page): string[] {
  const shown = also.slice(0, MAX_REMARKS);
  const rows = shown.flatMap(({ detector, because }, i) =>
    labelled(i === 0 ? 'also' : '', `${because} (${detector})`, { page, indent: INDENT }),
  );
  const more = also.length - shown.length;
  return more > 0
    ? [...rows, ...labelled('', `and ${count(more, 'more remark')}`, { page, indent: INDENT })]
    : rows;
}

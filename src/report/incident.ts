import type { Analysis } from '../core/analysis.ts';
import { changeText } from '../core/change-text.ts';
import type { Finding } from '../core/finding.ts';
import { type Incident, incidentUrgency, type SimilarIncident } from '../core/incident.ts';
import { similarWords, verdictWords } from '../core/verdict-words.ts';
import { moment, period } from '../core/when.ts';
import { count, duration } from '../core/words.ts';
import { renderAnalysis } from './analysis.ts';
import { oddParts, renderEvidence } from './evidence.ts';
import { incidentPlot } from './incident-plot.ts';
import { labelled, type Page, paragraph } from './page.ts';

const INDENT = '  ';
const WITHIN = '    ';
const MOST_SYMPTOMS = 12;
const MOST_HOSTS = 12;
const MOST_CHANGES = 5;
/** Lines of evidence shown of the root, and of each symptom. */
const ROOT_EVIDENCE = 3;
/** Characters of an id that are shown; any that are unique will do. */
export const SHORT_INCIDENT = 8;

/**
 * The story of an incident for a person: headline, when and where, why it is one matter, its probable root with lines,
 * what was expected and seen, what is made of it, the symptoms, a small timeline, changes before it, incidents like it, what people wrote
 * down, and what can be said of it. Ends with a line end.
 *
 * @param of `now`: epoch ms, for verdicts that have run out
 */
export function renderIncident(
  incident: Incident,
  page: Page,
  { now, analysis = null }: { readonly now: number; readonly analysis?: Analysis | null },
): string {
  const blocks = [
    [...headline(incident, page), ...circumstances(incident, page, now)],
    rootBlock(incident, page),
    analysis === null ? [] : renderAnalysis(analysis, page, incident.root.because),
    symptoms(incident, page),
    incidentPlot(incident, page),
    changes(incident, page),
    similar(incident, { page, now }),
    notes(incident, page),
    whatNext(incident, page),
  ];
  return `${blocks
    .filter((rows) => rows.length > 0)
    .map((rows) => rows.join('\n'))
    .join('\n\n')}\n`;
}

/** An incident in a list: its headline, and below it how urgent, where, when, and what was said of it. */
export function renderIncidentRow(incident: Incident, page: Page, now: number): string[] {
  const { state, findings, moreFindings, verdict } = incident;
  const word = incidentUrgency(incident);
  const of = findings.length + moreFindings;
  const facts = [
    word,
    state,
    hostsWords(incident, 3),
    whenWords(incident, page),
    ...(of > 1 ? [count(of, 'finding')] : []),
    ...(verdict === null ? [] : [verdictWords(verdict, now)]),
    `id ${incident.id.slice(0, SHORT_INCIDENT)}`,
  ].filter((part) => part !== '');
  const rows = paragraph(facts.join(' · '), page, WITHIN);
  rows[0] = WITHIN + page.paint[word](word) + rows[0]!.slice(WITHIN.length + word.length);
  return [
    ...paragraph(incident.headline, page, INDENT).map(
      (row) => INDENT + page.paint.headline(row.slice(INDENT.length)),
    ),
    ...rows,
  ];
}

function headline({ headline: text }: Incident, page: Page): string[] {
  return paragraph(text, page, '').map((row) => page.paint.headline(row));
}

function circumstances(incident: Incident, page: Page, now: number): string[] {
  const { state, ties, category, place, verdict } = incident;
  const say = (label: string, text: string) => labelled(label, text, { page, indent: INDENT });
  const word = incidentUrgency(incident);
  const lasted = Number.isFinite(incident.from) ? `, ${duration(incident.to - incident.from)}` : '';
  const over = incident.resolved === null ? state : `resolved ${moment(incident.resolved, page.timeZone)}`;
  const where = [...(place === null ? [] : [place]), hostsWords(incident, MOST_HOSTS)]
    .filter(Boolean)
    .join(': ');
  return [
    ...say('state', [word, ...(category === null ? [] : [category]), over].join(' · ')),
    ...say('when', `${whenWords(incident, page)}${lasted}`),
    ...(where === '' ? [] : say('where', where)),
    ...ties.flatMap(({ because }, i) => say(i === 0 ? 'together' : '', because)),
    ...(verdict === null ? [] : say('verdict', verdictWords(verdict, now))),
  ];
}

function rootBlock({ root, findings }: Incident, page: Page): string[] {
  const style = { page, indent: WITHIN, odd: oddParts(root) };
  const [first, ...others] = root.evidence.slice(0, ROOT_EVIDENCE);
  const more = root.count - root.evidence.slice(0, ROOT_EVIDENCE).length;
  return [
    ...labelled(findings.length > 1 ? 'root' : 'finding', root.because, { page, indent: INDENT }),
    ...(first === undefined ? [] : renderEvidence(first, style)),
    ...others.flatMap((evidence) => renderEvidence(evidence, { ...style, rows: 1 })),
    ...(more > 0 && first !== undefined
      ? [WITHIN + page.paint.quiet(`and ${count(more, 'more line')}`)]
      : []),
    ...labelled('expected', root.expected, { page, indent: WITHIN }),
    ...labelled('seen', root.seen, { page, indent: WITHIN }),
  ];
}

function symptoms({ root, findings, moreFindings, from }: Incident, page: Page): string[] {
  const others = findings.filter(({ id }) => id !== root.id);
  const shown = others.slice(0, MOST_SYMPTOMS);
  const more = others.length - shown.length + moreFindings;
  if (others.length === 0) return [];
  return [
    INDENT + page.paint.quiet(count(others.length + moreFindings, 'symptom')),
    ...shown.flatMap((finding) => symptom(finding, from, page)),
    ...(more > 0 ? [WITHIN + page.paint.quiet(`and ${more} more`)] : []),
  ];
}

function symptom(finding: Finding, from: number, page: Page): string[] {
  const after = finding.from - from;
  const when = Number.isFinite(after) ? (after < 1000 ? 'at once' : `${duration(after)} later`) : '';
  const host = finding.about.host ?? '';
  const head = [when, finding.because.includes(host) ? '' : host].filter(Boolean).join(', ');
  const [line] = finding.evidence;
  return [
    ...paragraph(`${head === '' ? '' : `${head}: `}${finding.because}`, page, WITHIN),
    ...(line === undefined
      ? []
      : renderEvidence(line, { page, indent: `${WITHIN}  `, odd: oddParts(finding), rows: 1 })),
  ];
}

function changes({ changes: all, from }: Incident, page: Page): string[] {
  const more = all.length - MOST_CHANGES;
  const rows = all
    .slice(0, MOST_CHANGES)
    .flatMap((change, i) =>
      labelled(i === 0 ? 'changes' : '', changeText(change, from), { page, indent: INDENT }),
    );
  return more > 0 ? [...rows, ...labelled('', `and ${more} more`, { page, indent: INDENT })] : rows;
}

function similar(incident: Incident, { page, now }: { page: Page; now: number }): string[] {
  const { similar: all } = incident;
  if (all.length === 0) return [];
  const words = similarWords(incident, page.timeZone);
  const one = ({ id, from, headline: text, verdict }: SimilarIncident) =>
    paragraph(
      `${Number.isFinite(from) ? moment(from, page.timeZone) : 'no time'}  ${id.slice(0, SHORT_INCIDENT)}  ${text}${verdict === null ? '' : ` (${verdictWords(verdict, now)})`}`,
      page,
      WITHIN,
    );
  return [
    ...labelled('before', words ?? 'something like it came before', { page, indent: INDENT }),
    ...all.slice(0, 5).flatMap(one),
    ...(all.length > 5 ? [WITHIN + page.paint.quiet(`and ${all.length - 5} more`)] : []),
  ];
}

function notes({ notes: all }: Incident, page: Page): string[] {
  return all.flatMap((note, i) => labelled(i === 0 ? 'notes' : '', note, { page, indent: INDENT }));
}

function whatNext({ id, verdict }: Incident, page: Page): string[] {
  const short = id.slice(0, SHORT_INCIDENT);
  const text = verdict === null ? `logsift verdict ${short} real, noise or expected` : `id ${id}`;
  return labelled('say', text, { page, indent: INDENT }).map((row) => page.paint.quiet(row));
}

function whenWords({ from, to }: Incident, page: Page): string {
  return Number.isFinite(from) ? period(from, to, page.timeZone) : 'no time in the log';
}

function hostsWords({ hosts }: Incident, most: number): string {
  const more = hosts.length - most;
  return more > 0 ? `${hosts.slice(0, most).join(', ')} and ${more} more` : hosts.join(', ');
}

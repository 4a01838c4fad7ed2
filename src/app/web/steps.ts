import type { EvidenceLine, StoryStep } from '../../core/api-incidents.ts';
import { placeOf } from '../../core/evidence.ts';
import { type Evidence, type Figure, type Finding, urgency } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';
import { duration } from '../../core/words.ts';
import { oddParts } from '../../report/evidence.ts';
import { gravityOf, surpriseOf, timed } from './words.ts';

/** Lines of a step that are shown. */
const MOST_LINES = 5;
const MOST_ALSO = 10;
/** A number and the unit behind it. */
const NUMBERS = /(?<![\w.])(-?\d{1,15}(?:\.\d{1,9})?) ?(?:%|[A-Za-zµ°]{1,8}(?:\/s)?)(?![\w])/g;

/** The findings of an incident as a story: the root, then the others in time. */
export function stepsOf(incident: Incident): { steps: StoryStep[]; more: number } {
  const { root, findings, from, moreFindings } = incident;
  const others = findings.filter(({ id }) => id !== root.id);
  return {
    steps: [stepOf(root, { from, root: true }), ...others.map((one) => stepOf(one, { from, root: false }))],
    more: moreFindings,
  };
}

function stepOf(finding: Finding, { from, root }: { from: number; root: boolean }): StoryStep {
  const { about, evidence, figure, also = [] } = finding;
  const after = finding.from - from;
  const shown = evidence.slice(0, MOST_LINES);
  return {
    ...{ id: finding.id, root, detector: finding.detector },
    about: {
      ...{ host: about.host ?? null, app: about.app ?? null, template: about.template ?? null },
      ...{ actor: about.actor ?? null, metric: about.metric ?? null },
    },
    ...{ from: timed(finding.from), to: timed(finding.to), after: timed(after) },
    afterWords: !Number.isFinite(after) ? '' : after < 1000 ? 'at once' : `${duration(after)} later`,
    ...{ because: finding.because, expected: finding.expected, seen: finding.seen },
    ...{ maturity: finding.maturity, count: finding.count },
    ...{ surprise: surpriseOf(finding.surprise), gravity: gravityOf(finding.gravity) },
    ...{ urgency: urgency(finding), category: finding.category ?? null, ongoing: finding.ongoing === true },
    evidence: shown.map((one) => evidenceOf(one, finding)),
    moreLines: Math.max(0, finding.count - shown.length),
    also: also.slice(0, MOST_ALSO).map(({ detector, because }) => ({ detector, because })),
    figure: figure === undefined ? null : figureOf(figure),
  };
}

/** A line of evidence with its odd parts marked. */
export function evidenceOf(evidence: Evidence, finding: Finding): EvidenceLine {
  const { source, file = null, line = null, text } = evidence;
  const odd = oddRanges(text, [...oddParts(finding), ...oddNumbers(text, finding)]);
  return { source, file, line, place: placeOf(evidence), text, odd };
}

/** A number beside its usual range, as it is shown. */
export function figureOf({ label, usual: [low, high], typical, seen }: Figure) {
  return { label, low: shown(low), high: shown(high), typical: shown(typical), seen: shown(seen) };
}

function shown(value: number): number {
  return Number(value.toPrecision(4));
}

/** Numbers with the unit of what was measured that lie outside of what is usual: `452.1 ms`. */
function oddNumbers(text: string, { figure }: Finding): string[] {
  if (figure === undefined || !/^(?:%|[A-Za-zµ°]{1,8}(?:\/s)?)$/.test(figure.label)) return [];
  const { label, usual } = figure;
  return [...text.matchAll(NUMBERS)].flatMap(([whole, number]) => {
    const value = Number(number);
    return whole.endsWith(label) && (value < usual[0] || value > usual[1]) ? [whole] : [];
  });
}

/** Where the first of each of these pieces is in a text: ascending, apart. */
export function oddRanges(text: string, parts: readonly string[]): [number, number][] {
  const found = parts.flatMap((part): [number, number][] => {
    const at = text.indexOf(part);
    return at < 0 || part === '' ? [] : [[at, at + part.length]];
  });
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const apart: [number, number][] = [];
  for (const [from, to] of found) {
    const last = apart.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else apart.push([from, to]);
  }
  return apart;
}

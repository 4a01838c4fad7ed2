import { changeText } from '../core/change-text.ts';
import type { Finding } from '../core/finding.ts';
import { incidentUrgency } from '../core/incident.ts';
import type { Redacted } from '../core/llm.ts';
import { chance } from '../core/odds.ts';
import { PLACES } from '../core/topology.ts';
import { verdictWords } from '../core/verdict-words.ts';
import { moment, period } from '../core/when.ts';
import { clipped } from './plain-text.ts';
import { type LeftOut, type Measure, withoutRepeats } from './prompt-size.ts';
import { ident, joined, own, type Redactor, shortened } from './redact.ts';
import type { AnalystView } from './view.ts';

/** What the parts of a prompt are made with. */
export interface Writing {
  readonly redactor: Redactor;
  readonly measure: Measure;
  readonly leftOut: LeftOut;
  /** What was redacted already: a shorter way to say it needs the same lines again. */
  readonly known: Map<string, readonly Redacted[]>;
}

const LONGEST_TEXT = 700;
const LONGEST_LINE = 2_000;

/** The data about an incident, one piece to a line. */
export function incidentParts(view: AnalystView, writing: Writing): Redacted[] {
  return [
    ...circumstances(view, writing),
    ...findings(view, writing),
    ...before(view, writing),
    ...scores(view),
    ...listed(own`FORECASTS`, view.forecasts, writing),
    ...listed(own`CLASSIFICATION`, view.classification, writing),
    ...around(view, writing),
    ...beside(view, writing),
  ];
}

/** One line of data. */
export function say(text: string, { redactor, known }: Pick<Writing, 'redactor' | 'known'>): Redacted {
  const key = `text\0${text}`;
  const [cached] = known.get(key) ?? [];
  if (cached !== undefined) return cached;
  const made = redactor.line(clipped(text, LONGEST_TEXT));
  known.set(key, [made]);
  return made;
}

function named(kind: 'host' | 'user', name: string, { redactor, known }: Writing): Redacted {
  const key = `${kind}\0${name}`;
  const [cached] = known.get(key) ?? [];
  if (cached !== undefined) return cached;
  const made = redactor.name(kind, name);
  known.set(key, [made]);
  return made;
}

/** Lines of a log, marked as such; those that differ in numbers only are told once. */
export function quoted(lines: readonly string[], { redactor, measure, known }: Writing): Redacted[] {
  // A shorter way to say it begins with the same lines, and a key may span several.
  const key = `lines\0${lines.join('\n')}`;
  const made =
    known.get(key) ??
    redactor.lines(
      lines.flatMap((one) =>
        clipped(one, LONGEST_LINE)
          .split(/\r\n|\r|\n/)
          .filter((row) => row.trim() !== ''),
      ),
    );
  known.set(key, made);
  return withoutRepeats(made).map(({ text, times }) => {
    const line = shortened(text, measure.line);
    return times > 1 ? own`| ${line} (and ${times - 1} more such lines)` : own`| ${line}`;
  });
}

/** A heading and what stands below it; nothing where there is nothing. */
export function listed(heading: Redacted, all: readonly string[], writing: Writing): Redacted[] {
  const shown = all.slice(0, writing.measure.beside);
  writing.leftOut.add('remarks beside the findings', all.length - shown.length);
  return shown.length === 0 ? [] : [heading, ...shown.map((one) => own`- ${say(one, writing)}`)];
}

function circumstances({ incident, now, timeZone }: AnalystView, writing: Writing): Redacted[] {
  const times = Number.isFinite(incident.from)
    ? say(period(incident.from, incident.to, timeZone), writing)
    : own`no time in the log`;
  const hosts = incident.hosts.slice(0, writing.measure.beside * 3).map((one) => named('host', one, writing));
  const moreHosts = incident.hosts.length - hosts.length;
  writing.leftOut.add('hosts', moreHosts);
  const total = incident.findings.length + incident.moreFindings;
  return [
    own`INCIDENT`,
    own`headline: ${say(incident.headline, writing)}`,
    own`state: ${incident.state === 'open' ? own`open` : own`over`}; asked at ${say(moment(now, timeZone), writing)}`,
    own`when: ${times}`,
    own`attention by the rules: ${ATTENTION[incidentUrgency(incident)]}`,
    own`surprise ${rounded(incident.surprise)}: by chance ${say(chance(incident.surprise), writing)}; gravity ${rounded(incident.gravity)} of 1: ${gravityWords(incident.gravity)}`,
    ...(incident.category === null ? [] : [own`category: ${ident(incident.category)}`]),
    ...(incident.place === null ? [] : [own`place: ${say(incident.place, writing)}`]),
    ...(hosts.length === 0
      ? []
      : [own`hosts: ${joined(hosts, ', ')}${moreHosts > 0 ? own` and ${moreHosts} more` : own``}`]),
    ...incident.ties.map(({ because }) => own`one matter because: ${say(because, writing)}`),
    own`findings: ${total}, the probable root first`,
  ];
}

const ATTENTION = {
  urgent: own`urgent: a person was interrupted (now)`,
  odd: own`odd: can wait some hours (today)`,
  minor: own`minor (later)`,
} as const;

function rounded(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 100) / 100 : 0;
}

function gravityWords(gravity: number): Redacted {
  if (gravity >= 0.85) return own`reads very bad`;
  if (gravity >= 0.6) return own`reads bad`;
  return gravity >= 0.35 ? own`reads like trouble` : own`reads harmless`;
}

function findings({ incident, timeZone }: AnalystView, writing: Writing): Redacted[] {
  const { measure, leftOut } = writing;
  const all = incident.findings;
  leftOut.add('findings that are counted only', incident.moreFindings);
  leftOut.add('findings told by their id only', all.length - Math.min(all.length, measure.told));
  return all.flatMap((finding, i) => {
    const id = own`FINDING ${ident(finding.id)}${finding.id === incident.root.id ? own` (probable root)` : own``}`;
    if (i >= measure.told) return [id];
    const because = own`  because: ${say(finding.because, writing)}`;
    if (i >= measure.whole) {
      leftOut.add('lines of evidence', finding.evidence.length);
      return [id, because];
    }
    return [
      id,
      ...facts(finding, timeZone, writing),
      because,
      ...evidence(finding, incident.root.id, writing),
    ];
  });
}

function facts(finding: Finding, timeZone: string | undefined, writing: Writing): Redacted[] {
  const { about, from, to, count, surprise, gravity, maturity } = finding;
  const subjects = [
    ...(about.host === undefined ? [] : [own`host ${named('host', about.host, writing)}`]),
    ...(about.app === undefined ? [] : [own`program ${say(about.app, writing)}`]),
    ...(about.actor === undefined ? [] : [own`actor ${named('user', about.actor, writing)}`]),
    ...(about.metric === undefined ? [] : [own`metric ${say(about.metric, writing)}`]),
  ];
  const when = Number.isFinite(from) ? say(period(from, to, timeZone), writing) : own`no time`;
  return [
    own`  detector ${ident(finding.detector)}: surprise ${rounded(surprise)} (by chance ${say(chance(surprise), writing)}), gravity ${rounded(gravity)} (${gravityWords(gravity)}), ${count} lines, ${when}`,
    ...(subjects.length === 0 ? [] : [own`  about: ${joined(subjects, ', ')}`]),
    own`  expected: ${say(finding.expected, writing)}`,
    own`  seen: ${say(finding.seen, writing)}`,
    ...(maturity === '' ? [] : [own`  rests on: ${say(maturity, writing)}`]),
    ...(finding.also ?? [])
      .slice(0, 3)
      .map(({ detector, because }) => own`  detector ${ident(detector)} says too: ${say(because, writing)}`),
  ];
}

function evidence({ id, evidence: all, count }: Finding, root: string, writing: Writing): Redacted[] {
  const { measure, leftOut } = writing;
  const shown = all.slice(0, id === root ? measure.rootEvidence : measure.evidence);
  leftOut.add('lines of evidence', all.length - shown.length);
  if (shown.length === 0) return [];
  const more = Math.max(0, count - shown.length);
  return [
    ...quoted(
      shown.map(({ text }) => text),
      writing,
    ),
    ...(more > 0 ? [own`  (it stands for ${more} more lines)`] : []),
  ];
}

function before({ before: groups }: AnalystView, writing: Writing): Redacted[] {
  const { measure, leftOut } = writing;
  return groups.flatMap(({ finding, place, lines }) => {
    // The nearest say most: the oldest go first.
    const shown = measure.before === 0 ? [] : lines.slice(-measure.before);
    leftOut.add('lines of context', lines.length - shown.length);
    return shown.length === 0
      ? []
      : [own`BEFORE the lines of ${ident(finding)} in ${say(place, writing)}`, ...quoted(shown, writing)];
  });
}

function scores({ scores: all }: AnalystView): Redacted[] {
  if (all.length === 0) return [];
  const told = all.flatMap(({ detector, score }) =>
    score === null
      ? []
      : [
          own`${ident(detector)} ${rounded(score.surprise)}/${rounded(score.gravity)} (${ident(score.finding)})`,
        ],
  );
  const quiet = all.filter(({ score }) => score === null).map(({ detector }) => ident(detector));
  return [
    own`DETECTORS (surprise/gravity)`,
    ...(told.length === 0 ? [] : [own`- remarked on it: ${joined(told, ', ')}`]),
    ...(quiet.length === 0 ? [] : [own`- remarked nothing: ${joined(quiet, ', ')}`]),
  ];
}

function around({ topology }: AnalystView, writing: Writing): Redacted[] {
  const { measure, leftOut } = writing;
  const shown = topology.slice(0, measure.beside);
  leftOut.add('hosts of the topology', topology.length - shown.length);
  if (shown.length === 0) return [];
  return [
    own`TOPOLOGY`,
    ...shown.map(({ host, facts: known, ancestors }) => {
      const places = PLACES.flatMap((kind) =>
        known?.[kind] === undefined ? [] : [own`${ident(kind)} ${say(known[kind], writing)}`],
      );
      const parts = [
        ...(known?.role === undefined ? [] : [own`a ${say(known.role, writing)}`]),
        ...places,
        ...(ancestors.length === 0
          ? []
          : [
              own`behind ${joined(
                ancestors.slice(0, 4).map((one) => named('host', one, writing)),
                ', ',
              )}`,
            ]),
      ];
      return own`- ${named('host', host, writing)}: ${parts.length === 0 ? own`nothing known` : joined(parts, ', ')}`;
    }),
  ];
}

function beside({ incident, now, timeZone }: AnalystView, writing: Writing): Redacted[] {
  const changes = incident.changes.map((change) => changeText(change, incident.from));
  const similar = incident.similar.map(({ from, headline, likeness, verdict }) => {
    const when = Number.isFinite(from) ? moment(from, timeZone) : 'no time';
    const said = verdict === null ? 'no verdict' : `a person said: ${verdictWords(verdict, now)}`;
    return `${when}, ${Math.round(likeness * 100)} % alike: ${headline} (${said})`;
  });
  return [
    ...listed(own`CHANGES of the 24 hours before`, changes, writing),
    ...listed(own`SIMILAR incidents before`, similar, writing),
    ...listed(own`NOTES that people wrote down`, incident.notes, writing),
  ];
}

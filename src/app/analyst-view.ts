import type { AnalystView, DetectorScore, HostAround, LinesBefore } from '../analyst/view.ts';
import { placeOf } from '../core/evidence.ts';
import type { Evidence, Finding } from '../core/finding.ts';
import type { Change, Incident } from '../core/incident.ts';
import { count } from '../core/words.ts';
import { ringBefore } from '../store/ring-view.ts';
import type { StoreView } from '../store/store.ts';
import type { Topology } from '../topology/topology.ts';
import { fileBefore } from './file-before.ts';
import { shownFindings } from './stored-findings.ts';

/** Where what a model is told comes from. */
export interface AnalystSources {
  readonly store: {
    readonly incidents: Pick<StoreView['incidents'], 'changes' | 'verdictOf'>;
    readonly findings: StoreView['findings'];
    readonly events: Pick<StoreView['events'], 'before'>;
    readonly rollups: Pick<StoreView['rollups'], 'top'>;
    readonly analyses: Pick<StoreView['analyses'], 'users'>;
  };
  readonly topology: Topology;
  /** Names of the hosts that people wrote down. */
  readonly hosts: readonly string[];
  /** Detectors that run. */
  readonly detectors: readonly string[];
  readonly timeZone?: string | undefined;
  /** Folder of the raw ring. */
  readonly ring: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LINES_BEFORE = 10;
/** Pieces of evidence whose neighbours are looked for. */
const ROOT_EVIDENCE = 3;
const MOST_EVIDENCE = 8;
const MOST_HOSTS = 12;
const MOST_FORECASTS = 5;
const MOST_CHANGES = 12;
const MOST_NAMES = 5000;

/** What is known of an incident, for whoever is to explain it. */
export async function analystView(
  incident: Incident,
  sources: AnalystSources,
  now: number,
): Promise<AnalystView> {
  const { timeZone } = sources;
  const whole = withContext(incident, sources);
  return {
    incident: whole,
    now,
    ...(timeZone === undefined ? {} : { timeZone }),
    before: await linesBefore(whole, sources),
    scores: scoresOf(whole, sources),
    forecasts: forecastsOf(whole, sources, now),
    classification: classificationOf(whole),
    topology: around(whole, sources.topology),
    known: {
      hosts: hostNames([whole], sources, now),
      users: [...actorsOf(whole), ...sources.store.analyses.users()],
    },
  };
}

/** All changes of the day before it, those that touch its subjects first, and what was said of its like since. */
function withContext(incident: Incident, { store }: AnalystSources): Incident {
  const { changes, from, similar } = incident;
  const known = new Set(changes.map(({ id }) => id));
  const others: Change[] = Number.isFinite(from)
    ? store.incidents.changes(from - DAY, from).filter(({ id }) => !known.has(id))
    : [];
  return {
    ...incident,
    changes: [...changes, ...others].slice(0, MOST_CHANGES),
    similar: similar.map((one) => ({
      ...one,
      verdict: store.incidents.verdictOf(one.id) ?? one.verdict,
    })),
  };
}

async function linesBefore(incident: Incident, { store, ring }: AnalystSources): Promise<LinesBefore[]> {
  const found: LinesBefore[] = [];
  for (const [finding, evidence] of evidenceOf(incident)) {
    const { from, to } = finding;
    const { source, file, text } = evidence;
    const kept = store.events.before(
      { source, ...(file === undefined ? {} : { file }), text, from, to },
      LINES_BEFORE,
    );
    // What the filter drops is not kept; the end of a file, and of the ring, has it still.
    const written =
      file === undefined
        ? await ringBefore(ring, { source, text }, LINES_BEFORE)
        : await fileBefore(file, text, LINES_BEFORE);
    const lines = written.length > 0 ? written : kept;
    if (lines.length > 0) found.push({ place: placeOf(evidence), finding: finding.id, lines });
  }
  return found;
}

function evidenceOf({ root, findings }: Incident): [Finding, Evidence][] {
  const others = findings.filter(({ id }) => id !== root.id);
  const first = (finding: Finding, most: number) =>
    finding.evidence.slice(0, most).map((one): [Finding, Evidence] => [finding, one]);
  return [...first(root, ROOT_EVIDENCE), ...others.flatMap((one) => first(one, 1))].slice(0, MOST_EVIDENCE);
}

function scoresOf({ findings }: Incident, { detectors }: AnalystSources): DetectorScore[] {
  const strongest = new Map<string, Finding>();
  for (const finding of findings) {
    const known = strongest.get(finding.detector);
    if (known === undefined || finding.surprise > known.surprise) strongest.set(finding.detector, finding);
  }
  return [...new Set([...strongest.keys(), ...detectors])].map((detector) => {
    const finding = strongest.get(detector);
    if (finding === undefined) return { detector, score: null };
    const { id, surprise, gravity } = finding;
    return { detector, score: { finding: id, surprise, gravity } };
  });
}

function forecastsOf({ hosts }: Incident, { store }: AnalystSources, now: number): string[] {
  const of = shownFindings(store.findings, {
    ...{ since: now - DAY, detector: 'forecast', order: 'latest', limit: 200 },
  });
  return of
    .filter(({ finding: { about } }) => about.host === undefined || hosts.includes(about.host))
    .slice(0, MOST_FORECASTS)
    .map(({ finding: { because } }) => because);
}

function classificationOf({ category, findings }: Incident): string[] {
  const by = new Map<string, number>();
  for (const one of findings)
    if (one.category !== undefined) by.set(one.category, (by.get(one.category) ?? 0) + 1);
  const said = [...by].map(
    ([name, times]) => `${count(times, 'finding')} of it ${times === 1 ? 'is' : 'are'} of the kind ${name}`,
  );
  return category === null ? said : [`As a whole it is of the kind ${category}`, ...said];
}

/** Its hosts and what they hang on. */
function around({ hosts, root }: Incident, topology: Topology): HostAround[] {
  const own = root.about.host === undefined ? [] : [root.about.host];
  const subjects = [...new Set([...own, ...hosts])].slice(0, MOST_HOSTS);
  const above = subjects.flatMap((host) => topology.ancestors(host));
  return [...new Set([...subjects.map((host) => topology.canonical(host)), ...above])]
    .slice(0, 2 * MOST_HOSTS)
    .map((host) => ({ host, facts: topology.factsOf(host), ancestors: topology.ancestors(host) }))
    .filter(({ facts, ancestors }) => facts !== null || ancestors.length > 0);
}

/** Names that may stand in any line: hosts of the incidents, of the network, and all that were heard of lately. */
export function hostNames(incidents: readonly Incident[], sources: AnalystSources, now: number): string[] {
  const heard = sources.store.rollups
    .top({ kind: 'host', width: HOUR, from: now - DAY, to: now + HOUR }, MOST_NAMES)
    // What stands for all that were too many.
    .filter(({ name }) => name !== 'other')
    .map(({ name }) => name);
  const own = incidents.flatMap(({ hosts, findings }) => [
    ...hosts,
    ...findings.flatMap(({ about: { host } }) => host ?? []),
  ]);
  return [...new Set([...own, ...sources.hosts, ...heard])].slice(0, 2 * MOST_NAMES);
}

function actorsOf({ findings }: Incident): string[] {
  return [...new Set(findings.flatMap(({ about: { actor } }) => actor ?? []))];
}

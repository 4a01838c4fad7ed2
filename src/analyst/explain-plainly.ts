import type { AdvisedAction, Analysis, AnalysisUrgency, Confidence } from '../core/analysis.ts';
import { changeText } from '../core/change-text.ts';
import { type Change, type Incident, incidentUrgency } from '../core/incident.ts';
import { similarWords } from '../core/verdict-words.ts';
import { moment } from '../core/when.ts';
import { count, duration } from '../core/words.ts';
import { ADVICE } from './explain-actions.ts';
import { clipped, oneLine, revealed } from './plain-text.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LONGEST_HEADLINE = 120;
const LONGEST_SENTENCE = 320;
const LONGEST_HOST = 80;
const MOST_ACTIONS = 5;
const MOST_FINDINGS = 50;
const SHORT_ID = 8;
/** What a network device writes: `%LINK-3-UPDOWN:`. */
const OF_DEVICE = /%[A-Z][A-Z0-9_]+(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+/;

export interface PlainOptions {
  /** Epoch ms. */
  readonly at: number;
  readonly timeZone?: string;
}

/**
 * An incident explained by logsift itself, from what detectors, topology and people said: the same fields that a model
 * fills, for whoever has none.
 */
export function explainPlainly(incident: Incident, { at, timeZone }: PlainOptions): Analysis {
  return {
    incident: incident.id,
    by: { kind: 'logsift' },
    at,
    headline: clipped(shown(incident.headline), LONGEST_HEADLINE),
    happening: happening(incident, timeZone),
    cause: cause(incident),
    urgency: plainUrgency(incident),
    actions: actions(incident),
    findings: incident.findings.slice(0, MOST_FINDINGS).map(({ id }) => id),
    unsure: unsure(incident),
  };
}

/** When somebody should look, by the rules alone. */
export function plainUrgency(incident: Pick<Incident, 'surprise' | 'gravity' | 'page'>): AnalysisUrgency {
  switch (incidentUrgency(incident)) {
    case 'urgent':
      return 'now';
    case 'odd':
      return 'today';
    case 'minor':
      return 'later';
  }
}

function happening(incident: Incident, timeZone: string | undefined): string {
  const { root, findings, moreFindings, hosts, ties, from, to, resolved } = incident;
  const others = findings.length + moreFindings - 1;
  const where = hosts.length > 1 ? ` on ${count(hosts.length, 'host')}` : '';
  const [tie] = ties;
  const together =
    others <= 0
      ? ''
      : `${count(others, 'other finding')}${where} ${others === 1 ? 'belongs' : 'belong'} to it${tie === undefined ? '' : `: ${tie.because.replace(/[.?]$/, '')}`}.`;
  const began = Number.isFinite(from) ? `It began ${moment(from, timeZone)}` : '';
  const lasted = duration(Math.max(0, to - from));
  const end =
    resolved === null
      ? to - from >= 60_000
        ? `, was last seen ${lasted} later and is not over.`
        : ' and is not over.'
      : ` and was over after ${lasted}.`;
  const before = similarWords(incident, timeZone);
  const also = (root.also ?? []).slice(0, 2).map(({ because }) => sentence(because));
  return [
    sentence(root.because),
    ...(together === '' ? also : []),
    together,
    began === '' ? '' : `${began}${end}`,
    before === null ? '' : sentence(`It is the ${before}`),
  ]
    .filter((one) => one !== '')
    .slice(0, 4)
    .join(' ');
}

function cause(incident: Incident): Analysis['cause'] {
  const { root, findings, ties, changes, from } = incident;
  const say = (text: string, confidence: Confidence) => ({ text: sentence(text), confidence });
  const change = changes.find((one) => explains(one, incident));
  if (change !== undefined) {
    const close = from - change.to <= HOUR && aboutTheSame(change, incident);
    return say(`A change came before it, ${changeText(change, from)}`, close ? 'medium' : 'low');
  }
  const place = ties.find(({ kind }) => kind === 'place');
  if (place !== undefined)
    return say(
      `What they share: ${place.because.replace(/\?$/, '')}`,
      incident.hosts.length >= 3 ? 'medium' : 'low',
    );
  const upstream = ties.find(({ kind }) => kind === 'upstream');
  const host = root.about.host;
  if (upstream !== undefined && host !== undefined)
    return say(`${host}, which the others hang on, failed first: ${lowerFirst(root.because)}`, 'medium');
  return findings.length > 1 ? say(`It probably began with this: ${lowerFirst(root.because)}`, 'low') : null;
}

/** A change of the day before that began before the trouble did. */
function explains({ from, to }: Change, incident: Incident): boolean {
  return from <= incident.from && incident.from - to <= DAY;
}

function aboutTheSame({ host, app }: Change, { root, hosts }: Incident): boolean {
  return (
    (host !== undefined && (host === root.about.host || hosts.includes(host))) ||
    (app !== undefined && app === root.about.app)
  );
}

function actions(incident: Incident): AdvisedAction[] {
  const { root, changes, category, notes } = incident;
  const host = clipped(shown(root.about.host ?? incident.hosts[0] ?? ''), LONGEST_HOST);
  const device = root.evidence.some(({ text }) => OF_DEVICE.test(text));
  const change = changes.find((one) => explains(one, incident) && incident.from - one.to <= HOUR);
  const runbook = notes.find((note) => /\brunbook: /.test(note));
  const advice = ADVICE[category ?? 'other'].map(({ what, reason, shell, device: onDevice }) => {
    const command = device ? onDevice : shell;
    return { what: what(host), reason, ...(command === undefined ? {} : { command }) };
  });
  const lines: AdvisedAction = {
    what: 'Read the whole story with its lines',
    reason: 'it shows root, symptoms and what came before in order of time',
    ...(/^[0-9a-f]{8,}$/.test(incident.id)
      ? { command: `logsift incident ${incident.id.slice(0, SHORT_ID)}` }
      : {}),
  };
  return [
    ...(runbook === undefined
      ? []
      : [{ what: clipped(shown(runbook), LONGEST_SENTENCE), reason: 'people wrote it down for this' }]),
    ...(change === undefined
      ? []
      : [
          {
            what: clipped(`See whether this has to do with it: ${shown(change.what)}`, LONGEST_SENTENCE),
            reason: `it came ${duration(Math.max(0, incident.from - change.to))} before`,
          },
        ]),
    ...advice,
    lines,
  ].slice(0, MOST_ACTIONS);
}

function unsure({ root, findings, moreFindings, ties, category, changes, from }: Incident): string[] {
  return [
    ...(root.maturity === '' ? [] : [`how usual it is: ${root.maturity}`]),
    ...(Number.isFinite(from) ? [] : ['when it was: the log says no times']),
    ...(moreFindings > 0 ? [`${count(moreFindings, 'further finding')} left out`] : []),
    ...(findings.length > 1 && ties.every(({ kind }) => kind === 'host')
      ? ['whether all of it has one cause: it began on the same host at the same time']
      : []),
    ...(changes.length > 0 ? ['whether a change before it is the cause: order in time is no proof'] : []),
    ...(category === null ? ['what kind of trouble it is: no rule knows it'] : []),
  ].map((one) => clipped(shown(one), LONGEST_SENTENCE));
}

/** In one line, with nothing hidden in it. */
function shown(text: string): string {
  return oneLine(revealed(text).text);
}

function sentence(text: string): string {
  const one = clipped(shown(text), LONGEST_SENTENCE);
  return /[.!?…]$/.test(one) ? one : `${one}.`;
}

/** Only what begins like a sentence: names keep their letters. */
function lowerFirst(text: string): string {
  return /^(?:A|An|The|It|They|This|One)\s/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}

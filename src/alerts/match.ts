import { z } from 'zod';
import { CATEGORIES, type Category } from '../core/categories.ts';
import { urgency } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import type { HostFacts, TopologyView } from '../core/topology.ts';

/** From the least to the gravest; `critical` is what a rule calls so. */
export const SEVERITIES = ['minor', 'odd', 'urgent', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What routes and silences look at. */
export interface Subject {
  readonly category: Category | null;
  readonly severity: Severity;
  readonly hosts: readonly string[];
  readonly apps: readonly string[];
  readonly detectors: readonly string[];
  readonly labels: { readonly [name: string]: string };
}

const HOST_FACTS = ['site', 'building', 'role', 'team'] as const satisfies readonly (keyof HostFacts)[];
/** What is known of a host, and the host itself. */
const OF_HOSTS = ['host', ...HOST_FACTS] as const;

const WANTED = 'wants a text or a list of them; "*" stands for anything';
const one = z.string({ error: WANTED }).min(1, { error: WANTED }).max(255, { error: WANTED });
const some = z.union([one.transform((text) => [text]), z.array(one).min(1).max(1000)], { error: WANTED });
const categories = z.enum(CATEGORIES);

/** Which incidents are meant: all that is named must fit, of a list one. Texts may hold `*`; case does not count. */
export const matchSchema = z.strictObject({
  category: z
    .union([categories.transform((name) => [name]), z.array(categories).min(1)])
    .optional()
    .describe('one of these; see `logsift rules`'),
  severity: z.enum(SEVERITIES).optional().describe('at least this'),
  site: some.optional().describe('of one of its hosts, as the topology says'),
  building: some.optional().describe('likewise'),
  role: some.optional().describe('likewise: `switch`, `server`, …'),
  team: some.optional().describe('likewise'),
  host: some.optional().describe('by any of its names'),
  app: some.optional().describe('of one of its findings'),
  detector: some.optional().describe('that found something of it'),
  labels: z.record(z.string().max(100), some).optional().describe('by their names'),
});
export type Match = z.output<typeof matchSchema>;

/** How hosts are looked at. */
export interface HostView {
  readonly topology: TopologyView;
  /** One host that fits is enough; else every one must. */
  readonly quantity: 'some' | 'every';
  /** A host also answers to the names of what it hangs on. */
  readonly withAncestors: boolean;
}

/** What an incident is to routes and silences. */
export function subjectOfIncident(incident: Incident, labels: Subject['labels'] = {}): Subject {
  const { findings, root, category, hosts, page } = incident;
  const all = [root, ...findings];
  const named = (texts: readonly (string | undefined)[]) =>
    [...new Set(texts)].filter((text) => text !== undefined);
  const worst = Math.max(...all.map((finding) => SEVERITIES.indexOf(urgency(finding))));
  return {
    category,
    severity: page ? 'critical' : SEVERITIES[worst]!,
    hosts,
    apps: named(all.map(({ about }) => about.app)),
    detectors: named(
      all.flatMap(({ detector, also = [] }) => [detector, ...also.map((other) => other.detector)]),
    ),
    labels,
  };
}

/** Why a subject does not fit, in a few words; null where it fits. */
export function misfit(match: Match, subject: Subject, view: HostView): string | null {
  const { category, severity, labels = {} } = match;
  if (category !== undefined && (subject.category === null || !category.includes(subject.category)))
    return said('category', subject.category === null ? [] : [subject.category], category);
  if (severity !== undefined && SEVERITIES.indexOf(subject.severity) < SEVERITIES.indexOf(severity))
    return `severity is ${subject.severity}, below ${severity}`;
  for (const [key, values] of [
    ['app', subject.apps],
    ['detector', subject.detectors],
  ] as const) {
    const wanted = match[key];
    if (wanted !== undefined && !values.some((value) => fitsOne(value, wanted)))
      return said(key, values, wanted);
  }
  for (const [name, wanted] of Object.entries(labels)) {
    const value = Object.hasOwn(subject.labels, name) ? subject.labels[name]! : null;
    if (value === null || !fitsOne(value, wanted)) return said(name, value === null ? [] : [value], wanted);
  }
  return hostMisfit(match, subject, view);
}

function hostMisfit(match: Match, { hosts }: Subject, view: HostView): string | null {
  const keys = OF_HOSTS.filter((key) => match[key] !== undefined);
  if (keys.length === 0) return null;
  const lacks = (host: string) =>
    keys.find((key) => !namesOf(host, key, view).some((name) => fitsOne(name, match[key]!)));
  const bad = hosts.map((host) => [host, lacks(host)] as const).find(([, key]) => key !== undefined);
  const fits = view.quantity === 'some' ? hosts.some((host) => lacks(host) === undefined) : bad === undefined;
  if (fits && hosts.length > 0) return null;
  const [host, key = keys[0]!] = bad ?? [];
  return said(key, host === undefined ? [] : namesOf(host, key, view), match[key]!);
}

function namesOf(
  host: string,
  key: (typeof OF_HOSTS)[number],
  { topology, withAncestors }: HostView,
): string[] {
  if (key !== 'host') return [topology.factsOf(host)?.[key] ?? []].flat();
  return [host, topology.canonical(host), ...(withAncestors ? topology.ancestors(host) : [])];
}

function said(key: string, values: readonly string[], wanted: readonly string[]): string {
  const [first] = values;
  const is = first === undefined ? 'is not known' : `is ${short(first)}`;
  return `${key} ${is}, wanted ${wanted.slice(0, 3).map(short).join(' or ')}${wanted.length > 3 ? ' …' : ''}`;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function fitsOne(value: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => fits(value.toLowerCase(), pattern.toLowerCase()));
}

/** Without backtracking: each piece between stars is taken where it first occurs. */
function fits(text: string, pattern: string): boolean {
  const pieces = pattern.split('*');
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  if (pieces.length === 1) return text === pattern;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > text.length - last.length) return false;
    at = found + piece.length;
  }
  return true;
}

/** Values of a subject by the name that routes group by; of places and roles those of its hosts. */
export function valuesOf(subject: Subject, key: GroupKey, topology: TopologyView): readonly string[] {
  switch (key) {
    case 'category':
      return subject.category === null ? [] : [subject.category];
    case 'severity':
      return [subject.severity];
    case 'app':
      return subject.apps;
    case 'detector':
      return subject.detectors;
    case 'host':
      return subject.hosts.map((host) => topology.canonical(host));
    default:
      return subject.hosts.flatMap((host) => topology.factsOf(host)?.[key] ?? []);
  }
}

/** What messages may be grouped by. */
export const GROUP_KEYS = ['category', 'severity', 'app', 'detector', ...OF_HOSTS] as const;
export type GroupKey = (typeof GROUP_KEYS)[number];

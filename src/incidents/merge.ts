import { compareFindings, type Finding } from '../core/finding.ts';
import { count } from '../core/words.ts';

/** Findings no farther apart than this may be about one matter. */
const TOUCHING = 5 * 60_000;
/** Findings that share only a host are one matter when together they last no longer. */
const EPISODE = 3_600_000;
/** Findings that begin so close to each other, and share so much of their time, keep step. */
const BEGINS = 15 * 60_000;
const IN_STEP = 0.6;
/** What each further host, up to three, adds to the gravity. */
const SPREAD = 0.05;
const EVIDENCE_LINES = 5;
/** Remarks listed beside the strongest; the rest is counted in `because`. */
const MAX_REMARKS = 20;
/** What agreement of one more detector adds to the surprise, and of all of them. */
const GAIN = 0.3;
const MOST_GAIN = 0.6;
/** These say that lines are odd, not what is wrong. */
const NAMELESS = new Set(['novelty', 'rate', 'windows', 'lines']);
/** A rule whose lines read at least so bad knows what is wrong. */
const TELLING = 0.6;
/** A detector that remarks on such a thing every day agrees with everything. */
const LEAST_TO_AGREE = 1;

/**
 * Joins what different detectors remarked about the same template, actor or host at the same time, or about the same
 * program when it began and ended together: the strongest finding speaks, the others second it. Findings of one detector stay apart, as it knows best what belongs together,
 * save those on the same kind of line of several hosts at once, and a rule's on one host;
 * and all of a group are about the same as its strongest, so that no chain of neighbours swallows a day.
 *
 * The surprise stays calibrated: it is that of the strongest and at most 0.6 more, for the first two detectors that
 * are themselves surprised and show lines of their own. Adding 0.3 says no more than that of the findings that come
 * by chance at most half are seconded so.
 *
 * @returns the oddest first, ids and words being those of the strongest of each group
 */
export function mergeFindings(findings: readonly Finding[]): Finding[] {
  const groups: Group[] = [];
  const bySubject = new Map<string, Group[]>();
  for (const finding of [...findings].sort(compareFindings)) {
    const group = firstOf(subjectsOf(finding, NEAR), (subject) =>
      bySubject.get(subject)?.find(({ strongest }) => sameMatter(strongest, finding)),
    );
    if (group !== undefined) {
      group.others.push(finding);
      continue;
    }
    const begun: Group = { strongest: finding, others: [] };
    groups.push(begun);
    for (const subject of subjectsOf(finding, HERE)) {
      const known = bySubject.get(subject);
      if (known === undefined) bySubject.set(subject, [begun]);
      else known.push(begun);
    }
  }
  return groups.map(merged).sort(compareFindings);
}

interface Group {
  readonly strongest: Finding;
  readonly others: Finding[];
}

/** Hours whose findings may be about the same as one that begins in hour 0, and that hour. */
const NEAR = [0, -1, 1];
const HERE = [0];

/**
 * What findings are looked up by; the closest tie first. What shares only a host or a program is one matter only when
 * it begins within the hour, so that a host of which much is said does not have all of it compared with all.
 */
function subjectsOf({ about, from }: Finding, hours: readonly number[]): string[] {
  const subjects = (['template', 'actor'] as const).flatMap((key) =>
    about[key] === undefined ? [] : [`${key}\0${about[key]}`],
  );
  if (Number.isNaN(from)) return subjects;
  const hour = Math.floor(from / EPISODE);
  for (const by of hours) {
    if (about.host !== undefined) subjects.push(`host ${hour + by}\0${about.host}`);
    if (about.app !== undefined) subjects.push(`app ${hour + by}\0${suiteOf(about.app)}`);
  }
  return subjects;
}

function firstOf(
  subjects: readonly string[],
  find: (subject: string) => Group | undefined,
): Group | undefined {
  for (const subject of subjects) {
    const found = find(subject);
    if (found !== undefined) return found;
  }
  return undefined;
}

function sameMatter(a: Finding, b: Finding): boolean {
  if (a.detector === b.detector) return spreads(a, b) || recurs(a, b);
  const subject = same(a, b, 'template') || same(a, b, 'actor');
  // In a log without times only the subject can say.
  if (Number.isNaN(a.from) || Number.isNaN(b.from)) return subject;
  if (Math.max(a.from, b.from) - Math.min(a.to, b.to) > TOUCHING) return false;
  if (subject) return true;
  if (same(a, b, 'host') && Math.max(a.to, b.to) - Math.min(a.from, b.from) <= EPISODE) return true;
  return (same(a, b, 'host') || sameSuite(a, b)) && keepStep(a, b);
}

/** What begins together and ends together has one cause, however long it goes on. */
function keepStep(a: Finding, b: Finding): boolean {
  const shared = Math.min(a.to, b.to) - Math.max(a.from, b.from);
  const whole = Math.max(a.to, b.to) - Math.min(a.from, b.from);
  return Math.abs(a.from - b.from) <= BEGINS && whole > 0 && shared >= IN_STEP * whole;
}

function sameSuite({ about: a }: Finding, { about: b }: Finding): boolean {
  return a.app !== undefined && b.app !== undefined && suiteOf(a.app) === suiteOf(b.app);
}

/** `postfix` of `postfix/smtp`. */
function suiteOf(app: string): string {
  return app.split('/', 1)[0]!;
}

/** One detector's remark on the same kind of line of another host at the same time: the matter has spread. */
function spreads(a: Finding, b: Finding): boolean {
  if (!same(a, b, 'template') || a.about.host === undefined || b.about.host === undefined) return false;
  if (a.about.host === b.about.host) return false;
  return Math.max(a.from, b.from) - Math.min(a.to, b.to) <= TOUCHING;
}

/** One rule that the same kind of line of one host hits time and again: told once, however long between. */
function recurs(a: Finding, b: Finding): boolean {
  return a.detector === 'rule' && same(a, b, 'template') && same(a, b, 'host');
}

function same(a: Finding, b: Finding, key: 'template' | 'actor' | 'host'): boolean {
  return a.about[key] !== undefined && a.about[key] === b.about[key];
}

function merged({ strongest, others }: Group): Finding {
  if (others.length === 0) return strongest;
  const all = [strongest, ...others];
  // A number knows of no category; the rule about the same lines does.
  const category = all.find((one) => one.category !== undefined)?.category;
  return {
    ...strongest,
    ...(category === undefined ? {} : { category }),
    from: Math.min(...all.map(({ from }) => from)),
    to: Math.max(...all.map(({ to }) => to)),
    // The same lines may stand in several: the sum would count them twice.
    count: Math.max(...all.map((one) => one.count)),
    surprise: strongest.surprise + gain(strongest, others),
    gravity: gravityOfAll(all),
    ...(all.some(({ page }) => page === true) ? { page: true as const } : {}),
    evidence: evidenceOfAll(all),
    because: headlineOf(strongest, others),
    also: remarksOf(others).slice(0, MAX_REMARKS),
  };
}

/** What a person wrote about such lines says more than that they are new, many or odd. */
function headlineOf(strongest: Finding, others: readonly Finding[]): string {
  const more = `, and ${count(others.length, 'more remark')}.`;
  const plain = `${strongest.because.replace(/[.!?]$/, '')}${more}`;
  if (!NAMELESS.has(strongest.detector)) return plain;
  const [rule] = others
    .filter(({ detector, gravity }) => detector === 'rule' && gravity >= TELLING)
    .sort((a, b) => b.gravity - a.gravity);
  if (rule === undefined) return plain;
  const hosts = new Set([strongest, ...others].flatMap(({ about }) => about.host ?? []));
  const where = hosts.size > 1 ? ` on ${count(hosts.size, 'host')}` : '';
  return `${rule.because.replace(/(?= \(rule )|$/, where)}${more}`;
}

/** The same sentence about several hosts is one remark. */
function remarksOf(others: readonly Finding[]): NonNullable<Finding['also']> {
  const said = new Map<string, { id: string; detector: string; because: string }>();
  for (const { id, detector, because } of others) {
    if (!said.has(because)) said.set(because, { id, detector, because });
  }
  return [...said.values()];
}

/** The worst of all, and worse the more hosts say so. */
function gravityOfAll(all: readonly Finding[]): number {
  const worst = Math.max(...all.map(({ gravity }) => gravity));
  const hosts = new Set(
    all.flatMap(({ about, gravity }) => (gravity >= 0.5 && about.host ? [about.host] : [])),
  );
  return Math.min(1, worst + SPREAD * Math.min(3, Math.max(0, hosts.size - 1)));
}

function gain(strongest: Finding, others: readonly Finding[]): number {
  const shown = new Set(strongest.evidence.map(placeOf));
  const agreeing = new Set<string>();
  for (const { detector, surprise, evidence } of others) {
    if (surprise >= LEAST_TO_AGREE && evidence.some((one) => !shown.has(placeOf(one))))
      agreeing.add(detector);
  }
  return Math.min(MOST_GAIN, GAIN * agreeing.size);
}

/** The strongest finding's lines first, then a line of each other in turn. */
function evidenceOfAll(all: readonly Finding[]): Finding['evidence'] {
  const kept = new Map<string, Finding['evidence'][number]>();
  const take = (one: Finding['evidence'][number]) => {
    const place = placeOf(one);
    if (kept.size < EVIDENCE_LINES && !kept.has(place)) kept.set(place, one);
  };
  const [strongest, ...others] = all;
  for (const one of strongest!.evidence) take(one);
  const longest = Math.max(...others.map(({ evidence }) => evidence.length));
  for (let i = 0; i < longest; i++) {
    for (const { evidence } of others) if (evidence[i] !== undefined) take(evidence[i]!);
  }
  return [...kept.values()];
}

/** Where a line stands; its text where that is not known. */
function placeOf({ source, file, line, text }: Finding['evidence'][number]): string {
  return `${file ?? source}\0${line ?? text}`;
}

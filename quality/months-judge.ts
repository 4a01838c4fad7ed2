import type { Finding } from '../src/core/finding.ts';
import { type Incident, incidentRank } from '../src/core/incident.ts';
import type { Labels, PlantedLabel } from '../src/simulate/index.ts';
import type { Result } from '../src/testing/result.ts';

const [MINUTE, DAY] = [60_000, 86_400_000];
/** What is told so long after the end of an incident is still of it. */
const AFTER = DAY;
/** A symptom may be told of so much before the label says that it can be seen: rounding. */
const SLACK = MINUTE;
/** Findings that a message shows. */
export const SHOWN = 5;
const SUDDEN = new Set(['ssh-brute-force', 'power-loss', 'slow-query', 'night-outbound']);
const MISSES_SHOWN = 3;

/** A message that interrupted somebody (or became part of one that did), as it was then. */
export interface ToldPage {
  readonly at: number;
  readonly incident: Incident;
  readonly joined: boolean;
}

/** What became of one planted incident. */
interface Fate {
  readonly label: PlantedLabel;
  /** The first that names it. */
  readonly page: ToldPage | null;
}

/** One month, judged. */
export interface Month {
  readonly days: number;
  readonly fates: readonly Fate[];
  readonly pages: readonly (ToldPage & { readonly of: PlantedLabel | null })[];
  /** Pages on days on which no incident was going on. */
  readonly onQuietDays: number;
  readonly quietDays: number;
}

/** Puts what was told beside what was planted. */
export function judge({
  pages,
  labels,
  days,
  history,
}: {
  pages: readonly ToldPage[];
  labels: Labels;
  days: number;
  history: number;
}): Month {
  const begin = Date.parse(labels.start) + history * DAY;
  const wrong = labels.planted.filter(({ harmless }) => !harmless);
  const fates = wrong.map((label) => ({ label, page: pages.find((page) => isOf(page, label)) ?? null }));
  const judged = pages
    .filter(({ joined }) => !joined)
    .map((page) => ({
      ...page,
      of: wrong.find((label) => isOf(page, label)) ?? labels.planted.find((one) => isOf(page, one)) ?? null,
    }));
  const quiet = Array.from({ length: days }, (_, day) => begin + day * DAY).filter((day) =>
    wrong.every(({ from, to }) => Date.parse(to) + AFTER < day || Date.parse(from) >= day + DAY),
  );
  const onQuietDays = judged.filter(({ at }) => quiet.some((day) => at >= day && at < day + DAY)).length;
  return { days, fates, pages: judged, onQuietDays, quietDays: quiet.length };
}

/** Whether a page, at its time, names what is wrong. */
function isOf({ at, incident }: ToldPage, label: PlantedLabel): boolean {
  return isInTime(at, label) && incident.findings.slice(0, SHOWN).some((finding) => names(finding, label));
}

function names({ about, evidence, to }: Finding, { subjects, lines, from }: PlantedLabel): boolean {
  if (evidence.some(({ line }) => line !== undefined && lines.numbers.includes(line))) return true;
  if (to < Date.parse(from) - SLACK) return false;
  if (about.actor !== undefined && subjects.actors.includes(about.actor)) return true;
  if (about.host === undefined || !subjects.hosts.includes(about.host)) return false;
  const ofApp = (app: string) => about.app === app || evidence.some(({ text }) => text.includes(app));
  return subjects.apps.some(ofApp) || evidence.length === 0;
}

/** Whether the first thing that a page says is where it came from. */
function isRoot({ root }: Incident, label: PlantedLabel): boolean {
  if (!names(root, label)) return false;
  const { host } = label.root;
  if (host === null || root.about.host === host) return true;
  const said = [root.because, root.about.actor ?? '', ...root.evidence.map(({ text }) => text)].join(' ');
  return [host, ...label.subjects.actors].some((name) => said.includes(name));
}

/** The figures of several months together. */
export function figuresOf(name: string, months: readonly Month[]): Result[] {
  const fates = months.flatMap((one) => one.fates);
  const found = fates.filter(({ page }) => page !== null);
  const pages = months.flatMap((one) => one.pages);
  const right = pages.filter(({ of }) => of !== null && !of.harmless);
  const days = months.reduce((sum, one) => sum + one.days, 0);
  const onsets = found.map(({ label, page }) => Math.abs(page!.incident.from - symptomOf(label)) / MINUTE);
  const waits = (kinds: ReadonlySet<string>) =>
    found
      .filter(({ label }) => kinds.has(label.kind))
      .map(({ label, page }) => (page!.at - symptomOf(label)) / 1000);
  const share = (value: number, of: number) => ({ value: of === 0 ? Number.NaN : value / of, unit: '' });
  const kinds = [...new Set(fates.map(({ label }) => label.kind))].sort();
  const quiet = months.reduce((sum, one) => sum + one.quietDays, 0);
  const onQuiet = months.reduce((sum, one) => sum + one.onQuietDays, 0);
  return [
    { name: `${name}: pages a day`, ...share(pages.length, days), better: 'lower', bar: 3 },
    { name: `${name}: recall`, ...share(found.length, fates.length), better: 'higher', bar: 0.85 },
    {
      name: `${name}: precision of pages`,
      ...share(right.length, pages.length),
      better: 'higher',
      bar: 0.75,
    },
    {
      name: `${name}: root@1`,
      ...share(found.filter(({ label, page }) => isRoot(page!.incident, label)).length, found.length),
      ...{ better: 'higher', bar: 0.75 },
    },
    {
      name: `${name}: onset error, median`,
      ...{ value: quantile(onsets, 0.5), unit: 'min', better: 'lower', bar: 1 },
    },
    {
      name: `${name}: time to page, sudden kinds, p90`,
      ...{ value: quantile(waits(SUDDEN), 0.9), unit: 's', better: 'lower', bar: 90 },
    },
    {
      name: `${name}: pages in 30 quiet days`,
      ...{ value: quiet === 0 ? Number.NaN : (30 * onQuiet) / quiet, unit: '', better: 'lower', bar: 3 },
    },
    ...kinds.flatMap((kind): Result[] => {
      const of = fates.filter(({ label }) => label.kind === kind);
      const got = of.filter(({ page }) => page !== null);
      return [
        { name: `${name}: ${kind}, recalled`, value: got.length, unit: `of ${of.length}`, better: 'higher' },
        {
          name: `${name}: ${kind}, time to page, p90`,
          ...{ value: quantile(waits(new Set([kind])), 0.9), unit: 's', better: 'lower' },
        },
      ];
    }),
  ];
}

/** Misses, with what came nearest, and pages for nothing, to be looked at. */
export function tellMonth({ fates, pages }: Month, all: ReadonlyMap<string, Incident>): void {
  const write = (text: string) => process.stderr.write(`${text}\n`);
  for (const { label, page } of fates) {
    const when = `${label.kind} ${label.firstSymptom.time.slice(5, 16)}`;
    if (page !== null) {
      const wait = ((page.at - symptomOf(label)) / MINUTE).toFixed(1);
      const root = isRoot(page.incident, label) ? '' : ', wrong root';
      write(`    found  ${when} after ${wait} min${root}: ${shown(page.incident)}`);
      continue;
    }
    write(`    MISSED ${when}`);
    const near = [...all.values()].filter((one) =>
      isOf({ at: Math.max(one.to, symptomOf(label)), incident: one, joined: false }, label),
    );
    const best = near.sort((a, b) => incidentRank(b) - incidentRank(a)).slice(0, MISSES_SHOWN);
    for (const one of best) write(`             ${shown(one)}`);
    if (best.length > 0) continue;
    // Nothing is of it: what else there was on its hosts at the time.
    const around = [...all.values()]
      .filter(
        ({ from, to, hosts }) =>
          to >= symptomOf(label) &&
          from < Date.parse(label.to) + AFTER &&
          hosts.some((host) => label.subjects.hosts.includes(host)),
      )
      .sort((a, b) => incidentRank(b) - incidentRank(a));
    for (const one of around.slice(0, MISSES_SHOWN)) write(`             (near) ${shown(one)}`);
  }
  for (const { at, incident, of } of pages) {
    if (of !== null && !of.harmless) continue;
    const when = new Date(at).toISOString().slice(5, 16);
    write(`    false  ${when} ${of === null ? 'nothing planted' : of.kind}: ${shown(incident)}`);
  }
}

function shown(incident: Incident): string {
  const { surprise, gravity, root, findings, headline } = incident;
  const numbers = [incidentRank(incident), surprise, gravity].map((value) => value.toFixed(2)).join(' ');
  return `${numbers} ${root.detector} ×${findings.length} ${headline}`;
}

/** Whether what is told then (epoch ms) is in time to be of it: from its first symptom to a day after its end. */
export function isInTime(at: number, label: PlantedLabel): boolean {
  return at >= symptomOf(label) - SLACK && at <= Date.parse(label.to) + AFTER;
}

/** Epoch ms at which a watchful person could first see it. */
export function symptomOf({ firstSymptom, from }: PlantedLabel): number {
  return Date.parse(firstSymptom.time ?? from);
}

/** The value below which a share of them lies; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

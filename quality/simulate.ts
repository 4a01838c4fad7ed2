import { createWriteStream, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { scan } from '../src/app/scan.ts';
import { type Finding, PAGE_LINE, rank } from '../src/core/finding.ts';
import { type Labels, type PlantedLabel, scenarios, simulate } from '../src/simulate/index.ts';
import type { Result } from '../src/testing/result.ts';

const SEEDS = [11, 12, 13, 14, 15];
const TOP = 3;
/** Findings of each week that are printed: rank, surprise, gravity, what they are of, and why. */
const SHOWN = 5;
const CLEAN = 'clean';
/** A finding that begins so long before the first symptom, or after the last line, is of something else. */
const SLACK = 30 * 60_000;

/**
 * Weeks of made traffic: each kind of incident once, beside the harmless oddities that find a place in the same week,
 * under five seeds; and five weeks with nothing planted. Says how often the incident is among the first three findings,
 * how often something harmless stands above it, and how much a clean week would page. The first findings of each week
 * go to standard error.
 *
 * @param part which weeks, as `KIND,KIND:SEED,SEED` (`clean` is a kind); all when empty
 */
export default async function simulated(_dataDir: string, part: string): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-quality-'));
  try {
    return await measure(folder, weeksOf(part));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Weeks {
  readonly kinds: readonly string[];
  readonly clean: boolean;
  readonly seeds: readonly number[];
}

function weeksOf(part: string): Weeks {
  const inLines = scenarios.filter(({ needs }) => needs?.devices !== true);
  const known = inLines.filter(({ harmless }) => !harmless).map(({ name }) => name);
  const [kinds = '', seeds = ''] = part.split(':');
  const wanted = kinds === '' ? [...known, CLEAN] : kinds.split(',');
  const wrong = wanted.find((kind) => kind !== CLEAN && !known.includes(kind));
  if (wrong !== undefined) throw new Error(`no incident is named ${wrong}; there are ${known.join(', ')}`);
  return {
    kinds: wanted.filter((kind) => kind !== CLEAN),
    clean: wanted.includes(CLEAN),
    seeds: seeds === '' ? SEEDS : seeds.split(',').map(Number),
  };
}

async function measure(folder: string, { kinds, clean, seeds }: Weeks): Promise<Result[]> {
  const results: Result[] = [];
  let found = 0;
  let below = 0;
  for (const kind of kinds) {
    let hits = 0;
    for (const seed of seeds) {
      const { findings, labels } = await week(folder, seed, kind);
      const places = findings.map((finding) => kindOf(finding, labels.planted));
      const place = places.indexOf(kind);
      if (place >= 0 && place < TOP) hits++;
      const harmless = places.findIndex((one) => labels.planted.some((p) => p.harmless && p.kind === one));
      if (harmless >= 0 && (place < 0 || harmless < place)) below++;
      tell(`${kind} ${seed}: place ${place + 1} of ${places.length}`, findings, places);
    }
    found += hits;
    results.push({ name: `simulate ${kind}: in the top ${TOP}`, ...count(hits, seeds.length) });
  }
  const all = kinds.length * seeds.length;
  // Of a part the share that all would have to reach.
  const bar = (of40: number) => (of40 / 40) * all;
  if (all > 0) {
    results.push(
      { name: `simulate: incidents in the top ${TOP} of ${all}`, ...count(found, all), bar: bar(36) },
      {
        name: `simulate: something harmless above the incident, of ${all}`,
        ...count(below, all),
        better: 'lower',
        bar: bar(2),
      },
    );
  }
  if (clean) results.push(await measureClean(folder, seeds));
  return results;
}

async function measureClean(folder: string, seeds: readonly number[]): Promise<Result> {
  let pages = 0;
  for (const seed of seeds) {
    const { findings } = await week(folder, seed, null);
    pages = Math.max(pages, findings.filter((finding) => rank(finding) >= PAGE_LINE).length);
    tell(`clean ${seed}: ${findings.length} findings`, findings, []);
  }
  return {
    name: 'simulate: findings above the page line in the worst clean week',
    ...{ value: pages, unit: '', better: 'lower', bar: 1 },
  };
}

function tell(title: string, findings: readonly Finding[], kinds: readonly string[]): void {
  const lines = findings.slice(0, SHOWN).map((finding, i) => {
    const { surprise, gravity, detector, because } = finding;
    const of = [rank(finding), surprise, gravity].map((value) => value.toFixed(2));
    return `    ${of.join(' ')} ${kinds[i] ?? '-'} ${detector}: ${because}`;
  });
  process.stderr.write(`  ${title}\n${lines.join('\n')}\n`);
}

function count(value: number, of: number): Pick<Result, 'value' | 'unit' | 'better'> {
  return { value, unit: `of ${of}`, better: 'higher' };
}

async function week(
  folder: string,
  seed: number,
  kind: string | null,
): Promise<{ findings: readonly Finding[]; labels: Labels }> {
  const names = kind === null ? [] : [kind, ...fitting(seed, kind)];
  const simulation = simulate({ seed, scenarios: names });
  const path = join(folder, 'week.log');
  await pipeline(Readable.from(chunks(simulation.lines())), createWriteStream(path));
  const end = new Date(simulation.labels().end);
  utimesSync(path, end, end);
  const { findings } = await scan({ inputs: [path], timeZone: simulation.labels().timeZone });
  return { findings, labels: simulation.labels() };
}

/** Harmless oddities that find a moment in the week beside the incident. */
function fitting(seed: number, kind: string): string[] {
  const kept: string[] = [];
  for (const { name, harmless } of scenarios) {
    if (!harmless) continue;
    try {
      simulate({ seed, scenarios: [kind, ...kept, name] });
      kept.push(name);
    } catch {
      // The week holds no moment for it (a month's end, a change of clocks).
    }
  }
  return kept;
}

function* chunks(lines: Iterable<string>): Generator<string> {
  let chunk: string[] = [];
  for (const line of lines) {
    chunk.push(line);
    if (chunk.length === 2000) {
      yield `${chunk.join('\n')}\n`;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield `${chunk.join('\n')}\n`;
}

/** What a finding is about: a planted scenario's name, or `-` for anything else. */
function kindOf(finding: Finding, planted: readonly PlantedLabel[]): string {
  const lines = finding.evidence.map(({ line }) => line ?? 0);
  const byLine = planted.find(({ lines: { numbers } }) => lines.some((line) => numbers.includes(line)));
  if (byLine !== undefined) return byLine.kind;
  const bySubject = planted.find((label) => matches(finding, label));
  return bySubject?.kind ?? '-';
}

function matches({ about, from, to, evidence }: Finding, label: PlantedLabel): boolean {
  const { hosts, apps, actors } = label.subjects;
  if (to < Date.parse(label.from) - SLACK || from > Date.parse(label.to) + SLACK) return false;
  if (about.actor !== undefined && actors.includes(about.actor)) return true;
  if (about.host === undefined || !hosts.includes(about.host)) return false;
  return (
    apps.length === 0 ||
    apps.some((app) => about.app === app || evidence.some(({ text }) => text.includes(app)))
  );
}

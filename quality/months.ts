import { createWriteStream, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline as piped } from 'node:stream/promises';
import { budgetOf, USUAL_BUDGET } from '../src/app/budget-of.ts';
import { IncidentsNow } from '../src/app/incidents-now.ts';
import { Pipeline } from '../src/app/pipeline.ts';
import { walk } from '../src/app/walk.ts';
import type { DetectorDefinition } from '../src/core/detector.ts';
import type { Incident } from '../src/core/incident.ts';
import { allDetectors, detectors } from '../src/detectors/index.ts';
import { loadRules } from '../src/filter/load-rules.ts';
import type { Labels } from '../src/simulate/index.ts';
import type { Result } from '../src/testing/result.ts';
import { topologySchema } from '../src/topology/schema.ts';
import { Topology } from '../src/topology/topology.ts';
import { figuresOf, judge, type Month, type ToldPage, tellMonth } from './months-judge.ts';
import { plannedMonth } from './months-plan.ts';

const DAY = 86_400_000;
const SEEDS = [11, 12, 13, 14, 15];
/** A month as it is usually measured. */
export const USUAL = { history: 14, days: 30, rate: 0.3, incidents: 25, oddities: 40 };
const WINDOW = 90_000;
/** Keys that name detectors. */
const CHOICES = ['detectors', 'with', 'without'];

/**
 * Months of made traffic after a history that is only learnt from: 25 incidents and 40 harmless oddities, three pages a
 * day at most. Says what was paged, found, missed and how soon; what was missed and what was paged for nothing goes to
 * standard error.
 *
 * @param part `SEED,SEED:key=value,…` with the keys history, days, rate, incidents, oddities; all five seeds when empty.
 *   `with=a+b` adds detectors that are off by default, `without=a+b` leaves some out, `detectors=a+b` is all there are
 */
export default async function months(_dataDir: string, part: string): Promise<Result[]> {
  const [seeds = '', settings = ''] = part.split(':');
  const plan = { ...USUAL, ...settingsOf(settings) };
  const looking = lookingOf(settings);
  const folder = mkdtempSync(join(tmpdir(), 'logsift-months-'));
  try {
    const measured: Month[] = [];
    for (const seed of seeds === '' ? SEEDS : seeds.split(',').map(Number)) {
      const began = performance.now();
      const { pages, labels, all, events } = await month(folder, { ...plan, seed }, looking);
      const month30 = judge({ pages, labels, days: plan.days, history: plan.history });
      const seconds = (performance.now() - began) / 1000;
      const each = `${((seconds / events) * 1e6).toFixed(0)} µs a line`;
      process.stderr.write(
        `  seed ${seed}: ${events} lines in ${seconds.toFixed(0)} s, ${each} with making them\n`,
      );
      tellMonth(month30, all);
      measured.push(month30);
    }
    const name = settings === '' ? 'months' : `months ${settings}`;
    return figuresOf(name, measured);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The settings of `--only months:SEEDS:key=value,…`. Throws an Error for a key that there is not. */
export function settingsOf(text: string): Partial<typeof USUAL> {
  const all = text === '' ? [] : text.split(',').map((one) => one.split('='));
  const given = all.filter(([key = '']) => !CHOICES.includes(key));
  for (const [key = '', value] of given) {
    if (!Object.hasOwn(USUAL, key) || !(Number(value) >= 0)) {
      throw new Error(`wants ${Object.keys(USUAL).join('=N,')}=N; got ${text}`);
    }
  }
  return Object.fromEntries(given.map(([key, value]) => [key, Number(value)]));
}

/** Which detectors look: the keys `with`, `without` and `detectors`. */
export function lookingOf(text: string): readonly DetectorDefinition[] {
  const names = (key: string) => {
    const given = text.split(',').find((one) => one.startsWith(`${key}=`));
    const list = given === undefined ? [] : given.slice(key.length + 1).split('+');
    const unknown = list.filter((name) => allDetectors.every((one) => one.name !== name));
    if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: no such detector`);
    return list;
  };
  const [only, more, less] = [names('detectors'), names('with'), names('without')];
  const usual = only.length > 0 ? only : detectors.map(({ name }) => name);
  return allDetectors.filter(({ name }) => [...usual, ...more].includes(name) && !less.includes(name));
}

/** Makes one month in `folder` and lets logsift tell of it as `run` would. */
export async function month(
  folder: string,
  plan: typeof USUAL & { seed: number },
  looking: readonly DetectorDefinition[],
): Promise<{
  pages: readonly ToldPage[];
  all: ReadonlyMap<string, Incident>;
  labels: Labels;
  events: number;
}> {
  const simulation = plannedMonth(plan);
  const path = join(folder, 'month.log');
  await piped(Readable.from(chunks(simulation.lines())), createWriteStream(path));
  const labels = simulation.labels();
  const end = new Date(labels.end);
  utimesSync(path, end, end);
  const topology = new Topology(topologySchema.parse({}));
  const pipeline = new Pipeline({
    rules: loadRules({ files: [], noPacks: false }),
    detectors: looking,
    timeZone: labels.timeZone,
    incidents: new IncidentsNow({ topology, window: WINDOW }),
    budget: budgetOf(USUAL_BUDGET, topology),
    onEvent: () => {},
  });
  const pages: ToldPage[] = [];
  const told = new Set<string>();
  const all = new Map<string, Incident>();
  const { events } = await walk({
    ...{ inputs: [path], timeZone: labels.timeZone, pipeline },
    from: Date.parse(labels.start) + plan.history * DAY,
    onOutcome({ decided }, at) {
      for (const { incident, decision, page } of decided) {
        all.set(incident.id, incident);
        for (const alias of incident.aliases) all.delete(alias);
        const joined = decision === 'update' && page !== null && page !== incident.id;
        if (told.has(incident.id) || (decision !== 'page' && !joined)) continue;
        if (joined && incident.aliases.some((alias) => told.has(alias))) continue;
        told.add(incident.id);
        pages.push({ at, incident, joined });
      }
    },
  });
  rmSync(path);
  return { pages, labels, all, events };
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

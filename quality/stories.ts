import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { budgetOf, USUAL_BUDGET } from '../src/app/budget-of.ts';
import { IncidentsNow } from '../src/app/incidents-now.ts';
import { Pipeline } from '../src/app/pipeline.ts';
import { walk } from '../src/app/walk.ts';
import type { Incident } from '../src/core/incident.ts';
import { detectors } from '../src/detectors/index.ts';
import { loadRules } from '../src/filter/load-rules.ts';
import { seenIn } from '../src/incidents/seen-in.ts';
import { type PlantedLabel, scenarios, simulate } from '../src/simulate/index.ts';
import type { Result } from '../src/testing/result.ts';
import { topologySchema } from '../src/topology/schema.ts';
import { Topology } from '../src/topology/topology.ts';

const DAY = 86_400_000;
const SEEDS = [11, 12, 13, 14, 15];
const WINDOW = 90_000;
/** What falls is judged after eight days of samples. */
const DAYS = 12;
const LEARNT = 8;
/** An incident that begins so long before the story is of something else. */
const SLACK = 300_000;

/**
 * Stories that lines, traps and counters tell together, each in a network of its own under five seeds: whether one page
 * tells of it, whether its root is the device, and whether it names lines beside traps or counters.
 *
 * @param part seeds, `SEED,SEED`; all five when empty
 */
export default async function stories(_dataDir: string, part: string): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-stories-'));
  const seeds = part === '' ? SEEDS : part.split(',').map(Number);
  const told = scenarios.filter(({ needs }) => needs?.devices === true);
  let [all, once, rooted, named, split] = [0, 0, 0, 0, 0];
  try {
    for (const { name } of told) {
      for (const seed of seeds) {
        const { pages, incidents, truth } = await story(folder, name, seed);
        all++;
        if (pages.length === 1) once++;
        if (pages[0]?.root.about.host === truth.root.host) rooted++;
        const seen = pages[0] === undefined ? '' : (seenIn(pages[0]) ?? '');
        if (/log lines of .*(?:traps of|measured at)/.test(seen)) named++;
        split += Math.max(0, incidents.length - 1);
        process.stderr.write(`  ${name} ${seed}: ${pages.length} of ${incidents.length} paged; ${seen}\n`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const share = (value: number) => ({ value, unit: `of ${all}`, bar: all, better: 'higher' as const });
  return [
    { name: 'stories: told in one page', ...share(once) },
    { name: 'stories: the device is the root', ...share(rooted) },
    { name: 'stories: lines named beside traps or counters', ...share(named) },
    { name: 'stories: further incidents, none told', value: split, unit: '', better: 'lower' },
  ];
}

async function story(
  folder: string,
  scenario: string,
  seed: number,
): Promise<{ pages: Incident[]; incidents: Incident[]; truth: PlantedLabel }> {
  const simulation = simulate({ seed, hosts: 20, rate: 0.1, duration: DAYS * DAY, scenarios: [scenario] });
  const [log, samples] = [join(folder, 'log'), join(folder, 'samples')];
  writeFileSync(log, `${[...simulation.lines()].join('\n')}\n`);
  writeFileSync(samples, `${[...simulation.sampleLines()].join('\n')}\n`);
  const { start, end } = simulation.settings;
  utimesSync(log, new Date(end), new Date(end));
  const truth = simulation.labels().planted[0]!;
  const topology = new Topology(topologySchema.parse(parse(simulation.topology())));
  const pipeline = new Pipeline({
    rules: loadRules({ files: [], noPacks: false }),
    ...{ detectors, timeZone: 'UTC', nameOf: (host) => topology.nameOf(host) },
    incidents: new IncidentsNow({ topology, window: WINDOW }),
    budget: budgetOf(USUAL_BUDGET, topology),
    onEvent: () => {},
  });
  const all = new Map<string, Incident>();
  const paged = new Set<string>();
  await walk({
    ...{ inputs: [log], samples: [samples], timeZone: 'UTC', pipeline, from: start + LEARNT * DAY },
    onOutcome({ decided }) {
      for (const { incident, decision } of decided) {
        all.set(incident.id, incident);
        for (const alias of incident.aliases) {
          all.delete(alias);
          if (paged.has(alias)) paged.add(incident.id);
        }
        if (decision === 'page') paged.add(incident.id);
      }
    },
  });
  const [from, to] = [Date.parse(truth.from) - SLACK, Date.parse(truth.to)];
  const hosts = new Set(truth.subjects.hosts);
  const incidents = [...all.values()].filter(
    (one) => one.from >= from && one.from <= to && one.hosts.some((host) => hosts.has(host)),
  );
  return { pages: incidents.filter(({ id }) => paged.has(id)), incidents, truth };
}

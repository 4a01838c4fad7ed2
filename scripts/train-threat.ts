// Makes the model of the detector `threat`: `node scripts/train-threat.ts`. The same bytes on every run and machine.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Engine } from '../src/app/engine.ts';
import type { Detector } from '../src/core/detector.ts';
import { Event } from '../src/core/event.ts';
import { ThreatBook } from '../src/detectors/threat-book.ts';
import type { Attempts } from '../src/detectors/threat-clusters.ts';
import { FEATURES, isInternal, rowOf } from '../src/detectors/threat-features.ts';
import { hashText } from '../src/kit/hash.ts';
import { seededRandom } from '../src/kit/random.ts';
import { fitBoostedTrees } from '../src/ml/index.ts';
import { DAY } from '../src/simulate/calendar.ts';
import { Chance } from '../src/simulate/chance.ts';
import { settle } from '../src/simulate/settings.ts';
import { Simulation } from '../src/simulate/simulation.ts';
import { ATTEMPTS } from './threat-scenarios.ts';

const SEEDS = [1001, 1002, 1003, 1004, 1005, 1006];
const HELD = [1007, 1008];
const DAYS = 40;
/** Of each kind of attempts in a run. */
const EACH = 14;
/** Strangers who give up are everywhere. */
const STRANGERS = 300;
/** Rows that are shipped, to be learnt beside what people say. */
const SHIPPED = 400;
const OUT = new URL('../src/detectors/threat-model.json', import.meta.url);

interface Row {
  readonly row: readonly number[];
  readonly label: 0 | 1;
  readonly kind: string;
}

const rows = SEEDS.flatMap(rowsOf);
const held = HELD.flatMap(rowsOf);
const options = { trees: 80, depth: 4, rate: 0.15, seed: 1, names: FEATURES };
const labels = rows.map(({ label }) => label);
const model = fitBoostedTrees(
  rows.map(({ row }) => row),
  labels,
  options,
);
tell('trained on', rows);
tell('held out', held);
const random = seededRandom(7);
const shipped = rows
  .map((row) => ({ row, at: random() }))
  .sort((a, b) => a.at - b.at)
  .slice(0, SHIPPED)
  .map(({ row }) => row);
const file = {
  version: 1,
  features: FEATURES,
  trained: { seeds: SEEDS, clusters: rows.length, threats: labels.filter((label) => label === 1).length },
  model: model.save(),
  rows: Buffer.from(Float32Array.from(shipped.flatMap(({ row }) => [...row])).buffer).toString('base64'),
  labels: shipped.map(({ label }) => label).join(''),
};
writeFileSync(OUT, `${JSON.stringify(file, null, 2)}\n`);
const biome = fileURLToPath(new URL('../node_modules/@biomejs/biome/bin/biome', import.meta.url));
spawnSync(process.execPath, [biome, 'format', '--write', fileURLToPath(OUT)]);

/** The clusters of attempts in a made log, as the detector would judge them. */
function rowsOf(seed: number): Row[] {
  const settings = settle({ seed, rate: 0.05, hosts: 30, duration: DAYS * DAY, timeZone: 'UTC' }, []);
  const chance = new Chance(seed, 'attempts');
  const planted = ATTEMPTS.flatMap((scenario) =>
    Array.from({ length: scenario.name === 'stranger' ? STRANGERS : EACH }, () => ({
      scenario,
      at: Math.floor(settings.start + (0.1 + 0.8 * chance.next()) * DAYS * DAY),
    })),
  ).sort((a, b) => a.at - b.at);
  const simulation = new Simulation({ ...settings, planted });
  const book = new ThreatBook();
  const seen: { attempts: Pick<Attempts, 'actor' | 'from' | 'to'>; row: number[] }[] = [];
  const observe = (event: Event) => {
    for (const attempts of book.take(event)) {
      const { actor, from, to } = attempts;
      seen.push({
        attempts: { actor, from, to },
        row: rowOf(book.clusterOf(attempts, distanceOf(actor, seed))),
      });
    }
  };
  const engine = new Engine({
    detectors: [{ name: 'threat', question: 'rows', create: () => watcher(observe) }],
  });
  for (const { host, speaker, message, time, number } of simulation.events()) {
    if (speaker.app !== 'sshd') continue;
    const event = new Event({
      source: 'made',
      file: null,
      identity: `${seed}`,
      referenceTime: settings.start,
    });
    event.buffer = Buffer.from(message);
    event.text = event.buffer;
    event.end = event.messageEnd = event.buffer.length;
    Object.assign(event, {
      line: number,
      position: number,
      time,
      received: time,
      host: host.name,
      app: 'sshd',
    });
    engine.observe(event);
  }
  const { planted: truths } = simulation.labels();
  return seen.map(({ attempts: { actor, to }, row }) => {
    const of = truths.filter(
      ({ subjects, from, to: end }) =>
        subjects.actors.includes(actor) && Date.parse(from) <= to && to <= Date.parse(end) + DAY / 24,
    );
    const bad = of.find(({ harmless }) => !harmless);
    return { row, label: bad === undefined ? 0 : 1, kind: (bad ?? of[0])?.kind ?? 'everyday' };
  });
}

/** Half of the places are known; people who work from home are near. */
function distanceOf(actor: string, seed: number): number {
  const chance = new Chance(seed, `place of ${hashText(actor)}`);
  if (isInternal(actor) === true || chance.happens(0.5)) return Number.NaN;
  return chance.happens(0.2) ? chance.between(10, 900) : chance.between(900, 12_000);
}

function watcher(observe: (event: Event) => void): Detector {
  const nothing = () => {};
  return {
    observe,
    ...{ measure: nothing, feedback: nothing, tick: nothing, learned: nothing, finish: nothing },
    ...{ snapshot: () => null, restore: nothing },
  };
}

function tell(what: string, of: readonly Row[]): void {
  const kinds = [...new Set(of.map(({ kind }) => kind))].sort();
  process.stdout.write(
    `${what}: ${of.length} clusters, ${of.filter(({ label }) => label === 1).length} threats\n`,
  );
  for (const kind of kinds) {
    const rowsOfKind = of.filter((one) => one.kind === kind);
    const called = rowsOfKind.filter(({ row }) => model.predict(row) >= 0.5).length;
    process.stdout.write(`  ${kind}: ${called} of ${rowsOfKind.length} called a threat\n`);
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, type EngineOptions } from '../src/app/engine.ts';
import { InputClock } from '../src/app/input-clock.ts';
import { Segments } from '../src/app/segments.ts';
import type { Origin } from '../src/core/origin.ts';
import novelty from '../src/detectors/novelty.ts';
import { loadRules } from '../src/filter/load-rules.ts';
import { EventReader } from '../src/formats/reader.ts';
import type { Result } from '../src/testing/result.ts';
import { batchesOf, lineRate } from './batches.ts';
import { generateBytes } from './generate.ts';

const MEGABYTES = 64;
const ROUNDS = 5;

const ORIGIN: Origin = {
  ...{ source: 'file', file: 'bench.log', identity: 'bench' },
  referenceTime: Date.UTC(2025, 0, 31),
};

const NOVELTY_ALONE: EngineOptions = { detectors: [novelty] };
const EVERYTHING: EngineOptions = { rules: loadRules() };

/** Everything that happens to a line on its way: cut, parsed, mined, profiled, judged; on bytes in memory, one core. */
export default async function pipeline(dataDir?: string): Promise<Result[]> {
  const made = generateBytes({ bytes: MEGABYTES * 1e6 });
  const speed = { unit: 'lines/s', better: 'higher' } as const;
  const results: Result[] = [
    {
      name: 'parse + templates + profiles + novelty, mixed syslog, one pass',
      ...{ value: lineRate(ROUNDS, () => onePass(made, NOVELTY_ALONE)), bar: 350_000, ...speed },
    },
    {
      name: 'everything on: all packs and detectors, one pass',
      ...{ value: lineRate(ROUNDS, () => onePass(made, EVERYTHING)), bar: 250_000, ...speed },
    },
    {
      name: 'everything on, in two passes, each line counted once',
      ...{ value: lineRate(3, () => twoPasses(made)), ...speed },
    },
    { name: 'parse alone, mixed syslog', value: lineRate(ROUNDS, () => parseOnly(made)), ...speed },
  ];
  for (const [folder, bytes] of dataDir === undefined ? [] : logsIn(dataDir)) {
    const value = lineRate(3, () => onePass(bytes, EVERYTHING));
    results.push({ name: `one pass, ${folder} (repeated to 20 MB)`, value, ...speed });
  }
  return results;
}

function onePass(bytes: Buffer, options: EngineOptions): number {
  const engine = new Engine(options);
  const lines = each(bytes, (event) => engine.observe(event));
  engine.finish();
  return lines;
}

function twoPasses(bytes: Buffer): number {
  const engine = new Engine({ ...EVERYTHING, phase: { learning: true, reporting: true, segment: 0 } });
  const segments = new Segments();
  each(bytes, (event) => {
    engine.phase.segment = segments.mark(engine.events, event.position / bytes.length);
    engine.observe(event);
  });
  engine.learned();
  segments.rewind();
  const lines = each(bytes, (event) => {
    engine.phase.segment = segments.at(engine.events);
    engine.observe(event);
  });
  engine.finish();
  return lines;
}

function parseOnly(bytes: Buffer): number {
  return each(bytes, () => {});
}

/** Hands every event of the bytes on, with its place in time; returns the number of lines. */
function each(bytes: Buffer, visit: Parameters<typeof visitAll>[2]): number {
  const reader = new EventReader(ORIGIN, { timeZone: 'UTC' });
  const clock = new InputClock(ORIGIN.referenceTime);
  for (const batch of batchesOf(bytes)) {
    reader.feed(batch);
    visitAll(reader, clock, visit);
  }
  reader.end();
  visitAll(reader, clock, visit);
  return reader.counters.lines;
}

function visitAll(
  reader: EventReader,
  clock: InputClock,
  visit: (event: NonNullable<ReturnType<EventReader['next']>>) => void,
): void {
  for (let event = reader.next(); event !== null; event = reader.next()) {
    clock.place(event);
    visit(event);
  }
}

/** Log files of each folder of a data directory, repeated until they are worth measuring. */
function logsIn(dataDir: string): [folder: string, bytes: Buffer][] {
  const folders = readdirSync(dataDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => {
    const files = readdirSync(join(dataDir, name), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.log'))
      .sort();
    const once = Buffer.concat(files.map((file) => readFileSync(join(dataDir, name, file))));
    if (once.length < 100_000) return [];
    return [[name, Buffer.concat(new Array(Math.ceil(2e7 / once.length)).fill(once))]];
  });
}

import type { Origin } from '../src/core/origin.ts';
import { formats as family } from '../src/formats/index.ts';
import { EventReader } from '../src/formats/reader.ts';
import type { Result } from '../src/testing/result.ts';
import { batchesOf, lineRate } from './batches.ts';
import { FORMAT_LINES } from './format-lines.ts';

const LINES = 150_000;
const ROUNDS = 5;

const ORIGIN: Origin = {
  ...{ source: 'file', file: 'bench.log', identity: 'bench' },
  referenceTime: Date.UTC(2025, 0, 31),
};

/** Speed of each format on lines of its own, one core; a learnt header is found by looking, as always. */
export default async function formats(): Promise<Result[]> {
  const results: Result[] = [];
  for (const { name } of family) {
    const line = FORMAT_LINES[name];
    if (line === undefined) {
      process.stderr.write(`no lines are made for the format ${name} (bench/format-lines.ts)\n`);
      continue;
    }
    const bytes = Buffer.from(Array.from({ length: LINES }, (_, i) => line(i)).join('\n'));
    let understood = 0;
    const value = lineRate(ROUNDS, () => {
      const reader = read(bytes, name);
      understood = (reader.byFormat.get(name) ?? 0) / reader.counters.lines;
      return reader.counters.lines;
    });
    if (understood < 0.99) {
      process.stderr.write(
        `format ${name} understood ${(understood * 100).toFixed(1)} % of the lines made for it\n`,
      );
    }
    results.push({ name: `format ${name}`, value, unit: 'lines/s', better: 'higher' });
  }
  return results;
}

function read(bytes: Buffer, format: string): EventReader {
  const reader = new EventReader(ORIGIN, { timeZone: 'UTC', ...(format === 'learnt' ? {} : { format }) });
  for (const batch of batchesOf(bytes)) {
    reader.feed(batch);
    while (reader.next() !== null);
  }
  reader.end();
  while (reader.next() !== null);
  return reader;
}

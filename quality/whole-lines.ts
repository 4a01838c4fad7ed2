import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Origin } from '../src/core/origin.ts';
import type { LineBatch } from '../src/core/source.ts';
import { EventReader } from '../src/formats/reader.ts';
import { LineSplitter } from '../src/kit/lines.ts';
import { Miner } from '../src/templates/miner.ts';
import type { Result } from '../src/testing/result.ts';
import { groupAccuracy } from './group-accuracy.ts';
import { type LabelledLog, LOGHUB_SYSTEMS, readLabelledLog } from './loghub2k.ts';

/** What reading the whole lines of a log gave. */
interface WholeLines {
  /** Share of lines whose message is exactly the labelled one, blanks at its ends aside. */
  readonly exactHeaders: number;
  /** Group accuracy of the messages found, ids resolved at the end. */
  readonly groupAccuracy: number;
}

/** Reads the lines of a log as `parse --no-fold` does, no format given, and mines the messages found. */
export function readWholeLines(log: LabelledLog): WholeLines {
  const origin: Origin = {
    source: 'file',
    file: log.system,
    identity: log.system,
    referenceTime: Date.UTC(2026, 0, 1),
  };
  const reader = new EventReader(origin, { fold: false });
  const miner = new Miner();
  const ids: string[] = [];
  let exact = 0;
  const drain = () => {
    for (let event = reader.next(); event !== null; event = reader.next()) {
      if (event.message.trim() === log.messages[ids.length]!.trim()) exact++;
      ids.push(miner.match(event.text, event.messageStart, event.messageEnd).id);
    }
  };
  for (const batch of batchesOf(log.lines)) {
    reader.feed(batch);
    drain();
  }
  reader.end();
  drain();
  const resolved = ids.map((id) => miner.resolve(id)!);
  return {
    exactHeaders: exact / log.lines.length,
    groupAccuracy: groupAccuracy(resolved, log.events).groupAccuracy,
  };
}

function batchesOf(lines: readonly string[]): LineBatch[] {
  const splitter = new LineSplitter();
  const batches = [splitter.push(Buffer.from(`${lines.join('\n')}\n`)), splitter.end()];
  return batches.filter((batch) => batch !== null);
}

/** Headers found by looking, and template mining on what is left: per system and in the mean. */
export default async function wholeLines(dataDir: string): Promise<Result[]> {
  const systems = LOGHUB_SYSTEMS.filter((system) => existsSync(join(dataDir, 'loghub2k', system)));
  const figures = systems.map((system) => readWholeLines(readLabelledLog(dataDir, system)));
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const share = { unit: '', better: 'higher' } as const;
  return [
    ...systems.flatMap((system, i) => [
      { name: `loghub2k whole lines ${system}: exact headers`, value: figures[i]!.exactHeaders, ...share },
      { name: `loghub2k whole lines ${system}: group accuracy`, value: figures[i]!.groupAccuracy, ...share },
    ]),
    {
      name: 'loghub2k whole lines: exact headers',
      value: mean(figures.map((f) => f.exactHeaders)),
      ...share,
    },
    {
      name: 'loghub2k whole lines: group accuracy',
      value: mean(figures.map((f) => f.groupAccuracy)),
      bar: 0.9,
      ...share,
    },
  ];
}

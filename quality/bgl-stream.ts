import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { IdStream } from '../src/ml/index.ts';
import type { Result } from '../src/testing/result.ts';
import { dataFolders } from './data-folders.ts';
import { runLengths } from './run-lengths.ts';

const BARS = { f1: 0.5, falseAlarms: 0.055 };

/** Alert lines of a supercomputer in time order: each line is judged, then learnt; labels are never used. */
export default async function bglStream(dataDir: string): Promise<Result[]> {
  return dataFolders(dataDir, 'bgl_stream').flatMap(measure);
}

function measure(folder: string): Result[] {
  const name = basename(folder);
  const stream = new IdStream();
  for (const file of readdirSync(folder)
    .filter((each) => each.endsWith('.rle.txt'))
    .sort()) {
    for (const row of runLengths(join(folder, file))) for (const [id] of row) stream.train(id);
  }
  const counts = { hits: 0, falseAlarms: 0, missed: 0, normal: 0 };
  for (const line of gunzipSync(readFileSync(join(folder, 'stream.tsv.gz')))
    .toString()
    .trim()
    .split('\n')) {
    const [label, id] = line.split('\t');
    const isFlagged = stream.observe(id!).state === 'new';
    if (label === '1') counts[isFlagged ? 'hits' : 'missed']++;
    else {
      counts.normal++;
      if (isFlagged) counts.falseAlarms++;
    }
  }
  const { hits, falseAlarms, missed, normal } = counts;
  const share = { unit: '', better: 'higher' } as const;
  return [
    {
      name: `${name}: prequential F1`,
      value: (2 * hits) / (2 * hits + falseAlarms + missed),
      bar: BARS.f1,
      ...share,
    },
    {
      name: `${name}: false alarms per normal line`,
      value: falseAlarms / normal,
      bar: BARS.falseAlarms,
      unit: '',
      better: 'lower',
    },
    { name: `${name}: precision`, value: hits / (hits + falseAlarms), ...share },
    { name: `${name}: recall`, value: hits / (hits + missed), ...share },
  ];
}

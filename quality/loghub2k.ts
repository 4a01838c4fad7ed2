import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Miner } from '../src/templates/miner.ts';
import type { Result } from '../src/testing/result.ts';
import { csvTable } from './csv-table.ts';
import { type GroupAccuracy, groupAccuracy, messageAccuracy } from './group-accuracy.ts';

/** The ten systems, 2,000 labelled lines each. */
export const LOGHUB_SYSTEMS =
  'Apache BGL HDFS Linux OpenSSH OpenStack Proxifier Spark Windows Zookeeper'.split(' ');

/** One system's lines with their true groups. */
export interface LabelledLog {
  readonly system: string;
  /** Whole lines as they were logged. */
  readonly lines: readonly string[];
  readonly messages: readonly string[];
  readonly events: readonly string[];
  /** Corrected template of each line. */
  readonly templates: readonly string[];
}

/** Reads one system of `dataDir`/loghub2k. */
export function readLabelledLog(dataDir: string, system: string): LabelledLog {
  const base = join(dataDir, 'loghub2k', system, `${system}_2k.log`);
  const table = csvTable(readFileSync(`${base}_structured.csv`, 'utf8'));
  const corrected = csvTable(readFileSync(`${base}_structured_corrected.csv`, 'utf8'));
  return {
    system,
    lines: readFileSync(base, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== ''),
    messages: table.map((row) => row.Content!),
    events: table.map((row) => row.EventId!),
    templates: corrected.map((row) => row.EventTemplate!),
  };
}

/** The figures of one system, message text alone through a fresh miner, ids resolved at the end. */
export function mineMessages(log: LabelledLog): GroupAccuracy & { messageAccuracy: number } {
  const miner = new Miner();
  const matched = log.messages.map((message) => {
    const bytes = Buffer.from(message);
    return miner.match(bytes, 0, bytes.length);
  });
  const ids = matched.map((template) => miner.resolve(template.id)!);
  const texts = matched.map((template) => template.current.text);
  return { ...groupAccuracy(ids, log.events), messageAccuracy: messageAccuracy(texts, log.templates) };
}

/** Template mining on message text: group accuracy per system and their mean; nothing when the folder is absent. */
export default async function loghub2k(dataDir: string): Promise<Result[]> {
  const systems = LOGHUB_SYSTEMS.filter((system) => existsSync(join(dataDir, 'loghub2k', system)));
  if (systems.length === 0) return [];
  const figures = systems.map((system) => mineMessages(readLabelledLog(dataDir, system)));
  const mean = (value: (f: (typeof figures)[number]) => number) =>
    figures.reduce((sum, f) => sum + value(f), 0) / figures.length;
  const share = { unit: '', better: 'higher' } as const;
  return [
    ...systems.map((system, i) => ({
      name: `loghub2k message text ${system}: group accuracy`,
      value: figures[i]!.groupAccuracy,
      ...share,
    })),
    {
      name: 'loghub2k message text: group accuracy',
      value: mean((f) => f.groupAccuracy),
      bar: 0.97,
      ...share,
    },
    { name: 'loghub2k message text: message accuracy', value: mean((f) => f.messageAccuracy), ...share },
    { name: 'loghub2k message text: F1 of groups', value: mean((f) => f.groupF1), ...share },
    {
      name: 'loghub2k message text: templates found per true one',
      value: mean((f) => f.found / f.expected),
      unit: '',
      better: 'lower',
    },
  ];
}

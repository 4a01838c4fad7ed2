import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { seededRandom } from '../src/kit/random.ts';
import { fitSessions, type SessionModel } from '../src/ml/index.ts';
import type { Result } from '../src/testing/result.ts';
import { dataFolders } from './data-folders.ts';

const BARS = { clean: 0.955, mixed: 0.8 };
/** Share of abnormal sessions in the whole set; the normal ones here are a sample. */
const PRIOR = 0.0293;
const ADDED = 84;
const SEEDS = 10;
/** Other ways to split the normal sessions into those for training and those for the test. */
const SPLITS = 10;

/** Sessions that are alike, and how many. */
interface Group {
  count: number;
  readonly events: readonly string[];
}

/** Odd sessions of a distributed file system (Xu et al. 2009), trained on normal ones, and with odd ones among them. */
export default async function hdfs(dataDir: string): Promise<Result[]> {
  return dataFolders(dataDir, 'hdfs_').flatMap(measure);
}

function measure(folder: string): Result[] {
  const name = basename(folder);
  const [train, normal, abnormal] = ['train_normal', 'test_normal', 'test_abnormal'].map((part) => {
    return readFileSync(join(folder, `${part}.tsv`), 'utf8')
      .trim()
      .split(/\r?\n/)
      .map(groupOf);
  }) as [Group[], Group[], Group[]];
  const clean = rates(fitSessions(expanded(train)), normal, abnormal);
  const mixed = Array.from({ length: SEEDS }, (_, seed) => {
    const { added, left } = drawn(abnormal, seed + 1);
    return f1(rates(fitSessions([...expanded(train), ...added], { training: 'mixed' }), normal, left));
  }).sort((a, b) => a - b);
  const splits = Array.from({ length: SPLITS }, (_, split) =>
    otherSplit([train, normal, abnormal], split + 1),
  );
  const worst = (kind: 'clean' | 'mixed') => Math.min(...splits.map((each) => each[kind]));
  const share = { unit: '', better: 'higher' } as const;
  return [
    {
      name: `${name}: projected F1, trained on normal sessions`,
      value: f1(clean),
      bar: BARS.clean,
      ...share,
    },
    { name: `${name}: found`, value: clean.found, ...share },
    { name: `${name}: false alarms`, value: clean.falseAlarms, unit: '', better: 'lower' },
    {
      name: `${name}: projected F1, ${ADDED} abnormal sessions in training, median of ${SEEDS} seeds`,
      value: (mixed[SEEDS / 2 - 1]! + mixed[SEEDS / 2]!) / 2,
      bar: BARS.mixed,
      ...share,
    },
    { name: `${name}: the same, worst seed`, value: mixed[0]!, ...share },
    {
      name: `${name}: normal sessions split in ${SPLITS} other ways, worst, clean`,
      value: worst('clean'),
      ...share,
    },
    {
      name: `${name}: normal sessions split in ${SPLITS} other ways, worst, mixed`,
      value: worst('mixed'),
      ...share,
    },
  ];
}

function groupOf(row: string): Group {
  const [count, events] = row.split('\t');
  return { count: Number(count), events: events!.split(' ') };
}

function expanded(groups: readonly Group[]): (readonly string[])[] {
  return groups.flatMap(({ count, events }) => new Array<readonly string[]>(count).fill(events));
}

/** The same figures with the normal sessions dealt out by chance, as many for training as before. */
function otherSplit([train, normal, abnormal]: readonly [Group[], Group[], Group[]], seed: number) {
  const random = seededRandom(1000 + seed);
  const all = [...expanded(train), ...expanded(normal)].map((events) => ({ events, at: random() }));
  const dealt = all.sort((a, b) => a.at - b.at).map(({ events }) => events);
  const size = train.reduce((sum, { count }) => sum + count, 0);
  const learnt = dealt.slice(0, size);
  const rest = dealt.slice(size).map((events) => ({ count: 1, events }));
  const { added, left } = drawn(abnormal, seed);
  return {
    clean: f1(rates(fitSessions(learnt), rest, abnormal)),
    mixed: f1(rates(fitSessions([...learnt, ...added], { training: 'mixed' }), rest, left)),
  };
}

/** Abnormal sessions drawn for training, and those that are left. */
function drawn(groups: readonly Group[], seed: number) {
  const random = seededRandom(seed);
  const left = groups.map((group) => ({ ...group }));
  const indexes = groups.flatMap(({ count }, i) => new Array<number>(count).fill(i));
  const added: (readonly string[])[] = [];
  for (let i = 0; i < Math.min(ADDED, indexes.length); i++) {
    const j = i + Math.floor(random() * (indexes.length - i));
    [indexes[i], indexes[j]] = [indexes[j]!, indexes[i]!];
    left[indexes[i]!]!.count--;
    added.push(groups[indexes[i]!]!.events);
  }
  return { added, left };
}

function rates(model: SessionModel, normal: readonly Group[], abnormal: readonly Group[]) {
  const odd = (groups: readonly Group[]) => {
    let all = 0;
    let found = 0;
    for (const { count, events } of groups) {
      all += count;
      if (count > 0 && model.score(events) > model.threshold) found += count;
    }
    return found / all;
  };
  return { found: odd(abnormal), falseAlarms: odd(normal) };
}

/** F1 as it would be on the whole set. */
function f1({ found, falseAlarms }: { readonly found: number; readonly falseAlarms: number }): number {
  const precision = (PRIOR * found) / (PRIOR * found + (1 - PRIOR) * falseAlarms);
  return found === 0 ? 0 : (2 * precision * found) / (precision + found);
}

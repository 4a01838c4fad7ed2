// Figures on labelled data: `npm run quality -- --data DIR [--only PREFIX[:PART]] [--json]`; of the configured language
// model: `npm run quality -- --llm [--config FILE] [--json]`.
import { figureJson, figureOptions, figureTable } from '../src/testing/figures.ts';
import { type Result, reaches } from '../src/testing/result.ts';
import { dataFolders } from './data-folders.ts';

interface Member {
  /** What `--only` goes by. */
  readonly name: string;
  /** Its data are the folders of the data directory whose names begin so. */
  readonly folder: string;
  load(): Promise<{ default: (dataDir: string, part: string) => Promise<readonly Result[]> }>;
}

/** What is measured, in the order of the table. To add one: a file in this folder and a line here. */
const MEMBERS: readonly Member[] = [
  { name: 'loghub2k', folder: 'loghub2k', load: () => import('./loghub2k.ts') },
  { name: 'whole-lines', folder: 'loghub2k', load: () => import('./whole-lines.ts') },
  { name: 'escalation', folder: 'loghub2k', load: () => import('./escalation.ts') },
  { name: 'adbench', folder: 'adbench', load: () => import('./adbench.ts') },
  { name: 'hdfs', folder: 'hdfs_', load: () => import('./hdfs.ts') },
  { name: 'nab', folder: 'nab', load: () => import('./nab.ts') },
  { name: 'bgl_stream', folder: 'bgl_stream', load: () => import('./bgl-stream.ts') },
  { name: 'bgl_hourly', folder: 'bgl_hourly', load: () => import('./bgl-hourly.ts') },
  { name: 'adfa_ld', folder: 'adfa_ld', load: () => import('./adfa-ld.ts') },
  { name: 'devices', folder: 'napalm_logs', load: () => import('./devices.ts') },
  { name: 'calibration', folder: '', load: () => import('./calibration.ts') },
  { name: 'simulate', folder: '', load: () => import('./simulate.ts') },
  { name: 'stories', folder: '', load: () => import('./stories.ts') },
  { name: 'months', folder: '', load: () => import('./months.ts') },
  { name: 'months-peers', folder: '', load: () => import('./months-peers.ts') },
];

/** What a language model makes of recorded incidents; it costs money, and so is asked for by itself. */
async function languageModel(argv: readonly string[]): Promise<void> {
  const { default: quality } = await import('./llm.ts');
  const results = await quality(argv);
  process.stdout.write(`${argv.includes('--json') ? figureJson(results) : figureTable(results)}\n`);
}

async function main(): Promise<void> {
  if (process.argv.includes('--llm')) return languageModel(process.argv.slice(2));
  const { dataDir, json, only } = figureOptions(process.argv.slice(2));
  if (dataDir === undefined) throw new Error('--data DIR is wanted: the folder of labelled data');
  const [prefix = '', ...part] = only.split(':');
  const named = MEMBERS.filter(({ name }) => name === prefix);
  const members = named.length > 0 ? named : MEMBERS.filter(({ name }) => name.startsWith(prefix));
  if (members.length === 0) {
    throw new Error(`nothing is named ${prefix}…; there are ${MEMBERS.map(({ name }) => name).join(', ')}`);
  }
  const results: Result[] = [];
  for (const { name, folder, load } of members) {
    if (dataFolders(dataDir, folder).length === 0) {
      process.stderr.write(`${name}: no folder ${folder}* in ${dataDir}, not measured\n`);
      continue;
    }
    process.stderr.write(`measuring ${name} …\n`);
    try {
      const member = await load();
      results.push(...(await member.default(dataDir, part.join(':'))));
    } catch (error) {
      process.stderr.write(`${name} could not be measured: ${(error as Error).message}\n`);
      process.exitCode = 1;
    }
  }
  process.stdout.write(`${json ? figureJson(results) : figureTable(results)}\n`);
  const short = results.filter((result) => !reaches(result)).length;
  if (short > 0) process.stderr.write(`${short} of ${results.length} figures are short of their bar\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}

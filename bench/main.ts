// Speed and memory: `npm run bench -- [--data DIR] [--only PREFIX] [--json]`.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { figureJson, figureOptions, figureTable, type Measurement } from '../src/testing/figures.ts';
import { type Result, reaches } from '../src/testing/result.ts';

/** What is measured, in the order of the table. To add one: a file in this folder and a line here. */
const MEASUREMENTS: Readonly<Record<string, () => Promise<{ default: Measurement }>>> = {
  pipeline: () => import('./pipeline.ts'),
  miner: () => import('./miner.ts'),
  formats: () => import('./formats.ts'),
  'isolation-forest': () => import('./isolation-forest.ts'),
  'boosted-trees': () => import('./boosted-trees.ts'),
  forecast: () => import('./forecast.ts'),
  autoencoders: () => import('./autoencoders.ts'),
  series: () => import('./series.ts'),
  scan: () => import('./scan.ts'),
  syslog: () => import('./syslog.ts'),
  otlp: () => import('./otlp.ts'),
  poll: () => import('./poll.ts'),
  traps: () => import('./traps.ts'),
  wire: () => import('./wire.ts'),
  run: () => import('./run.ts'),
  incidents: () => import('./incidents.ts'),
  replica: () => import('./replica.ts'),
  models: () => import('./models.ts'),
  analyst: () => import('./analyst.ts'),
  dashboard: () => import('./dashboard.ts'),
  'dashboard-page': () => import('./dashboard-page.ts'),
  'dashboard-live': () => import('./dashboard-live.ts'),
  'bus-redis': () => import('./bus-redis.ts'),
  cluster: () => import('./cluster.ts'),
  'bus-kafka': () => import('./bus-kafka.ts'),
};

/** Set in the process that measures one thing. */
const INSIDE = 'LOGSIFT_BENCH_MEMBER';

/** Each in a process of its own: what ran before would have shaped the compiled code and the heap of the next. */
function measureApart(name: string, dataDir: string | undefined): Promise<readonly Result[]> {
  return new Promise((done, fail) => {
    const args = ['--expose-gc', fileURLToPath(import.meta.url)];
    if (dataDir !== undefined) args.push('--data', dataDir);
    const env = { ...process.env, [INSIDE]: name };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done(JSON.parse(output) as Result[]);
      else fail(new Error(`${name} ended with ${code}`));
    });
  });
}

async function main(): Promise<void> {
  const options = figureOptions(process.argv.slice(2));
  const inside = process.env[INSIDE];
  if (inside !== undefined) {
    const member = await MEASUREMENTS[inside]!();
    process.stdout.write(JSON.stringify(await member.default(options.dataDir)));
    return;
  }
  const results: Result[] = [];
  const names = Object.keys(MEASUREMENTS).filter((name) => name.startsWith(options.only));
  if (names.length === 0)
    throw new Error(`nothing is named ${options.only}…; there are ${Object.keys(MEASUREMENTS)}`);
  for (const name of names) {
    process.stderr.write(`measuring ${name} …\n`);
    try {
      results.push(...(await measureApart(name, options.dataDir)));
    } catch (error) {
      process.stderr.write(`${name} could not be measured: ${(error as Error).message}\n`);
      process.exitCode = 1;
    }
  }
  process.stdout.write(`${options.json ? figureJson(results) : figureTable(results)}\n`);
  const short = results.filter((result) => !reaches(result)).length;
  if (short > 0) process.stderr.write(`${short} of ${results.length} figures are short of their bar\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}

import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';
import { generate } from './generate.ts';

const MAIN = join(import.meta.dirname, '../src/cli/main.ts');
const SMALL = 100;
const LARGE = 400;
/** Loaded before the program: tells on descriptor 3 how much memory it took, that of the one process at its peak. */
const WATCH = `
import { writeSync } from 'node:fs';
process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
`;

interface Run {
  readonly seconds: number;
  /** Peak resident set in megabytes. */
  readonly megabytes: number;
}

/** `logsift scan` of a made log as a whole program, beside a plain search through the same file. */
export default async function scan(): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-bench-'));
  try {
    const novelty = await measure(write(folder, SMALL), 3, ['--detectors', 'novelty', '--no-packs']);
    const small = await measure(join(folder, `${SMALL}.log`), 3);
    const large = await measure(write(folder, LARGE), 1);
    const peer = await grep(join(folder, `${SMALL}.log`));
    const lower = { better: 'lower' } as const;
    return [
      { name: `scan ${SMALL} MB, novelty alone`, value: novelty.seconds, unit: 's', bar: 6, ...lower },
      {
        name: `scan ${SMALL} MB, novelty alone: peak memory`,
        ...{ value: novelty.megabytes, unit: 'MB', bar: 250, ...lower },
      },
      { name: `scan ${SMALL} MB, everything on`, value: small.seconds, unit: 's', bar: 8, ...lower },
      {
        name: `scan ${SMALL} MB, everything on: peak memory`,
        ...{ value: small.megabytes, unit: 'MB', bar: 300, ...lower },
      },
      { name: `scan ${LARGE} MB, everything on`, value: large.seconds, unit: 's', ...lower },
      {
        name: `scan ${LARGE} MB, everything on: peak memory`,
        ...{ value: large.megabytes, unit: 'MB', bar: 300, ...lower },
      },
      {
        name: `peak memory, ${LARGE} MB over ${SMALL} MB`,
        ...{ value: large.megabytes / small.megabytes, unit: '', bar: 1.15, ...lower },
      },
      ...(peer === null
        ? []
        : [
            { name: `${peer.name} of the same ${SMALL} MB`, value: peer.seconds, unit: 's', ...lower },
            { name: `scan over ${peer.name}`, value: small.seconds / peer.seconds, unit: '', ...lower },
          ]),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(folder: string, megabytes: number): string {
  const path = join(folder, `${megabytes}.log`);
  const file = openSync(path, 'w');
  for (const chunk of generate({ bytes: megabytes * 1e6 })) writeSync(file, chunk);
  closeSync(file);
  return path;
}

/** Time of the median run; the largest memory of any. */
async function measure(path: string, rounds: number, flags: readonly string[] = []): Promise<Run> {
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await once(path, flags));
  return {
    seconds: median(runs.map((run) => run.seconds)),
    megabytes: Math.max(...runs.map((run) => run.megabytes)),
  };
}

function once(path: string, flags: readonly string[]): Promise<Run> {
  const start = performance.now();
  const watch = `data:text/javascript,${encodeURIComponent(WATCH)}`;
  const args = ['--import', watch, MAIN, 'scan', path, '--json', ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  let kilobytes = '';
  child.stdio[3]!.on('data', (data: Buffer) => {
    kilobytes += data.toString();
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0)
        done({ seconds: (performance.now() - start) / 1000, megabytes: Number(kilobytes) / 1024 });
      else fail(new Error(`scan of ${path} ended with ${code}`));
    });
  });
}

/** What it takes to look for one word in the file: ripgrep, or grep where there is none. */
async function grep(path: string): Promise<{ name: string; seconds: number } | null> {
  for (const name of ['rg', 'grep']) {
    const seconds = await search(name, path);
    if (seconds !== null) return { name: `${name} -c`, seconds };
  }
  return null;
}

async function search(program: string, path: string): Promise<number | null> {
  const rounds: number[] = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    const ok = await new Promise<boolean>((done) => {
      const child = spawn(program, ['-c', 'Failed password', path], { stdio: 'ignore' });
      child.on('error', () => done(false));
      child.on('close', (code) => done(code === 0));
    });
    if (!ok) return null;
    rounds.push((performance.now() - start) / 1000);
  }
  return median(rounds);
}

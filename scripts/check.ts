// Runs every check of the house at once, prints a line for each, and fails when one of them does.
// `node scripts/check.ts [NAME…]` runs only the named ones.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { arrows } from './arrows.ts';
import type { Complaint, SourceText } from './code-text.ts';
import { reach } from './reach.ts';
import { ROOT, readFiles } from './read-files.ts';
import { sizes } from './sizes.ts';

const FOLDERS = ['src', 'test', 'bench', 'quality', 'scripts', 'web'];

interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

const CHECKS: Readonly<Record<string, () => Promise<Outcome>>> = {
  tsc: () => command('tsc', ['-p', '.', '--pretty', 'false']),
  web: () => command('tsc', ['-p', 'web', '--pretty', 'false']),
  biome: () => command('biome', ['check', '--error-on-warnings', '--colors=off']),
  knip: () => command('knip', ['--no-progress']),
  arrows: () => scan(arrows),
  reach: () => scan(reach),
  sizes: () => scan(sizes),
};

/** Runs a program of node_modules/.bin by this very node, so that an older one on the PATH does not matter. */
function command(name: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((done) => {
    const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}` };
    const child = spawn(join(ROOT, 'node_modules/.bin', name), args, {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', (error) => done({ ok: false, output: error.message }));
    child.on('close', (code) => done({ ok: code === 0, output }));
  });
}

async function scan(check: (files: readonly SourceText[]) => Complaint[]): Promise<Outcome> {
  const complaints = check(readFiles(FOLDERS));
  const output = complaints.map(
    ({ path, line, message }) => `${path}${line > 0 ? `:${line}` : ''} ${message}`,
  );
  return { ok: complaints.length === 0, output: output.join('\n') };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(CHECKS, name));
if (unknown.length > 0) {
  process.stderr.write(`no check named ${unknown.join(', ')}; there are ${Object.keys(CHECKS).join(', ')}\n`);
  process.exit(2);
}
const started = performance.now();
const outcomes = await Promise.all(
  Object.entries(CHECKS)
    .filter(([name]) => wanted.length === 0 || wanted.includes(name))
    .map(async ([name, run]) => {
      const outcome = await run();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${outcome.ok ? 'ok    ' : 'FAILED'} ${name.padEnd(8)} ${seconds} s\n`);
      return { name, ...outcome };
    }),
);
for (const { name, ok, output } of outcomes) {
  if (!ok) process.stdout.write(`\n── ${name}\n${output.trim()}\n`);
}
process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;

// Compiles src/ to dist/, from nothing: what a deleted source left behind would be shipped otherwise.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
rmSync(resolve(root, 'dist'), { recursive: true, force: true });
const compiler = resolve(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  // npm reads standard output of a pack; what the compiler says belongs beside it.
  stdio: ['ignore', 2, 2],
});
// What is no code and is read beside it.
cpSync(resolve(root, 'src/filter/packs'), resolve(root, 'dist/filter/packs'), { recursive: true });
process.exitCode = status ?? 1;

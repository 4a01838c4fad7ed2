// Builds web/ to dist/web. `--unless-current` does nothing where the last build is younger than its sources: a checkout
// shows its own page without anybody thinking of it.
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const page = join(root, 'dist/web/index.html');
/** What the page is made of; it takes types of core, and those leave nothing behind. */
const SOURCES = ['web', 'package-lock.json', 'scripts/build-web.ts'];

/** Time of the youngest file below a path, ms; that of a file for itself. */
function youngest(path: string): number {
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  let latest = own.mtimeMs;
  for (const entry of readdirSync(path)) latest = Math.max(latest, youngest(join(path, entry)));
  return latest;
}

function current(): boolean {
  if (!existsSync(page)) return false;
  const built = statSync(page).mtimeMs;
  return SOURCES.every((source) => youngest(join(root, source)) < built);
}

if (!process.argv.includes('--unless-current') || !current()) {
  const { build } = await import('vite');
  // Whoever reads the page meanwhile finds the old one, or the new one, never half of it.
  const fresh = join(root, `dist/.web-${process.pid}`);
  try {
    await build({ configFile: join(root, 'web/vite.config.ts'), build: { outDir: fresh } });
    rmSync(join(root, 'dist/web'), { recursive: true, force: true });
    renameSync(fresh, join(root, 'dist/web'));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

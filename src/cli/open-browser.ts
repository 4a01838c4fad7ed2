import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LogsiftError } from '../core/errors.ts';

/** What starts a browser and fails says so within this; what goes on running is the browser itself. */
const PATIENCE_MS = 4000;

/**
 * Writes a page where only its owner can read it, and opens it in the browser: what `BROWSER` names (commands with
 * colons between them, tried in order, `%s` being the address), or that of the desktop. Gives the file.
 * Throws NO_BROWSER, which names the file; that stays.
 */
export async function openPage(page: string, name: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'logsift-')), name);
  await writeFile(path, page, { mode: 0o600 });
  for (const argv of commands(pathToFileURL(path).href)) if (await starts(argv)) return path;
  const text = `No browser could be started. Set BROWSER to the command of one, or open the page yourself: ${path}`;
  throw new LogsiftError('NO_BROWSER', text);
}

function commands(address: string): string[][] {
  const { BROWSER, DISPLAY, WAYLAND_DISPLAY } = process.env;
  const named = (BROWSER ?? '').split(':').filter((command) => command.trim() !== '');
  const own = named.map((command) => {
    const words = command.trim().split(/ +/);
    // Put in once the words are apart: it is one of them, whatever is in it.
    return command.includes('%s') ? words.map((word) => word.replaceAll('%s', address)) : [...words, address];
  });
  if (own.length > 0) return own;
  if (process.platform === 'darwin') return [['open', address]];
  return (DISPLAY ?? '') + (WAYLAND_DISPLAY ?? '') === '' ? [] : [['xdg-open', address]];
}

function starts([command, ...args]: readonly string[]): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn(command!, args, { detached: true, stdio: 'ignore' });
    const runs = setTimeout(() => {
      child.unref();
      done(true);
    }, PATIENCE_MS);
    const ended = (well: boolean) => {
      clearTimeout(runs);
      done(well);
    };
    child.on('error', () => ended(false)).on('exit', (code) => ended(code === 0));
  });
}

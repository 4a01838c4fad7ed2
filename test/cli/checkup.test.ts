import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const DAY = 86_400_000;

/** A home with a configuration that reads one log alone. */
function home(lines: readonly string[]): { readonly [name: string]: string } {
  const folder = folderWith({ 'app.log': lines.map((line) => `${line}\n`).join('') });
  const place = join(folder, 'logsift');
  mkdirSync(place);
  const settings = [
    `sources: [{type: file, paths: [${folder}/app.log]}]`,
    'listen: []',
    `state: {folder: ${folder}/state}`,
  ];
  writeFileSync(join(place, 'logsift.yaml'), settings.join('\n'));
  return { HOME: folder, XDG_CONFIG_HOME: folder };
}

test('logsift alone says what the last 30 days would have been like, and what to do next', async () => {
  const lines = Array.from({ length: 500 }, (_, i) => {
    const at = new Date(Date.now() - 20 * DAY + i * 3_000_000).toISOString();
    return `${at} web01 app[7]: request ${i} served`;
  });
  const { code, stdout } = await runCli([], { env: home(lines) });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^The last \d+ days of this machine: at 3\/day you would have had /);
  expect(stdout).toContain('500 lines of 1 input');
  expect(stdout).toMatch(/ {2}logsift run +watch over this machine/);
});

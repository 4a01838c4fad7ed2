import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { headings } from '../../scripts/families.ts';
import { ROOT } from '../../scripts/read-files.ts';

const PAGE = readFileSync(join(ROOT, 'docs/commands.md'), 'utf8');

describe('docs/commands.md', async () => {
  const help = async (...command: string[]) => {
    const main = join(ROOT, 'src/cli/main.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...command, '--help']);
    return stdout;
  };
  const listed = (text: string, title: string) =>
    [...(text.split(`${title}:\n`)[1]?.split(/\n\n/)[0] ?? '').matchAll(/^ {2}(\S.*?)(?: {2,}|$)/gm)].map(
      (m) => m[1]!,
    );
  const flagsOf = (text: string) => [...text.matchAll(/(?<![\w-])--[a-z][\w-]*/g)].map(([flag]) => flag);
  const sectionOf = (command: string) =>
    PAGE.split(new RegExp(`^## \`?${command}\`?$`, 'm'))[1]?.split(/^## /m)[0] ?? '';
  const whole = await help();
  // Every group of the help but its options lists commands.
  const groups = [...whole.matchAll(/^(\S.*):$/gm)].map(([, title]) => title!);
  const commands = groups
    .filter((title) => title !== 'Options' && title !== 'Examples')
    .flatMap((title) => listed(whole, title))
    .map((usage) => usage.split(/[ |]/)[0]!)
    .filter((command) => command !== 'help');

  it('has a section for every command and for nothing else', () => {
    expect(commands).toContain('scan');
    expect(headings(PAGE).sort()).toEqual([...commands].sort());
  });

  it.each(commands)('names every option of %s, and no option that it does not have', async (command) => {
    const real = new Set(listed(await help(command), 'Options').flatMap(flagsOf));
    real.delete('--help');
    expect([...new Set(flagsOf(sectionOf(command)))].sort()).toEqual([...real].sort());
  });
});

import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const SHELLS = ['bash', 'zsh', 'fish'];

test.each(SHELLS)('the %s script knows every command and option of the help', async (shell) => {
  const script = (await runCli(['completion', shell])).stdout;
  const commands = ['scan', 'parse', 'templates', 'explain', 'completion'];
  for (const command of commands) {
    expect(script).toContain(command);
    const help = (await runCli([command, '--help'])).stdout;
    const options = [...help.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, name]) => name!);
    expect(options.length).toBeGreaterThan(0);
    for (const option of options) expect(script).toMatch(new RegExp(`(?:--|-l )${option}\\b`));
  }
});

describe('in a real bash', () => {
  const complete = async (words: readonly string[]) => {
    const script = (await runCli(['completion', 'bash'])).stdout;
    const cwd = folderWith({ 'done.sh': script, 'mylog one.log': '' });
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const test = `. ./done.sh; COMP_WORDS=(${quoted}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _logsift; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const text = execFileSync('bash', ['--norc', '-c', test], { cwd, encoding: 'utf8' });
    return text.split('\n').filter((word) => word !== '');
  };

  test.each([
    [['logsift', 'sc'], ['scan']],
    [['logsift', 'jour'], ['journal']],
    [['logsift', 'scan', '--base'], ['--baseline']],
    [
      ['logsift', 'scan', 'x', '--no'],
      ['--no-color', '--no-packs'],
    ],
    [['logsift', 'parse', '--no-f'], ['--no-fold']],
    [['logsift', 'scan', '--format', 'rfc54'], ['rfc5424']],
    [['logsift', '--format', 'rfc54'], ['rfc5424']],
    [['logsift', 'completion', 'z'], ['zsh']],
    [['logsift', 'help', 'expl'], ['explain']],
    [['logsift', 'scan', 'mylog'], ['mylog one.log']],
    [['logsift', 'scan', '--baseline', 'mylog'], ['mylog one.log']],
    [['logsift', 'mylog'], ['mylog one.log']],
  ])('%j completes to %j', async (words, expected) => {
    expect(await complete(words)).toEqual(expected);
  });
});

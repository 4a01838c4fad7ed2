import type { Command, Option } from 'commander';
import { nearest } from '../kit/nearest.ts';
import { bashCompletion } from './completion-bash.ts';
import { fishCompletion } from './completion-fish.ts';
import { zshCompletion } from './completion-zsh.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';

/** What a shell needs to know of the program; read off commander's own tree. */
export interface CompletionTree {
  readonly name: string;
  readonly options: readonly CompletionOption[];
  readonly commands: readonly CompletionCommand[];
}

export interface CompletionCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletionOption[];
  /** Words its arguments may be; empty when they are files. */
  readonly words: readonly string[];
}

export interface CompletionOption {
  /** `-q`, `--quiet`. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

const SHELLS: { readonly [shell: string]: (tree: CompletionTree) => string } = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `logsift completion SHELL`: a completion script on standard output. */
export function completionCommand(command: Command, session: Session): Command {
  const shells = Object.keys(SHELLS);
  return command
    .addArgument(
      command
        .createArgument('<shell>', shells.join(', '))
        .choices(shells)
        .argParser((shell: string) => {
          if (shells.includes(shell)) return shell;
          const meant = nearest(shell, shells) ?? `one of ${shells.join(', ')}`;
          throw usage(`completion does not know the shell ${JSON.stringify(shell)}: did you mean ${meant}?`);
        }),
    )
    .description('print a completion script for a shell')
    .action(async (shell: string) => {
      await session.print(SHELLS[shell]!(completionTree(command.parent!)));
      session.finish(0);
    });
}

/** The program's commands, options and choices as data. */
function completionTree(program: Command): CompletionTree {
  const help = program.createHelp();
  const options = (command: Command) => help.visibleOptions(command).map(completionOption);
  const commands = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: options(command),
    words: command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
  }));
  const names = commands.map(({ name }) => name);
  const helpWords = { name: 'help', description: 'print the help of a command', options: [], words: names };
  return { name: program.name(), options: options(program), commands: [...commands, helpWords] };
}

function completionOption(option: Option): CompletionOption {
  return {
    flags: [option.short, option.long].filter((flag) => flag !== undefined && flag !== null),
    description: option.description,
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
  };
}

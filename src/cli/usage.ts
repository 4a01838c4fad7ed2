import { existsSync } from 'node:fs';
import type { Command, CommanderError } from 'commander';
import { nearest } from '../kit/nearest.ts';
import { usage } from './input-options.ts';

/** Options without a value that every command knows; they may stand before the command as well. */
const ANYWHERE = new Set(['--no-color', '-q', '--quiet']);

/**
 * The arguments with their command in front: `logsift PATH` is `logsift scan PATH`. A first word that is neither a
 * command nor anything to read is a USAGE error that names the nearest command.
 */
export function withCommand(args: readonly string[], program: Command): string[] {
  const commands = [...program.commands.map((command) => command.name()), 'help'];
  const leading = args.findIndex((arg) => !ANYWHERE.has(arg));
  if (leading < 0) return ['scan', ...args];
  const [first, ...rest] = args.slice(leading) as [string, ...string[]];
  if (commands.includes(first)) return [first, ...args.slice(0, leading), ...rest];
  if (['-h', '--help', '-V', '--version'].includes(first)) return [first];
  if (first.startsWith('-') || isReadable(first)) return ['scan', ...args];
  const meant = nearest(first, commands);
  const hint = meant === null ? `commands are ${commands.join(', ')}` : `did you mean ${meant}?`;
  throw usage(`${JSON.stringify(first)} is neither a command nor a file here: ${hint}`);
}

/** Anything that looks like a path is read, so that a missing file is reported as such. */
function isReadable(word: string): boolean {
  return word === 'journal' || /[/\\.*?[\]{}~]/.test(word) || existsSync(word);
}

/** A complaint of commander as one sentence that names what was wanted, and the nearest that there is. */
export function usageMessage(error: CommanderError, args: readonly string[]): string {
  const help = `logsift ${args[0] ?? ''} --help`.replace(/ (?:-\S*|\S*[/.]\S*) --help$/, ' --help');
  const [sentence, suggestion] = error.message.replace(/^error: /, '').split('\n');
  const text = sentence!.replaceAll("'", '"').replace(/\.$/, '');
  if (suggestion !== undefined) {
    return `${text}: ${suggestion.replace(/^\(Did/, 'did').replace(/\)$/, '')}`;
  }
  switch (error.code) {
    case 'commander.excessArguments':
      return `${text}; quote what holds blanks, or see ${help}`;
    case 'commander.missingArgument':
      return `${text}; see ${help}`;
    default:
      return `${text}: see ${help}`;
  }
}

import type { CompletionOption, CompletionTree } from './completion.ts';

/** A completion script for fish. */
export function fishCompletion(tree: CompletionTree): string {
  const names = tree.commands.map(({ name }) => name).join(' ');
  const line = (condition: string, rest: string) =>
    `complete -c ${tree.name} -n ${quoted(condition)} ${rest}`;
  const none = `not __fish_seen_subcommand_from ${names}`;
  const lines = [`# fish completion of ${tree.name}, made by: ${tree.name} completion fish`];
  for (const { name, description } of tree.commands) {
    lines.push(line(none, `-a ${quoted(name)} -d ${quoted(description)}`));
  }
  // A path without a command is a scan, so its options come without a command as well.
  const scan = tree.commands.find(({ name }) => name === 'scan')?.options ?? [];
  for (const option of tree.options) lines.push(line(none, optionWords(option)));
  for (const option of scan) {
    if (!tree.options.some(({ flags }) => flags.includes(option.flags.at(-1)!))) {
      lines.push(line(none, optionWords(option)));
    }
  }
  for (const { name, options, words } of tree.commands) {
    const inside = `__fish_seen_subcommand_from ${name}`;
    if (words.length > 0) lines.push(line(inside, `-f -a ${quoted(words.join(' '))}`));
    for (const option of options) lines.push(line(inside, optionWords(option)));
  }
  return `${lines.join('\n')}\n`;
}

function optionWords({ flags, description, takesValue, choices }: CompletionOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = takesValue
    ? ['-r', ...(choices.length > 0 ? ['-f', '-a', quoted(choices.join(' '))] : [])]
    : [];
  return [...names, ...value, '-d', quoted(description)].join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

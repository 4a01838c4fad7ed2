import type { CompletionCommand, CompletionOption, CompletionTree } from './completion.ts';

/** A completion script for zsh, to be saved as `_logsift` in a folder of `fpath`. */
export function zshCompletion(tree: CompletionTree): string {
  const scan = tree.commands.find(({ name }) => name === 'scan');
  const names = tree.commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`);
  const cases = tree.commands.map(
    (command) => `    (${command.name})\n      _arguments -s -S ${argumentsOf(command)}\n      ;;`,
  );
  return `#compdef ${tree.name}
# zsh completion of ${tree.name}, made by: ${tree.name} completion zsh
_${tree.name}() {
  local -a commands
  commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe -t commands command commands
    _files
    return
  fi
  case $words[2] in
${cases.join('\n')}
    (*)
      # A path without a command is a scan.
      _arguments -s -S ${[...tree.options, ...(scan?.options ?? [])].flatMap(specs).join(' ')} '*:path:_files'
      ;;
  esac
}
if [[ $funcstack[1] == _${tree.name} ]]; then
  _${tree.name} "$@"
else
  compdef _${tree.name} ${tree.name}
fi
`;
}

function argumentsOf(command: CompletionCommand): string {
  const rest = command.words.length === 0 ? `'*:path:_files'` : quoted(`*:word:(${command.words.join(' ')})`);
  return [quoted('1:command: '), ...command.options.flatMap(specs), rest].join(' ');
}

function specs({ flags, description, takesValue, choices }: CompletionOption): string[] {
  const text = description.replace(/[[\]\\:]/g, '\\$&');
  const action = choices.length === 0 ? '_files' : `(${choices.join(' ')})`;
  return flags.map((flag) => quoted(`${flag}[${text}]${takesValue ? `:value:${action}` : ''}`));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

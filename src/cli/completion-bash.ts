import type { CompletionOption, CompletionTree } from './completion.ts';

/** A completion script for bash 4 or later; needs no bash-completion package. */
export function bashCompletion(tree: CompletionTree): string {
  const flags = (options: readonly CompletionOption[]) => options.flatMap((option) => option.flags).join(' ');
  const names = tree.commands.map(({ name }) => name).join(' ');
  const values = tree.commands.flatMap(({ name, options }) =>
    options.filter(({ takesValue }) => takesValue).map((option) => valueCase(name, option)),
  );
  const words = tree.commands.map(
    ({ name, options, words }) => `    ${name}) flags='${flags(options)}' words='${words.join(' ')}' ;;`,
  );
  const scan = tree.commands.find(({ name }) => name === 'scan')?.options ?? [];
  return `# bash completion of ${tree.name}, made by: ${tree.name} completion bash
_${tree.name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command='' flags='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case " ${names} " in *" \${COMP_WORDS[i]} "*) command="\${COMP_WORDS[i]}"; break ;; esac
  done
  COMPREPLY=()
  # A path without a command is a scan.
  case "\${command:-scan}:$prev" in
${values.join('\n')}
  esac
  case "$command" in
${words.join('\n')}
    *) flags='${flags([...tree.options, ...scan])}' ;;
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  elif [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else
    [[ -z $command && $COMP_CWORD -eq 1 ]] && words='${names} journal'
    [[ $command == scan || $command == parse || $command == templates ]] && words='journal'
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    local IFS=$'\\n'
    COMPREPLY+=($(compgen -f -- "$cur"))
  fi
}
complete -o filenames -F _${tree.name} ${tree.name}
`;
}

function valueCase(command: string, { flags, choices }: CompletionOption): string {
  const patterns = flags.map((flag) => `${command}:${flag}`).join(' | ');
  const reply =
    choices.length === 0
      ? `local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$cur"))`
      : `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$cur"))`;
  return `    ${patterns}) ${reply}; return ;;`;
}

import {
  type CommandEntry,
  type CommandTable,
  type FlagEntry,
  flagsAfter,
  namesOf,
  rememberedIn,
  spellings,
} from "../command-table.ts";

/** Writes the completion for bash, from 3.2 on, which macOS has. */
export function bashCompletion(table: CommandTable): string {
  const { globalFlags, commands } = table;
  const names = commands.map(({ name }) => name).filter((name) => !name.includes(" "));
  return `# Completion of wish for bash. In ~/.bashrc: eval "$(wish completion bash)"
_wish() {
  local word=\${COMP_WORDS[COMP_CWORD]} flag=\${COMP_WORDS[COMP_CWORD-1]} command= each words= ids=
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$command $each" in
${commands.map((command) => `      ${namesOf(command).map(pattern).join("|")}) command="${command.name}" ;;`).join("\n")}
    esac
  done
  # Bash takes --json=name apart at the equals sign.
  if [[ $word == "=" ]]; then word=
  elif [[ $flag == "=" ]]; then flag=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  case "$command $flag" in
${[
  ...commands.flatMap((command) => command.flags.map((flag) => valueCase(`"${command.name} `, flag))),
  ...globalFlags.map((flag) => valueCase(`*" `, flag)),
]
  .filter((line) => line !== "")
  .join("\n")}
  esac
  case $command in
    "") words="${[...names, ...globalFlags.flatMap(spellings)].join(" ")}" ;;
${commands.map((command) => `    "${command.name}") ${wordsAfter(table, command)} ;;`).join("\n")}
  esac
  if [[ $ids && $word != -* ]]; then _wish_ids "$word" "$ids"
  else COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}
_wish_ids() {
  local file=\${XDG_CACHE_HOME:-$HOME/.cache}/wish/$2.tsv id name
  [[ -O $file ]] || return
  while IFS=$'\\t' read -r id name; do
    [[ $id == "$1"* ]] && COMPREPLY+=("$id  $name")
  done <"$file"
  # Only what is listed may have the name beside the id; what is put into the line may not (37, 42: menu-complete, M-*).
  if ((\${#COMPREPLY[@]} == 1 || COMP_TYPE == 37 || COMP_TYPE == 42)); then
    COMPREPLY=("\${COMPREPLY[@]%%  *}")
  fi
}
_wish_fields() {
  local before=\${1%"\${1##*,}"}
  COMPREPLY=($(compgen -P "$before" -W "$2" -- "\${1##*,}"))
  compopt -o nospace 2>/dev/null
}
_wish_files() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -f -- "$1"))
  compopt -o filenames 2>/dev/null
}
complete -F _wish wish wish-list
`;
}

/** What to do behind a flag that takes a value. */
function valueCase(before: string, flag: FlagEntry): string {
  if (flag.value === "none") return "";
  const pattern = spellings(flag)
    .map((spelling) => `${before}${spelling}"`)
    .join("|");
  // Behind an optional value's flag there can be another flag just as well.
  const guard = flag.value === "optional" ? "[[ $word == -* ]] || " : "";
  const words = flag.values.words.join(" ");
  const answers = {
    words: `COMPREPLY=($(compgen -W "${words}" -- "$word"))`,
    fields: `_wish_fields "$word" "${words}"`,
    file: `_wish_files "$word"`,
    ids: `_wish_ids "$word" wishes`,
    lists: `_wish_ids "$word" lists`,
    text: ":",
  };
  return `    ${pattern}) ${guard}{ ${answers[flag.values.kind]}; return; } ;;`;
}

/** Sets what can stand after a command. */
function wordsAfter(table: CommandTable, command: CommandEntry): string {
  const { argument, subcommands } = command;
  const words = [...subcommands, ...(argument?.words ?? []), ...flagsAfter(table, command).flatMap(spellings)];
  const file = argument && rememberedIn(argument);
  return `words="${words.join(" ")}"${file === undefined ? "" : ` ids=${file}`}`;
}

/** What stands in front of the last word of a command, and that word: `lists add`; a space alone for most. */
function pattern(name: string): string {
  return `"${name.includes(" ") ? name : ` ${name}`}"`;
}

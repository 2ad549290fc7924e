import {
  type CommandEntry,
  type CommandTable,
  type FlagEntry,
  flagsAfter,
  namesOf,
  type Values,
} from "../command-table.ts";

/** Writes the completion for zsh, as a function to load from `fpath` or to source. */
export function zshCompletion(table: CommandTable): string {
  const { globalFlags, commands } = table;
  const outer = commands.filter(({ name }) => !name.includes(" "));
  return `#compdef wish wish-list
# Completion of wish for zsh. Either in a folder of fpath: wish completion zsh > "\${fpath[1]}/_wish"
# or in ~/.zshrc, after compinit: source <(wish completion zsh)
_wish() {
  local curcontext=$curcontext state line result=1
  local -a commands
  commands=(
${outer.map(({ name, description }) => `    ${quote(`${name}:${description}`)}`).join("\n")}
  )
  _arguments -C ${globalFlags.flatMap(flagSpecs).join(" ")} '1: :->command' '*:: :->rest' && result=0
  case $state in
    command) _describe command commands && result=0 ;;
    rest)
      case $words[1] in
${outer.map((command) => `        ${namesOf(command).join("|")}) ${completeAfter(table, command)} ;;`).join("\n")}
      esac ;;
  esac
  return result
}
_wish_ids() {
  local file=\${XDG_CACHE_HOME:-$HOME/.cache}/wish/$1.tsv id name
  local -a ids shown
  [[ -O $file ]] || return 1
  while IFS=$'\\t' read -r id name; do
    ids+=("$id") shown+=("$id  $name")
  done <"$file"
  compadd -l -d shown -a ids
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _wish "$@"; else compdef _wish wish wish-list; fi
`;
}

/** Completes what stands behind a command; behind one of those that belong to it, in the same way. */
function completeAfter(table: CommandTable, command: CommandEntry): string {
  const specs = [...flagsAfter(table, command).flatMap(flagSpecs), ...argumentSpecs(command)];
  const inner = table.commands.filter(({ name }) => name.startsWith(`${command.name} `));
  if (inner.length === 0) return `_arguments ${specs.join(" ")} && result=0`;
  const cases = inner.map((each) => {
    const names = namesOf(each).map((name) => name.slice(command.name.length + 1));
    return `${names.join("|")}) shift words; (( CURRENT -= 1 )); ${completeAfter(table, each)} ;;`;
  });
  const others = `*) _arguments ${[...specs, quote(`1:command:(${command.subcommands.join(" ")})`)].join(" ")} && result=0 ;;`;
  return `case $words[2] in ${[...cases, others].join(" ")} esac`;
}

function argumentSpecs({ name, argument }: CommandEntry): string[] {
  if (!argument) return [];
  // Without the guard, zsh would look for no flag in the place of what a person types freely.
  const values = argument.kind === "text" ? `_guard "^-*" ${name}` : action(argument);
  return [quote(`${argument.isRepeated ? "*" : "1"}:${name}:${values}`)];
}

/** The specifications of `_arguments` for one flag: one for each way to spell it. */
function flagSpecs({ short, long, description, value, values }: FlagEntry): string[] {
  const text = `[${description.replace(/[[\]\\]/gu, "\\$&")}]`;
  const colon = value === "optional" ? "::" : ":";
  const argument = value === "none" ? "" : `${colon}${values.kind}:${action(values)}`;
  const excluded = short === undefined ? "" : `(${short} ${long})`;
  const equals = value === "none" ? "" : "=";
  return [
    ...(short === undefined ? [] : [quote(`${excluded}${short}${text}${argument}`)]),
    quote(`${excluded}${long}${equals}${text}${argument}`),
  ];
}

function action({ kind, words }: Values): string {
  switch (kind) {
    case "words":
      return `(${words.join(" ")})`;
    case "fields":
      return `_values -s , field ${words.join(" ")}`;
    case "file":
      return "_files";
    case "ids":
      // The space keeps zsh from putting words of its own between.
      return " _wish_ids wishes";
    case "lists":
      return " _wish_ids lists";
    case "text":
      return " ";
    default:
      return kind satisfies never;
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

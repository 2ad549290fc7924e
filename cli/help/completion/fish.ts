import { type CommandTable, type FlagEntry, namesOf, type Values } from "../command-table.ts";

/** Writes the completion for fish. */
export function fishCompletion({ globalFlags, commands }: CommandTable): string {
  const lines = [
    ...globalFlags.map((flag) => flagLine("", flag)),
    ...commands.flatMap((command) => {
      const condition = ` -n ${quote(`__fish_seen_subcommand_from ${namesOf(command).join(" ")}`)}`;
      return [
        `complete -c wish -n __fish_use_subcommand -a ${command.name} -d ${quote(command.description)}`,
        ...command.flags.filter(({ long }) => long !== "--help").map((flag) => flagLine(condition, flag)),
        ...argumentLines(condition, command.argument),
      ];
    }),
  ];
  return `# Completion of wish for fish: wish completion fish > ~/.config/fish/completions/wish.fish
complete -c wish -f
complete -c wish-list -w wish
function __wish_ids
    set -l folder $XDG_CACHE_HOME
    test -n "$folder"; or set folder $HOME/.cache
    test -O $folder/wish/wishes.tsv; and cat $folder/wish/wishes.tsv
end
${lines.join("\n")}
`;
}

function flagLine(condition: string, { short, long, description, value, values: choices }: FlagEntry): string {
  const spelling = `${short === undefined ? "" : ` -s ${short.slice(1)}`} -l ${long.slice(2)}`;
  // -r takes a value and completes files, -x takes one and does not.
  const required = choices.kind === "file" ? " -r -F" : " -x";
  const taking = value === "required" ? required : "";
  return `complete -c wish${condition}${spelling}${taking}${values(choices)} -d ${quote(description)}`;
}

function argumentLines(condition: string, argument: Values | undefined): string[] {
  const choices = argument === undefined ? "" : values(argument);
  // In the order of the list, newest first.
  const order = argument?.kind === "ids" ? " -k" : "";
  return choices === "" ? [] : [`complete -c wish${condition}${order}${choices}`];
}

function values({ kind, words }: Values): string {
  if (kind === "words") return ` -a ${quote(words.join(" "))}`;
  if (kind === "ids") return " -a '(__wish_ids)'";
  if (kind === "fields") return ` -a ${quote(`(__fish_complete_list , 'printf "%s\\n" ${words.join(" ")}')`)}`;
  return "";
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/gu, "\\$&")}'`;
}

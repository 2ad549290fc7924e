import type { CommandTable, FlagEntry, Values } from "../command-table.ts";

/** Writes the completion for fish. */
export function fishCompletion({ globalFlags, commands }: CommandTable): string {
  const lines = [
    ...globalFlags.map((flag) => flagLine("", flag)),
    ...commands.flatMap((command) => {
      const condition = ` -n ${quote(`__fish_seen_subcommand_from ${command.name}`)}`;
      return [
        `complete -c wish -n __fish_use_subcommand -a ${command.name} -d ${quote(command.description)}`,
        ...command.flags.filter(({ long }) => long !== "--help").map((flag) => flagLine(condition, flag)),
        ...(command.argument?.kind === "words" ? [`complete -c wish${condition}${values(command.argument)}`] : []),
      ];
    }),
  ];
  return `# Completion of wish for fish: wish completion fish > ~/.config/fish/completions/wish.fish
complete -c wish -f
complete -c wish-list -w wish
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

function values({ kind, words }: Values): string {
  if (kind === "words") return ` -a ${quote(words.join(" "))}`;
  if (kind === "fields") return ` -a ${quote(`(__fish_complete_list , 'printf "%s\\n" ${words.join(" ")}')`)}`;
  return "";
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/gu, "\\$&")}'`;
}

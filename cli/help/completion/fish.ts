import { type CommandEntry, type CommandTable, type FlagEntry, namesOf, type Values } from "../command-table.ts";

/** Writes the completion for fish. */
export function fishCompletion({ globalFlags, commands }: CommandTable): string {
  const groups = commands.filter(({ subcommands }) => subcommands.length > 0).map(({ name }) => name);
  const lines = [
    ...globalFlags.map((flag) => flagLine("", flag)),
    ...commands.flatMap((command) => {
      const condition = ` -n ${quote(conditionOf(command, groups))}`;
      return [
        offerLine(command, commands),
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
    test -O $folder/wish/$argv[1].tsv; and cat $folder/wish/$argv[1].tsv
end
${lines.join("\n")}
`;
}

/** Offers the name of a command where it can stand. */
function offerLine({ name, description }: CommandEntry, commands: readonly CommandEntry[]): string {
  const [outer, inner] = name.split(" ");
  const others = commands.find((each) => each.name === outer)?.subcommands.join(" ");
  const behind = `__fish_seen_subcommand_from ${outer}; and not __fish_seen_subcommand_from ${others}`;
  const where = inner === undefined ? "__fish_use_subcommand" : behind;
  return `complete -c wish -n ${quote(where)} -a ${inner ?? outer} -d ${quote(description)}`;
}

/** What holds behind a command: one that belongs to another may be called like a third one. */
function conditionOf(command: CommandEntry, groups: readonly string[]): string {
  const [outer, inner] = command.name.split(" ");
  const others = groups.filter((name) => name !== outer);
  const names = namesOf(command).map((name) => name.split(" ").at(-1));
  const seen = `__fish_seen_subcommand_from ${names.join(" ")}`;
  if (inner !== undefined) return `__fish_seen_subcommand_from ${outer}; and ${seen}`;
  return [seen, ...(others.length > 0 ? [`not __fish_seen_subcommand_from ${others.join(" ")}`] : [])].join("; and ");
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
  if (kind === "ids" || kind === "lists") return ` -a '(__wish_ids ${kind === "ids" ? "wishes" : "lists"})'`;
  if (kind === "fields") return ` -a ${quote(`(__fish_complete_list , 'printf "%s\\n" ${words.join(" ")}')`)}`;
  return "";
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/gu, "\\$&")}'`;
}

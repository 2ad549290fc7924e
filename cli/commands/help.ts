import { Argument, type Command } from "commander";

import { examples } from "../declaration.ts";

const defaultColumns = 80;

const topicNames = ["environment", "exit-codes"] as const;

/** To be declared after all other commands: it knows them by name. */
export function declareHelp(program: Command): void {
  const commandNames = program.commands.flatMap((command) => [command.name(), ...command.aliases()]);
  program
    .command("help")
    .description("Show help on a command or a topic.")
    .addHelpText("before", examples(["wish help add", "wish help environment", "wish help exit-codes"]))
    .addArgument(new Argument("[topic]", "a command or a topic").choices([...commandNames, ...topicNames]))
    .action(async (name: string | undefined) => {
      await runHelp(program, name);
    });
}

/** Prints the help of a command or on a topic; that of the program without a name. */
export async function runHelp(program: Command, name: string | undefined): Promise<void> {
  const topicName = topicNames.find((each) => each === name);
  if (!topicName) {
    (
      program.commands.find((command) => [command.name(), ...command.aliases()].includes(name ?? "")) ?? program
    ).outputHelp();
    return;
  }
  const { topics } = await import("../help/topics.ts");
  const { title, items } = topics[topicName];
  const streams = program.configureOutput();
  const help = program.createHelp();
  help.prepareContext({ helpWidth: streams.getOutHelpWidth?.() ?? defaultColumns });
  const termWidth = Math.max(...items.map(({ term }) => term.length));
  const lines = items.map(({ term, meaning }) => help.formatItem(term, termWidth, meaning, help));
  streams.writeOut?.(`${title}\n\n${lines.join("\n")}\n`);
}

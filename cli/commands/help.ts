import { Argument, type Command } from "commander";

import { examples, isCalled } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { Failure } from "../failure.ts";
import type { LoadCommand } from "../program.ts";

const defaultColumns = 80;

const topicNames = ["environment", "exit-codes"] as const;

export function declareHelp(command: Command, _environment: Environment, load: LoadCommand): void {
  const program = command.parent!;
  const commandNames = program.commands.flatMap((each) => [each.name(), ...each.aliases()]);
  command
    .addHelpText(
      "before",
      examples(["wish help add", "wish help lists add", "wish help environment", "wish help exit-codes"]),
    )
    .addArgument(new Argument("[topic]", "a command or a topic").choices([...commandNames, ...topicNames]))
    .argument("[command]", "one of those that belong to the command, such as add of lists")
    .action(async (name: string | undefined, inner: string | undefined) => {
      await runHelp(program, load, name, inner);
    });
}

/** Prints the help of a command or on a topic; that of the program without a name. */
async function runHelp(
  program: Command,
  load: LoadCommand,
  name: string | undefined,
  inner: string | undefined,
): Promise<void> {
  const topicName = topicNames.find((each) => each === name);
  const outer = program.commands.find((each) => isCalled(each, name));
  if (outer) await load(outer);
  const command = inner === undefined ? (outer ?? program) : outer?.commands.find((each) => isCalled(each, inner));
  if (!command) throw new Failure("wrong_usage", `There is no help on "${name} ${inner}".`);
  if (!topicName) {
    command.outputHelp();
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

import type { Command } from "commander";

import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Result } from "../doctor/result.ts";
import type { Environment } from "../environment.ts";
import { Failure } from "../failure.ts";
import type { Line } from "../output/output.ts";
import type { GlobalFlags } from "../settings.ts";

export interface DoctorOptions {
  json?: boolean;
}

export function declareDoctor(command: Command, environment: Environment): void {
  command
    .addHelpText("before", examples(["wish doctor", "wish doctor --json | jq '.[] | select(.isWrong)'"]))
    .option("--json", "as JSON")
    .action(async (options: DoctorOptions) => {
      await runDoctor(openContext(environment, command.optsWithGlobals<GlobalFlags>()), options);
    });
}

/** Looks at everything between a person and a wish, one line each. */
export async function runDoctor(context: Context, options: DoctorOptions): Promise<void> {
  const { output, environment } = context;
  const { inspect } = await import("../doctor/inspect.ts");
  const results = (await inspect(context)).map((result) => pasteSafe(result, environment.homeFolder));
  await output.print(options.json ? [JSON.stringify(results)] : layOut(results));
  const count = results.filter(({ isWrong }) => isWrong).length;
  if (count === 0) return;
  throw new Failure("problems_found", count === 1 ? "One thing is wrong." : `${count} things are wrong.`);
}

/** Takes the name of the person out of the paths: it is what stands below the home folder that matters. */
function pasteSafe(result: Result, homeFolder: string): Result {
  const shorten = (text: string) => text.replaceAll(homeFolder, "~");
  return { ...result, text: shorten(result.text), fixes: result.fixes.map(shorten) };
}

function layOut(results: readonly Result[]): Line[] {
  const width = Math.max(...results.map(({ name }) => name.length));
  return results.flatMap(({ name, isWrong, text, fixes }) => [
    [
      isWrong ? { text: "wrong", style: "warning" } : { text: "ok   ", style: "faint" },
      `  ${name.padEnd(width)}  `,
      isWrong ? { text, style: "strong" } : text,
    ],
    ...fixes.map((fix) => `${" ".repeat("wrong".length + width + 4)}→ ${fix}`),
  ]);
}

import { LocalStackFailure } from "../failure.ts";
import type { Assembly } from "./assembly.ts";
import { readFunctions } from "./functions.ts";
import { readHttpApi } from "./http-api.ts";
import { createResolver } from "./intrinsics.ts";
import type { LocalDeployment } from "./local-identity.ts";
import type { StackModel } from "./model.ts";
import { TemplateProblem } from "./properties.ts";
import { createFinder } from "./resources.ts";
import { readTables } from "./tables.ts";

/**
 * Reads what the local stack needs to know about a synthesized stack.
 *
 * @throws {LocalStackFailure} `assembly_unusable`, naming the resource and property at fault
 */
export function readStackModel(assembly: Assembly, deployment: Omit<LocalDeployment, "stackName">): StackModel {
  const { template, templateFile, assetFolders, stackName } = assembly;
  const local = { ...deployment, stackName };
  const resolver = createResolver(template, local);
  const find = createFinder(template, resolver);
  try {
    const outputs = Object.entries(template.Outputs ?? {})
      .filter(([name, { Condition }]) => resolver.holds(Condition, `Outputs.${name}`))
      .map(([name, { Value }]) => [name, String(resolver.resolve(Value, `Outputs.${name}`))]);
    return {
      tables: readTables(find),
      functions: readFunctions(find, assetFolders),
      api: readHttpApi(find, local),
      outputs: Object.fromEntries(outputs),
    };
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    const message = `The local stack cannot serve ${templateFile}: ${error.message} Change the stack and synthesize it again.`;
    throw new LocalStackFailure("assembly_unusable", message, { cause: error });
  }
}

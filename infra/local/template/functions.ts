import type { Assembly } from "./assembly.ts";
import type { FunctionModel } from "./model.ts";
import { TemplateProblem } from "./properties.ts";
import type { FindResources } from "./resources.ts";

/** Reads the functions, each with the folder of the bundle that a deployment would upload. */
export function readFunctions(find: FindResources, assetFolders: Assembly["assetFolders"]): FunctionModel[] {
  return find("AWS::Lambda::Function").map(({ logicalId, properties, ref, attribute }) => {
    const runtime = properties.text("Runtime", "a container image");
    if (!runtime.startsWith("nodejs")) {
      throw new TemplateProblem(
        properties.at("Runtime"),
        `is ${runtime}; the local stack only runs Node.js functions.`,
      );
    }
    const code = properties.object("Code");
    const codeKey = code.text("S3Key", "");
    const codeFolder = assetFolders.get(codeKey);
    if (codeFolder === undefined) {
      throw new TemplateProblem(code.where, `(${codeKey || "inline"}) is not a folder among the assembly's assets.`);
    }
    const variables = properties.object("Environment").object("Variables");
    return {
      logicalId,
      name: ref,
      arn: attribute("Arn"),
      handler: properties.text("Handler"),
      codeFolder,
      environment: Object.fromEntries(variables.names.map((name) => [name, variables.text(name)])),
      // The defaults of AWS::Lambda::Function.
      timeoutSeconds: properties.number("Timeout", 3),
      memoryMegabytes: properties.number("MemorySize", 128),
    };
  });
}

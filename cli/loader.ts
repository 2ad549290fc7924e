import { readFileSync } from "node:fs";
import { Script } from "node:vm";

/** What a CommonJS module is called with: https://nodejs.org/api/modules.html#the-module-wrapper */
type RunModule = (
  exports: object,
  require: (id: string) => unknown,
  module: { exports: object },
  path: string,
  folder: string,
) => void;

/**
 * Makes the loader of the program's files, which stand in one folder and load each other by `./name`.
 *
 * Node.js would compile them anew at each start, which takes longer than all that a command does. So this gives V8 what
 * the build has kept of its work beside each file. V8 takes it on the same version of V8 and with the same flags only, and
 * compiles the file otherwise.
 *
 * @param require loads everything else
 */
export function createLoader(folder: string, require: NodeJS.Require): (name: string) => object {
  const modules = new Map<string, { exports: object }>();
  return function load(name) {
    const known = modules.get(name);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(name, module);
    const path = `${folder}/${name}`;
    const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(path, "utf8")}\n})`;
    const cachedData = readCode(`${path}.cache`);
    const run = new Script(source, {
      filename: path,
      ...(cachedData && { cachedData }),
    }).runInThisContext() as RunModule;
    run(module.exports, (id) => (id.startsWith("./") ? load(id.slice(2)) : require(id)), module, path, folder);
    return module.exports;
  };
}

function readCode(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

import { benchAddRate } from "./add-rate.ts";
import { benchColdStart } from "./cold-start/cold-start.ts";
import { benchListMemory } from "./list-memory.ts";
import { benchLoad } from "./load.ts";
import { benchStartUp } from "./start-up.ts";

/** Each prints what it finds, or gives it as text. */
const benches: Readonly<Record<string, () => Promise<string | void>>> = {
  "start-up": benchStartUp,
  "list-memory": benchListMemory,
  "add-rate": benchAddRate,
  "cold-start": benchColdStart,
  load: benchLoad,
};

/** `npm run bench` runs every bench, `npm run bench NAME …` the named ones, and prints a table each. */
async function main(names: string[]): Promise<void> {
  for (const name of names.length > 0 ? names : Object.keys(benches)) {
    const bench = benches[name];
    if (!bench) throw new Error(`There is no bench ${name}. There are ${Object.keys(benches).join(", ")}.`);
    console.log(name);
    console.log(`${(await bench()) ?? ""}\n`);
  }
}

await main(process.argv.slice(2));

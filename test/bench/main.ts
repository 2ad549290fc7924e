import { benchAddRate } from "./add-rate.ts";
import { benchColdStart } from "./cold-start/cold-start.ts";
import { benchListMemory } from "./list-memory.ts";
import { benchLoad } from "./load.ts";
import { benchPage } from "./page.ts";
import { benchStartUp } from "./start-up.ts";

/** Each prints what it finds, or gives it as text. */
const benches: Readonly<Record<string, () => Promise<string | void>>> = {
  "start-up": benchStartUp,
  "list-memory": benchListMemory,
  "add-rate": benchAddRate,
  "cold-start": benchColdStart,
  load: benchLoad,
  page: benchPage,
};

/** `npm run bench` runs every bench, `npm run bench NAME …` the named ones, and prints a table each. */
async function main(names: string[]): Promise<void> {
  const unknown = names.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(", ")}. There are ${Object.keys(benches).join(", ")}.`);
    process.exitCode = 2;
    return;
  }
  for (const [name, bench] of Object.entries(benches)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(name);
    console.log(`${(await bench()) ?? ""}\n`);
  }
}

await main(process.argv.slice(2));

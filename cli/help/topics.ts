import { environmentVariables } from "./environment-variables.ts";
import { exitCodeTable } from "./exit-codes.ts";

/** A page of `wish help` that is about no one command: a list of terms and what they mean. */
export interface Topic {
  title: string;
  items: readonly { term: string; meaning: string }[];
}

export const topics = {
  environment: {
    title: "Environment variables. Flags go before them, and they before what is remembered.",
    items: environmentVariables.map(({ name, meaning }) => ({ term: name, meaning })),
  },
  "exit-codes": {
    title: "Exit codes. In brackets: the codes of errors that --json prints.",
    items: exitCodeTable.map(({ exitCode, meaning, failures }) => ({
      term: String(exitCode),
      meaning: failures.length === 0 ? meaning : `${meaning} (${failures.join(", ")})`,
    })),
  },
} satisfies Record<string, Topic>;

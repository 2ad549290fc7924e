import { createInterface } from "node:readline";

import { type NewFieldName, parseNewWish, wishFields } from "../../../service/wish.ts";
import type { Environment } from "../../environment.ts";
import { readValue } from "../../output/field-text.ts";
import { fieldTexts } from "../../output/wish-fields.ts";

type Asking = Pick<Environment, "stdin" | "stderr" | "variables" | "interrupts">;

/**
 * Asks a person a question at the terminal; Enter alone is no.
 *
 * @returns `nobody` where there is no terminal in both directions, or `CI` is set
 */
export async function askYesOrNo(environment: Asking, question: string): Promise<"yes" | "no" | "nobody"> {
  using dialogue = openDialogue(environment);
  if (!dialogue) return "nobody";
  const answer = await dialogue.ask(`${question} [y/N] `);
  return answer !== undefined && /^y(?:es)?$/iu.test(answer.trim()) ? "yes" : "no";
}

/** Whether a person can be asked: a terminal in both directions, and no build. */
export function canBeAsked({ stdin, stderr, variables }: Omit<Asking, "interrupts">): boolean {
  return stdin.isTTY && stderr.isTTY && !variables["CI"];
}

/** A person at the terminal, who is asked one thing after another. */
interface Dialogue extends Disposable {
  /** Asks for a line; `undefined` when there is no more input. */
  ask(prompt: string): Promise<string | undefined>;
}

/** Begins to ask; `undefined` where nobody can be asked. */
function openDialogue(asking: Asking): Dialogue | undefined {
  if (!canBeAsked(asking)) return undefined;
  const { stdin, stderr, interrupts } = asking;
  const lines = createInterface({ input: stdin, output: stderr, terminal: true });
  lines.on("SIGINT", () => interrupts.interrupt("SIGINT"));
  // What comes before it is asked for, as when somebody pastes, is kept by the iterator.
  const answers = lines[Symbol.asyncIterator]();
  return {
    async ask(prompt) {
      lines.setPrompt(prompt);
      lines.prompt();
      const { done, value } = await answers.next();
      return done ? undefined : value;
    },
    [Symbol.dispose]: () => lines.close(),
  };
}

const askedFields = ["name", "url", "price", "description"] satisfies NewFieldName[];

/**
 * Asks for the fields of a wish that are not given yet; each again until it breaks no rule, and Enter alone leaves one out.
 *
 * @returns `undefined` where nobody can be asked, or the input ends before there is a name
 */
export async function askForFields(
  environment: Asking,
  given: Partial<Record<NewFieldName, string>>,
): Promise<Partial<Record<NewFieldName, string>> | undefined> {
  using dialogue = openDialogue(environment);
  if (!dialogue) return undefined;
  const texts = { ...given };
  for (const name of askedFields.filter((each) => given[each] === undefined)) {
    const { help } = fieldTexts[name].flag;
    const prompt = `${label(name)} (${help}${isRequired(name) ? "" : "; Enter for none"}): `;
    for (let problem = ""; ;) {
      const answer = await dialogue.ask(problem + prompt);
      if (answer === undefined) return isRequired(name) ? undefined : texts;
      if (answer.trim() === "" && !isRequired(name)) break;
      problem = problemOf(name, answer);
      if (problem !== "") continue;
      texts[name] = answer;
      break;
    }
  }
  return texts;
}

function isRequired(name: NewFieldName): boolean {
  return "required" in wishFields[name];
}

function problemOf(name: NewFieldName, text: string): string {
  const parsed = parseNewWish({ name: "A name", [name]: readValue(wishFields[name].kind, text) });
  return parsed.ok ? "" : parsed.errors.map(({ message }) => `${message}\n`).join("");
}

function label(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

import { spawn } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parseWishChange } from "../../service/wish.ts";
import type { Context } from "../context.ts";
import type { Environment } from "../environment.ts";
import { Failure } from "../failure.ts";
import { requireApiUrl } from "../settings.ts";
import { readForm, withProblems, writeForm } from "./form.ts";
import { onlyDifferent } from "./patch.ts";
import { findIds } from "./targets.ts";

/**
 * Lets a person change one wish in their editor, again and again until it breaks no rule.
 *
 * @throws Failure `wrong_usage` off a terminal or for several wishes, `editor_failed`; what was written is kept then
 */
export async function changeInEditor(context: Context, texts: readonly string[]) {
  const { settings, environment } = context;
  if (texts.length !== 1 || !environment.stdin.isTTY || !environment.stdout.isTTY) {
    throw new Failure("wrong_usage", "Nothing says what to change.", {
      hints: ['Give a flag such as --price "39.90 EUR". On a terminal, one wish without flags opens in your editor.'],
    });
  }
  const client = context.api(requireApiUrl(settings));
  const [id = ""] = await findIds(client, texts, { list: settings.list });
  const wish = await client.call("show", { path: { id } });
  const folder = await mkdtemp(join(tmpdir(), "wish-"));
  const file = join(folder, "wish.txt");
  let form = writeForm(wish);
  for (;;) {
    await writeFile(file, form, { mode: 0o600 });
    await edit(environment, file);
    const edited = await readFile(file, "utf8");
    const { patch, problems } = readForm(edited);
    const parsed = parseWishChange(patch);
    const all = [...problems, ...(parsed.ok ? [] : parsed.errors.map(({ message }) => message))];
    if (all.length === 0) {
      const said = onlyDifferent(patch, wish);
      return {
        kind: "change",
        ids: [id],
        said,
        patch: () => said,
        basedOn: wish.version,
        keptIn: file,
      } as const;
    }
    // Who closes it as it was shown does not want to go on.
    if (edited === form) {
      throw new Failure("invalid_wish", "The wish is as it was; the form still breaks a rule.", {
        hints: [...all, `What you have written is kept in ${file}.`],
      });
    }
    form = withProblems(edited, all);
  }
}

async function edit({ variables, platform }: Environment, file: string): Promise<void> {
  const fallback = platform === "win32" ? "notepad" : "vi";
  const editor = variables["VISUAL"] || variables["EDITOR"] || fallback;
  // As git does it: the variable may hold flags, and a path with spaces in quotes.
  const [program, args]: [string, string[]] =
    platform === "win32" ? [`${editor} "${file}"`, []] : ["/bin/sh", ["-c", `${editor} "$@"`, editor, file]];
  const child = spawn(program, args, { stdio: "inherit", shell: platform === "win32" });
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("exit", resolve);
  });
  if (code === 0) return;
  throw new Failure("editor_failed", `The editor (${editor}) ended with ${code ?? "an error"}; nothing was changed.`, {
    hints: [`What you have written is kept in ${file}.`, "Set VISUAL or EDITOR to another editor."],
  });
}

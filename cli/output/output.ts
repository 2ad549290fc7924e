import { Chalk } from "chalk";

import type { Environment } from "../environment.ts";
import { Failure } from "../failure.ts";
import { wantsColour } from "./colour.ts";
import { safeText } from "./safe-text.ts";
import type { Secrets } from "./secrets.ts";

export type Style = "strong" | "faint" | "warning" | "lightOnDark";

/**
 * A piece of a line: plain, or with one style for all of it, or leading to an address.
 *
 * A link is for a terminal that is known to show one (OSC 8); its address is already in its escaped form.
 */
export type Span = string | { text: string; style: Style } | { text: string; link: URL };

/** One line without its line break. */
export type Line = string | readonly Span[];

/** The one place where text leaves the program. */
export interface Output {
  /** Width of the terminal that stdout is, or stands for; `undefined` when it is a file or a pipe. */
  columns: number | undefined;
  /**
   * Writes data to stdout and resolves when the system has taken it, so a slow reader slows the writer.
   *
   * A terminal gets it without anything it would obey, a pipe gets it to the byte.
   *
   * @throws Failure `unwritable_output`, and what Node throws when nobody reads it: see {@link isClosedPipe}
   */
  print(lines: readonly Line[]): Promise<void>;
  /** The same with another stream in place of stdout, such as one that leads to a pager. */
  into(stream: NodeJS.WritableStream): Pick<Output, "print">;
  /** Writes a token to stdout as it is; everywhere else, a token is blotted out. */
  printToken(token: string): Promise<void>;
  /** Writes to stderr what is meant for the person and not for the next program. */
  note(lines: readonly Line[]): void;
  /** Names what takes away a line on stderr that is written anew again and again: a note must not end up in it. */
  beforeNotes(takeAway: () => void): void;
  /** Resolves when both streams have nothing left to write. */
  flush(): Promise<void>;
}

const defaultColumns = 80;

export function createOutput(
  environment: Pick<Environment, "stdout" | "stderr" | "variables" | "platform" | "secrets">,
  colourFlag: boolean,
): Output {
  const { stdout, stderr, variables, secrets } = environment;
  const coloured = (isTerminal: boolean) => wantsColour(isTerminal, variables, colourFlag);
  const columns = columnsOf(environment);
  const isTerminal = columns !== undefined;
  let takeAway: (() => void) | undefined;
  const printInto = (stream: NodeJS.WritableStream) => ({
    print: (lines: readonly Line[]) => writeOut(stream, render(lines, secrets, isTerminal, coloured(isTerminal))),
  });
  return {
    ...printInto(stdout),
    columns,
    into: printInto,
    printToken: (token) => writeOut(stdout, `${token}\n`),
    note(lines) {
      takeAway?.();
      stderr.write(render(lines, secrets, true, coloured(stderr.isTTY)));
    },
    beforeNotes: (given) => void (takeAway = given),
    flush: async () => {
      // A stream whose reader has gone has nothing left that could be waited for.
      await Promise.all([stdout, stderr].map((stream) => write(stream, "").catch(() => {})));
    },
  };
}

/** WISH_FORCE_TTY asks for a terminal's output where there is none, as for a pager; a number in it is the width. */
function columnsOf({
  stdout,
  stderr,
  variables,
  platform,
}: Pick<Environment, "stdout" | "stderr" | "variables" | "platform">) {
  const forced = variables["WISH_FORCE_TTY"];
  if (!stdout.isTTY && !forced) return undefined;
  // A Windows console goes on to the next line as soon as the last cell of one is written, not with the cell after it:
  // https://learn.microsoft.com/windows/console/setconsolemode (DISABLE_NEWLINE_AUTO_RETURN)
  const terminalColumns = (stdout.columns || stderr.columns || defaultColumns) - (platform === "win32" ? 1 : 0);
  return Number(forced) > 1 ? Number(forced) : terminalColumns;
}

/** Whether an error says that nobody reads stdout any more, as after `| head -1`. */
export function isClosedPipe(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED" || code === "ERR_STREAM_WRITE_AFTER_END";
}

function render(lines: readonly Line[], secrets: Secrets, safe: boolean, coloured: boolean): string {
  const chalk = new Chalk({ level: coloured ? 1 : 0 });
  const styles: Record<Style, (text: string) => string> = {
    strong: (text) => chalk.bold(text),
    faint: (text) => chalk.dim(text),
    warning: (text) => chalk.yellow(text),
    lightOnDark: (text) => chalk.whiteBright.bgBlack(text),
  };
  const renderSpan = (span: Span) => {
    const text = secrets.blotOut(typeof span === "string" ? span : span.text);
    const shown = safe ? safeText(text) : text;
    if (typeof span === "string") return shown;
    return "link" in span ? hyperlink(shown, secrets.blotOut(span.link.href)) : styles[span.style](shown);
  };
  const renderLine = (line: Line) => (typeof line === "string" ? renderSpan(line) : line.map(renderSpan).join(""));
  return lines.map((line) => `${renderLine(line)}\n`).join("");
}

/** Makes a text lead to an address in a terminal (OSC 8). The URL's own escaping leaves nothing in it but ASCII. */
function hyperlink(text: string, href: string): string {
  return `\u001B]8;;${href}\u001B\\${text}\u001B]8;;\u001B\\`;
}

async function writeOut(stream: NodeJS.WritableStream, text: string): Promise<void> {
  try {
    await write(stream, text);
  } catch (error) {
    if (isClosedPipe(error)) throw error;
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Failure("unwritable_output", `Standard output cannot be written (${reason}).`, {
      hints: reason === "ENOSPC" ? ["The disk is full. Make room, and try again."] : [],
      cause: error,
    });
  }
}

function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

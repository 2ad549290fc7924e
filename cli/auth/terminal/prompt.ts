import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";

import type { Environment } from "../../environment.ts";
import type { Line, Output } from "../../output/output.ts";
import { createStatusLine } from "../../output/status-line.ts";
import { formatRemaining, formatTime } from "../../output/time.ts";
import type { DeviceCode } from "../oauth/device-sign-in.ts";
import { canBeAsked } from "./ask.ts";
import { hasBrowser, mayOpen, openBrowser } from "./browser.ts";
import { qrCodeLines } from "./qr-code.ts";

export interface DevicePrompt {
  environment: Pick<Environment, "stdin" | "stderr" | "variables" | "platform" | "now">;
  output: Output;
  issuer: string;
  /** `--no-browser` makes it `false`. */
  browser: boolean;
  /** `--qr` or `--no-qr`; absent leaves it to the surroundings. */
  qr?: boolean | undefined;
}

const tickMilliseconds = 1000;

/**
 * Tells the person where to approve the sign-in, counts down, and opens the browser there on Enter.
 *
 * The code is shown even where it stands in the address, to be compared with the one in the browser (RFC 8628 §3.3.1).
 *
 * @returns what ends the waiting
 */
export function promptForApproval(prompt: DevicePrompt, code: DeviceCode): () => void {
  const { environment, output } = prompt;
  const isTrusted = mayOpen(code.address, prompt.issuer);
  let opensOnEnter = prompt.browser && isTrusted && canBeAsked(environment) && hasBrowser(environment);
  const statusLine = createStatusLine(environment);
  const offer = () => (opensOnEnter ? "; press Enter to open the browser" : "");
  const showTimeLeft = () => {
    const left = formatRemaining(code.expiresAt.getTime() - environment.now());
    statusLine?.show(`Waiting for you, ${left} left${offer()}`);
  };

  output.note(instructions(code, isTrusted ? qrCodeLines(code.address, prompt.qr, environment) : []));
  if (!statusLine) output.note([`The code is good until ${formatTime(code.expiresAt)}. Waiting for you${offer()}…`]);
  showTimeLeft();
  const ticking = setInterval(showTimeLeft, tickMilliseconds);
  const openOnce = async () => {
    opensOnEnter = false;
    if (await openBrowser(code.address, environment)) return;
    statusLine?.clear();
    output.note(["No browser could be opened. Open the address yourself."]);
    showTimeLeft();
  };
  const stopListening = onEnter(environment, () => {
    statusLine?.afterEnter();
    if (opensOnEnter) void openOnce();
    showTimeLeft();
  });
  return () => {
    clearInterval(ticking);
    stopListening();
    statusLine?.clear();
  };
}

/** Offers a new code after the first one has expired; `false` when there is nobody to ask, or no answer will come. */
export async function wantsNewCode({ environment, output }: DevicePrompt): Promise<boolean> {
  if (!canBeAsked(environment) || environment.stdin.readableEnded) return false;
  output.note(["The code has expired. Press Enter for a new one, or ctrl-C to stop."]);
  return new Promise((resolve) => {
    const stopListening = onEnter(environment, () => answer(true));
    const answer = (isWanted: boolean) => {
      stopListening();
      resolve(isWanted);
    };
    environment.stdin.once("end", () => answer(false));
  });
}

/**
 * Reads what a person or a script gives on standard input as a token.
 *
 * At a terminal it is one line that is not shown. It is read key by key, since a terminal's own line ends after 4,095
 * characters on Linux and 1,024 on macOS, and a token may be longer.
 */
export async function readGivenText(
  { stdin, interrupts }: Pick<Environment, "stdin" | "interrupts">,
  output: Output,
): Promise<string> {
  if (!stdin.isTTY) return text(stdin);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  // Only now is nothing shown any more.
  output.note(["Paste the token and press Enter; it is not shown. (ctrl-C to stop)"]);
  return new Promise((resolve) => {
    lines.once("line", (line) => {
      resolve(line);
      lines.close();
    });
    lines.once("close", () => resolve(""));
    // Key by key, ctrl-C is a key like any other.
    lines.once("SIGINT", () => {
      lines.close();
      interrupts.interrupt("SIGINT");
    });
  });
}

function instructions({ address, userCode }: DeviceCode, qrCode: readonly Line[]): Line[] {
  return [
    qrCode.length > 0
      ? "To sign in, scan this with a phone, or open the address in any browser:"
      : "To sign in, open this address in a browser, here or on another device:",
    "",
    ...qrCode,
    ["  ", { text: address.href, style: "strong" }],
    "",
    ["and check that it shows this code:  ", { text: userCode, style: "strong" }],
    "",
    [
      {
        text: "Only go on if you started this yourself. If somebody sent you this code, stop.",
        style: "warning",
      },
    ],
  ];
}

type Terminal = Pick<Environment, "stdin" | "stderr" | "variables">;

function onEnter(terminal: Terminal, pressed: () => void): () => void {
  if (!canBeAsked(terminal)) return () => {};
  const { stdin } = terminal;
  stdin.on("data", pressed).resume();
  return () => {
    stdin.off("data", pressed);
    stdin.pause();
  };
}

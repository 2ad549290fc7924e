import type { Environment } from "../environment.ts";
import type { Output } from "../output/output.ts";
import { formatTime } from "../output/time.ts";
import type { DeviceCode } from "./device-sign-in.ts";

export interface DevicePrompt {
  environment: Pick<Environment, "stdin" | "stderr">;
  output: Output;
  /** `false` never opens a browser. */
  mayOpenBrowser: boolean;
  issuer: string;
  openBrowser: (address: URL) => Promise<boolean>;
}

/**
 * Tells the person where to approve the sign-in, and opens the browser there on Enter.
 *
 * The code is shown even where it stands in the address, to be compared with the one in the browser (RFC 8628 §3.3.1).
 *
 * @returns what ends the waiting for Enter
 */
export function promptForApproval(prompt: DevicePrompt, code: DeviceCode): () => void {
  const { environment, output } = prompt;
  const onEnter =
    prompt.mayOpenBrowser && environment.stdin.isTTY && environment.stderr.isTTY && isOfIssuer(code, prompt);
  output.note([
    "To sign in, open this address in a browser, here or on another device:",
    "",
    ["  ", { text: code.address.href, style: "strong" }],
    "",
    ["and check that it shows this code:  ", { text: code.userCode, style: "strong" }],
    "",
    [
      {
        text: "Go on only if you started this sign-in yourself. If somebody sent you this code, stop.",
        style: "warning",
      },
    ],
    `The code is good until ${formatTime(code.expiresAt)}. Waiting for you${onEnter ? "; press Enter to open the browser" : ""}…`,
  ]);
  if (!onEnter) return () => {};

  const open = async () => {
    const opened = await prompt.openBrowser(code.address);
    if (!opened) output.note(["No browser could be opened. Open the address yourself."]);
  };
  const onData = () => void open();
  environment.stdin.once("data", onData);
  return () => {
    environment.stdin.off("data", onData);
    environment.stdin.pause();
  };
}

/** Only addresses of the issuer itself are opened: another one in its answer is a mistake or an attack. */
function isOfIssuer(code: DeviceCode, { issuer }: DevicePrompt): boolean {
  return code.address.origin === new URL(issuer).origin;
}

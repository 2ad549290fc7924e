import { accessSync, constants } from "node:fs";
import { type Browser, chromium } from "playwright-core";

// Debian's package; playwright-core brings no browser of its own.
const executablePath = "/usr/bin/chromium";

/**
 * Says why the tests that need a browser cannot run on this machine; `undefined` when they can.
 *
 * @throws when there is no Chromium although WISH_TEST_REQUIRE_CHROMIUM=1 says that there must be one
 */
export function reasonForNoChromium(): string | undefined {
  try {
    accessSync(executablePath, constants.X_OK);
    return undefined;
  } catch (error) {
    const reason = `there is no ${executablePath} (Debian's package "chromium")`;
    if (process.env["WISH_TEST_REQUIRE_CHROMIUM"] === "1") {
      throw new Error(`Chromium is required here, but ${reason}.`, { cause: error });
    }
    process.stderr.write(`Skipped for want of Chromium: ${reason}\n`);
    return reason;
  }
}

/** Starts Chromium without a window; it asks nobody but the pages that it is sent to. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      // There is no user namespace for its sandbox in a container.
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

import { existsSync } from "node:fs";

import { type Browser, chromium } from "playwright-core";

import { reasonToSkip } from "./skipping.ts";

// Debian's package; playwright-core brings no browser of its own.
const executablePath = "/usr/bin/chromium";

/** Says why the tests that need a browser cannot run on this machine; `undefined` when they can. */
export function reasonForNoChromium(): string | undefined {
  const isInstalled = existsSync(executablePath);
  return reasonToSkip("CHROMIUM", isInstalled ? undefined : `there is no ${executablePath}, Debian's package chromium`);
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

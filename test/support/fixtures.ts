import { test } from "vitest";

import { startApi } from "./api.ts";
import { startTestStack } from "./local-stack.ts";
import { type IssuerScript, startScriptedIssuer } from "./scripted-issuer.ts";
import { startShop } from "./shop.ts";
import { createWish } from "./wish.ts";

type OnCleanup = (cleanup: () => Promise<void>) => void;

/** Waits for something that is to be disposed of at the end. */
async function open<T extends AsyncDisposable>(starting: Promise<T>, onCleanup: OnCleanup): Promise<T> {
  const started = await starting;
  onCleanup(async () => started[Symbol.asyncDispose]());
  return started;
}

/**
 * `it` with what a test of the command line is run against. What a test does not name is not started.
 *
 * - `wish`: the built program, with a home of its own
 * - `api`: a wish list whose answers a test decides
 * - `issuer`: who it trusts, following `script`
 * - `shop`: a shop without pages, until a test gives it some
 * - `stack`: the whole local stack, one for all tests of a file
 */
export const it = test
  .extend("wish", ({}, { onCleanup }) => open(createWish(), onCleanup))
  .extend("script", ({}): IssuerScript => ({}))
  .extend("issuer", ({ script }, { onCleanup }) => open(startScriptedIssuer(script), onCleanup))
  .extend("api", ({ issuer }, { onCleanup }) => open(startApi(issuer.issuer), onCleanup))
  .extend("shop", ({}, { onCleanup }) => open(startShop(), onCleanup))
  .extend("stack", { scope: "file" }, ({}, { onCleanup }) => open(startTestStack(), onCleanup));

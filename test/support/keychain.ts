import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

import { createKeychain } from "../../cli/auth/store/keychain.ts";
import { createKeychainStore } from "../../cli/auth/store/keychain-store.ts";
import { bundleProgram } from "../../cli/build/bundle.ts";

/**
 * Why the tests that need a keychain cannot run on this machine; `undefined` when they can.
 *
 * @throws when there is no keychain although WISH_TEST_REQUIRE_KEYCHAIN=1 says that there must be one
 */
export async function reasonForNoKeychain(): Promise<string | undefined> {
  // Below node_modules, where the program finds keytar.
  const cache = fileURLToPath(new URL("../../node_modules/.cache/", import.meta.url));
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(`${cache}wish-keychain-probe-`);
  await bundleProgram(folder);
  const keychain = createKeychain({
    program: pathToFileURL(`${folder}/keychain-program.js`),
    variables: process.env,
    deadlineMilliseconds: 10_000,
    onWaiting: () => {},
  });
  try {
    await createKeychainStore(keychain).probe();
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (process.env["WISH_TEST_REQUIRE_KEYCHAIN"] === "1") {
      throw new Error(`A keychain is required here. ${reason}`, { cause: error });
    }
    return reason;
  } finally {
    await rm(folder, { recursive: true });
  }
}

import { fileURLToPath } from "node:url";

import { createKeychain } from "../../cli/auth/keychain.ts";
import { bundleProgram } from "../../cli/bundle.ts";
import { createKeychainStore } from "../../cli/auth/keychain-store.ts";

/**
 * Why the tests that need a keychain cannot run on this machine; `undefined` when they can.
 *
 * @throws when there is no keychain although WISH_TEST_REQUIRE_KEYCHAIN=1 says that there must be one
 */
export async function reasonForNoKeychain(): Promise<string | undefined> {
  const folder = fileURLToPath(new URL("../../node_modules/.cache/wish-keychain-probe", import.meta.url));
  await bundleProgram(folder);
  const keychain = createKeychain({
    program: new URL(`file://${folder}/keychain-program.js`),
    variables: process.env,
    deadlineMilliseconds: 10_000,
    onWaiting: () => {},
  });
  try {
    await createKeychainStore(keychain).probe();
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (process.env["WISH_TEST_REQUIRE_KEYCHAIN"] === "1") throw new Error(`A keychain is required here. ${reason}`);
    return reason;
  }
}

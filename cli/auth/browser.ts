import open from "open";

/**
 * Opens an address in the person's browser; tells whether that seems to have worked.
 *
 * Never throws: a browser is a convenience, the address stands on the screen.
 */
export async function openBrowser(address: URL): Promise<boolean> {
  try {
    const launcher = await open(address.href);
    return await new Promise((resolve) => {
      launcher.once("error", () => resolve(false));
      launcher.once("exit", (code) => resolve(code === 0));
    });
  } catch {
    return false;
  }
}

import type * as OidcProvider from "oidc-provider";

export type Library = typeof OidcProvider;

/**
 * Loads oidc-provider without its warning that Node.js 20 is too old.
 *
 * The warning is printed while the module loads, and cannot be turned off. Everything that is used here works on Node.js
 * 20, as the tests show. Anything else that is printed meanwhile is passed on.
 */
export function loadLibrary(): Promise<Library> {
  loading ??= load();
  return loading;
}

let loading: Promise<Library> | undefined;

async function load(): Promise<Library> {
  /* oxlint-disable no-console */
  const { warn } = console;
  console.warn = (...data: unknown[]) => {
    if (!String(data[0]).includes("oidc-provider WARNING: Unsupported runtime")) warn(...data);
  };
  try {
    return await import("oidc-provider");
  } finally {
    console.warn = warn;
  }
  /* oxlint-enable no-console */
}

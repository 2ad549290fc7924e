import { it, onTestFinished } from "vitest";

import { startGateway } from "../../infra/local/gateway/start-gateway.ts";
import type { Source } from "./sources.ts";

declare module "vitest" {
  interface TaskMeta {
    /** Marks a behaviour of the real service. */
    source?: Source;
    /** Why the local gateway does not have it. */
    missing?: string;
  }
}

/** Declares a behaviour of the real service that the local gateway has too, and how that shows. */
export function behaves(source: Source, what: string, check: () => void | Promise<void>): void {
  // oxlint-disable-next-line vitest/valid-title -- it is the caller's
  it(what, { meta: { source } }, check);
}

/** Declares a behaviour of the real service that the local gateway does not have. */
export function lacks(source: Source, what: string, reason: string): void {
  // oxlint-disable-next-line vitest/valid-title -- it is the caller's
  it(what, { meta: { source, missing: reason } }, ({ skip }) => skip(reason));
}

/** Starts a gateway for one test. */
export async function serve(setup: Parameters<typeof startGateway>[0]): ReturnType<typeof startGateway> {
  const gateway = await startGateway(setup);
  onTestFinished(() => gateway.close());
  return gateway;
}

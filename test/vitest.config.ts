import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    reporters: ["default", "./test/proof/conformance/reporter.ts", "./test/support/summary-reporter.ts"],
    // Tests wait for programs, ports and clocks a good part of their time.
    maxWorkers: availableParallelism() + 1,
    // Loading CDK, SDK and issuer anew for each file took a quarter of the time. Every test puts back what it changes.
    isolate: false,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    // A busy machine is slow; a test that hangs shall not cost more than this.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

import { expect, it } from "vitest";

import { checkTimeLimits, integrationTimeoutSeconds } from "../../../infra/stack/time-limits.ts";
import { timeLimits } from "../../../service/deployment.ts";

it("lets the table give up before the function, and the function before the gateway", () => {
  expect(() => checkTimeLimits(timeLimits, integrationTimeoutSeconds)).not.toThrow();
});

it.each([
  [{ storeBudgetMilliseconds: 9600 }, 29, /The table may take 9600 ms and the answer 500 ms, but the function ends/u],
  [{ functionTimeoutSeconds: 20 }, 29, /10 s to load and 20 s to answer, but the integration ends after 29 s\. Lower/u],
  [{}, 19, /the integration ends after 19 s/u],
])("refuses %j behind an integration of %i s with a sentence to act on", (change, integrationSeconds, message) => {
  expect(() => checkTimeLimits({ ...timeLimits, ...change }, integrationSeconds)).toThrow(message);
});

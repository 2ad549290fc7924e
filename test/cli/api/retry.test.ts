import { expect, it } from "vitest";

import { createRetryingSend } from "../../../cli/api/retry.ts";
import { Failure } from "../../../cli/failure.ts";
import type { HttpResponse } from "../../../cli/http/message.ts";

type Step = HttpResponse | Error;

const answer = (status: number, headers: Record<string, string> = {}): HttpResponse => ({ status, headers, body: "" });
const lost = (code: string) => new Failure("unreachable", "Lost.", { cause: Object.assign(new Error(code), { code }) });

/** Sends a request to an API that goes through these steps, with a clock that only the waits move. */
async function send(steps: Step[], { random = 1, requestMilliseconds = 0 } = {}) {
  const start = Date.UTC(2026, 10, 22, 14);
  let now = start;
  const waits: number[] = [];
  let sent = 0;
  const retrying = createRetryingSend(
    async () => {
      const step = steps[Math.min(sent, steps.length - 1)]!;
      sent += 1;
      now += requestMilliseconds;
      if (step instanceof Error) throw step;
      return step;
    },
    {
      patience: { left: () => start + 60_000 - now, spend: (_host, work) => work() },
      now: () => now,
      random: () => random,
      wait: async (milliseconds) => {
        waits.push(milliseconds);
        now += milliseconds;
      },
    },
  );
  const outcome = await retrying({ url: "https://api.example/", method: "GET" }).then(
    ({ status }) => status,
    (error: Failure) => error.code,
  );
  return { outcome, sent, waits };
}

it.each<[string, Step]>([
  ["429", answer(429)],
  ["500", answer(500)],
  ["502", answer(502)],
  ["503", answer(503)],
  ["504", answer(504)],
  ["a reset connection", lost("ECONNRESET")],
  ["a socket closed by the other side", lost("UND_ERR_SOCKET")],
])("repeats after %s", async (_, trouble) => {
  expect(await send([trouble, answer(200)])).toMatchObject({ outcome: 200, sent: 2 });
});

it.each<[string, Step]>([
  ["400", answer(400)],
  ["401", answer(401)],
  ["422", answer(422)],
  ["a refused connection", lost("ECONNREFUSED")],
  ["an unknown host", lost("ENOTFOUND")],
  ["a certificate that is not trusted", lost("SELF_SIGNED_CERT_IN_CHAIN")],
  ["the end of the time limit", new Failure("timed_out", "Late.")],
  ["a failure of another kind", new Failure("wrong_usage", "No.")],
])("does not repeat after %s", async (_, trouble) => {
  expect(await send([trouble, answer(200)])).toMatchObject({ sent: 1, waits: [] });
});

it("waits longer each time, at random up to a bound, and gives up after six attempts", async () => {
  expect(await send([answer(503)])).toEqual({ outcome: 503, sent: 6, waits: [200, 400, 800, 1600, 3200] });
  expect(await send([answer(503)], { random: 0.5 })).toMatchObject({ waits: [100, 200, 400, 800, 1600] });
  expect(await send([lost("ECONNRESET")])).toMatchObject({ outcome: "unreachable", sent: 6 });
});

it("goes on until its time is over where it was only too fast", async () => {
  const { outcome, sent, waits } = await send([answer(429)]);
  expect({ outcome, sent }).toEqual({ outcome: 429, sent: 16 });
  expect(waits.slice(4, 7)).toEqual([3200, 5000, 5000]);
});

it("waits at least as long as Retry-After says, in seconds or until a date", async () => {
  const seconds = answer(503, { "retry-after": "7" });
  expect(await send([seconds, answer(200)])).toMatchObject({ outcome: 200, waits: [7200] });
  const date = answer(429, { "retry-after": "Sun, 22 Nov 2026 14:00:20 GMT" });
  expect(await send([date, answer(200)])).toMatchObject({ outcome: 200, waits: [20_200] });
  const past = answer(429, { "retry-after": "Sun, 22 Nov 2026 13:00:00 GMT" });
  expect(await send([past, answer(200)])).toMatchObject({ outcome: 200, waits: [200] });
  const nonsense = answer(503, { "retry-after": "soon" });
  expect(await send([nonsense, answer(200)])).toMatchObject({ outcome: 200, waits: [200] });
});

it("does not come back earlier than asked: it gives up when that is more than it has time for", async () => {
  expect(await send([answer(503, { "retry-after": "3600" })])).toEqual({ outcome: 503, sent: 1, waits: [] });
});

it("begins no attempt after its time is over", async () => {
  expect(await send([answer(503)], { requestMilliseconds: 29_000 })).toMatchObject({ outcome: 503, sent: 3 });
});

import { expect, it } from "vitest";
import { Failure } from "../../service/failure.ts";
import { requestLogLine } from "../../service/request-log.ts";

const request = { requestId: "r-1", routeKey: "POST /wish-list-service" };

function logged(status: number, failure?: Failure): unknown {
  return JSON.parse(requestLogLine(request, { status, headers: {}, body: "a body" }, 12.6, failure));
}

it("logs request id, route, status and milliseconds, and nothing else", () => {
  const line = { requestId: "r-1", route: "POST /wish-list-service", status: 201, milliseconds: 13 };
  expect(logged(201)).toEqual(line);
  expect(logged(422, new Failure("invalid_wish", "The wish breaks a rule."))).toEqual({ ...line, status: 422 });
});

it("logs the cause of what is not the client's fault", () => {
  const failure = new Failure("store_unavailable", "Try again.", { cause: new Error("ECONNRESET") });
  expect(logged(503, failure)).toMatchObject({
    failure: "store_unavailable",
    cause: expect.stringContaining("Error: ECONNRESET") as string,
  });
});

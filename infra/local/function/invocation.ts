import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** How one invocation of a function ended, as its caller can tell. */
export type InvokeResult =
  | {
      outcome: "returned";
      /** What the handler returned, after a JSON round trip; `undefined` when it returned nothing. */
      payload: unknown;
    }
  | {
      outcome: "failed";
      /** Why there is no payload: the handler threw, crashed, ran out of time, or returned too much. For logs only. */
      message: string;
    };

/**
 * Invokes a function with one event, as Lambda's synchronous Invoke does, and waits for its end.
 *
 * Never rejects: whatever goes wrong is a `failed` result.
 */
export type Invoke = (functionArn: string, event: APIGatewayProxyEventV2) => Promise<InvokeResult>;

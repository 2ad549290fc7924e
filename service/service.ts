import { addWish } from "./add-wish.ts";
import { type ErrorBody, failureStatus, metadataPath, wishesPath } from "./contract.ts";
import { Failure } from "./failure.ts";
import type { ServiceRequest, ServiceResponse } from "./http.ts";
import { listWishes } from "./list-wishes.ts";
import { resourceMetadata, type SignInSettings } from "./metadata.ts";
import type { WishStore } from "./store.ts";

/** The one list there is so far. */
const list = "default";

export interface ServiceParts {
  store: WishStore;
  signIn: SignInSettings;
  now: () => Date;
}

/** What became of a request; `failure` is for the log, the response tells the client. */
export interface Outcome {
  response: ServiceResponse;
  failure?: Failure;
}

/** Answers one request; never throws. `signal` aborts when the store has had its time. */
export type Service = (request: ServiceRequest, signal: AbortSignal) => Promise<Outcome>;

/** Puts the three routes together. */
export function createService({ store, signIn, now }: ServiceParts): Service {
  const metadata = resourceMetadata(signIn);

  async function route(request: ServiceRequest, signal: AbortSignal): Promise<ServiceResponse> {
    switch (request.routeKey) {
      case `GET ${wishesPath}`:
        return json(200, await listWishes(request, list, store, signal));
      case `POST ${wishesPath}`:
        return json(201, await addWish(request, list, store, now(), signal));
      case `GET ${metadataPath}`:
        return json(200, metadata);
      default:
        throw new Failure("not_found", "Not Found");
    }
  }

  return async (request, signal) => {
    try {
      return { response: await route(request, signal) };
    } catch (error) {
      const failure =
        error instanceof Failure ? error : new Failure("internal", "Internal Server Error", { cause: error });
      return { response: errorResponse(failure), failure };
    }
  };
}

function errorResponse(failure: Failure): ServiceResponse {
  const body: ErrorBody = { message: failure.message, ...(failure.fieldErrors && { errors: failure.fieldErrors }) };
  const response = json(failureStatus[failure.code], body);
  if (failure.code === "store_unavailable") response.headers["retry-after"] = "1";
  return response;
}

function json(status: number, body: object): ServiceResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

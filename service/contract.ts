import type { FieldError, Wish } from "./wish.ts";

/** The one resource: GET lists, POST adds. */
export const wishesPath = "/wish-list-service";

/** Protected resource metadata of {@link wishesPath} (RFC 9728 §3.1). */
export const metadataPath = `/.well-known/oauth-protected-resource${wishesPath}`;

/** Wishes in one page of GET. */
export const pageLimit = { min: 1, max: 1000, default: 1000 } as const;

/** Largest accepted POST body. */
export const maxBodyBytes = 16 * 1024;

/** What an `Idempotency-Key` header may hold. */
export const idempotencyKeyPattern = /^[A-Za-z0-9_-]{1,64}$/u;

/** 200 of GET. `NextToken` names the place to go on from, and is absent on the last page. */
export interface WishPage {
  Items: Wish[];
  Count: number;
  NextToken?: string;
}

/** Protected resource metadata (RFC 9728 §2) with two members of our own: `audience` and `client_id`. */
export interface ResourceMetadata {
  resource: string;
  authorization_servers: string[];
  scopes_supported: string[];
  bearer_methods_supported: string[];
  resource_name: string;
  audience: string;
  client_id: string;
}

/** Every error of the service and of the gateway in front of it has this body. */
export interface ErrorBody {
  message: string;
  errors?: FieldError[];
}

/** Every way a request can fail inside the service, with the status that tells the client. */
export const failureStatus = {
  bad_request: 400,
  forbidden: 403,
  not_found: 404,
  body_too_large: 413,
  unsupported_media_type: 415,
  invalid_wish: 422,
  key_reused: 422,
  internal: 500,
  store_unavailable: 503,
} as const;

export type FailureCode = keyof typeof failureStatus;

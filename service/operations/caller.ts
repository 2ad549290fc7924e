import { Failure } from "../failure.ts";
import type { ServiceRequest } from "../http.ts";

/** @throws Failure `forbidden` */
export function requireSubject({ subject }: ServiceRequest): string {
  if (subject) return subject;
  throw new Failure("forbidden", "The token does not say who is calling: it has no sub.");
}

/**
 * Whether a token allows to change what others have added.
 *
 * @param manageScope the scope for it; empty where no scopes are asked for
 */
export function mayManage({ scopes }: ServiceRequest, manageScope: string): boolean {
  return manageScope !== "" && scopes?.includes(manageScope) === true;
}

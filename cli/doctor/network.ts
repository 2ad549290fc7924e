import { fetchSignIn } from "../api/metadata.ts";
import { refusal } from "../api/refusal.ts";
import { findOtherApi } from "../auth/audience.ts";
import { isAuth0 } from "../auth/oauth/auth0.ts";
import { discoverIssuer } from "../auth/oauth/issuer.ts";
import type { Context } from "../context.ts";
import type { HttpResponse } from "../http/message.ts";
import type { SignInMethod } from "../settings.ts";
import { attempt, type Result, right, wrong } from "./result.ts";

// Tokens are issued for at least minutes, and authorizers allow for little more than this.
const toleratedSkewSeconds = 60;

/** Asks the API for one wish, and compares its clock with ours. */
export function inspectApi({ environment: { now }, send }: Context, apiUrl: string): Promise<Result[]> {
  return attempt("API answers", async () => {
    const start = now();
    const response = await send({ url: `${apiUrl}?limit=1`, method: "GET" });
    const end = now();
    if (response.status !== 200) throw refusal(apiUrl, response);
    return [right("API answers", `200 in ${end - start} ms`), ...inspectClock(response, (start + end) / 2)];
  });
}

/** A `Date` header (RFC 9110 §6.6.1) is exact to the second. */
function inspectClock(response: HttpResponse, now: number): Result[] {
  const date = Date.parse(response.headers["date"] ?? "");
  if (Number.isNaN(date)) return [];
  const skewSeconds = Math.round((now - date) / 1000);
  const text = `${Math.abs(skewSeconds)} seconds ${skewSeconds < 0 ? "behind" : "ahead of"} the API`;
  if (Math.abs(skewSeconds) <= toleratedSkewSeconds) return [right("clock", text)];
  return [wrong("clock", text, ["Set the clock of this machine: a token is valid only between two times."])];
}

/**
 * Asks the API how to sign in, and compares it with what is remembered.
 *
 * @returns with what holds for the further looks
 */
export async function inspectSignIn(
  { settings, send }: Context,
  apiUrl: string,
): Promise<{ results: Result[]; signIn: SignInMethod | undefined }> {
  let signIn = settings.signIn;
  const results = await attempt("sign-in", async () => {
    const said = await fetchSignIn(send, apiUrl);
    signIn = said ?? settings.signIn;
    if (!signIn) {
      return [
        wrong("sign-in", "the API does not say how, and nothing is remembered", [
          `To add wishes, run \`wish init ${apiUrl} --issuer <url> --client-id <id> --audience <audience>\`.`,
        ]),
      ];
    }
    const from = said ? "says the API" : "remembered by `wish init`";
    if (said && settings.signIn && JSON.stringify(said) !== JSON.stringify(settings.signIn)) {
      return [
        wrong("sign-in", `${describe(said)} (${from}); remembered is ${describe(settings.signIn)}`, [
          `Run \`wish init ${apiUrl}\`, and then \`wish login\`.`,
        ]),
      ];
    }
    return [right("sign-in", `${describe(signIn)} (${from})`)];
  });
  return { results, signIn };
}

function describe({ issuer, clientId, audience, scopes }: SignInMethod): string {
  return `with ${issuer} as client ${clientId} for ${audience}, scope ${scopes.join(" ") || "none"}`;
}

/** Looks for another API that takes the same tokens: `wish init` has let that pass, and it is still good to know. */
export async function inspectAudience(context: Context, apiUrl: string, signIn: SignInMethod): Promise<Result[]> {
  const other = await findOtherApi(context, apiUrl, signIn);
  return other === undefined
    ? []
    : [right("shared token", `${other} takes the same tokens, and this API could use yours there`)];
}

/** Asks the issuer for its metadata. */
export function inspectIssuer(
  { environment: { now }, timeLimit, send }: Context,
  { issuer, clientId }: SignInMethod,
): Promise<Result[]> {
  // An API that is silent says nothing about the issuer.
  timeLimit.begin();
  return attempt("issuer answers", async () => {
    const start = now();
    const configuration = await discoverIssuer(issuer, clientId, send);
    const milliseconds = now() - start;
    if (configuration.serverMetadata().device_authorization_endpoint) {
      return [right("issuer answers", `in ${milliseconds} ms`)];
    }
    return [
      wrong("issuer answers", "it does not offer sign-in with a device code", [
        isAuth0(issuer)
          ? "In Auth0, check that the client is a Native application with the grant Device Code."
          : "Whoever runs the issuer can turn on the device authorization grant (RFC 8628).",
      ]),
    ];
  });
}

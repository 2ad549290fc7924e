import type { ResourceMetadata } from "../../service/answers.ts";
import { operations, type Operation, wishesPath } from "../../service/contract.ts";
import { type ErrorBody, type FailureCode, failureStatus } from "../../service/failure.ts";
import { type Answer, type Probes, readJson, type Reply } from "./smoke-probes.ts";

export interface Check {
  name: string;
  /** What is wrong and what to do about it; absent when all is well. */
  problem?: string;
}

/** Judges what the probes brought back, one check for each thing that must hold, in the order of a person's doubts. */
export function judge(probes: Probes): Check[] {
  const { url, discovery, closed } = probes;
  const checks: Check[] = [
    check("GET lists the wishes, for anybody", probes.list, problemOfList),
    check("GET refuses a limit of 0", probes.badLimit, problemOfBadLimit),
    check(`${nameOf(operations.show)} knows no wish that there is not`, probes.noWish, problemOfNoWish),
    check("PUT is no route", probes.wrongMethod, problemOfWrongMethod),
    check("the page for people loads and runs nothing", probes.page, problemOfPage),
    check("the metadata document describes this API", probes.metadata, (answer) => problemOfMetadata(answer, url)),
  ];
  if (discovery) {
    checks.push(
      check("the issuer calls itself what the API calls it", discovery.reply, (answer) =>
        problemOfDiscovery(answer, discovery),
      ),
    );
  }
  for (const { operation, withoutToken, forgedToken } of closed) {
    const route = nameOf(operation);
    checks.push(
      check(`${route} without a token is refused`, withoutToken, (answer) => problemOfMissingToken(answer, route)),
      check(`${route} with a forged token is refused`, forgedToken, (answer) => problemOfForgedToken(answer, route)),
    );
  }
  if (closed[0]) {
    checks.push(check("the authorizer trusts that issuer and audience", closed[0].forgedToken, problemOfTrust));
  }
  for (const { operation, givenToken } of closed) {
    if (!givenToken) continue;
    const name = `${nameOf(operation)} with the token in WISH_TOKEN passes`;
    checks.push(check(name, givenToken, (answer) => problemOfGivenToken(answer)));
  }
  return checks;
}

function nameOf({ method, path }: Operation): string {
  return path === wishesPath ? method : `${method} ${path}`;
}

function check(name: string, reply: Reply, problemOf: (answer: Answer) => string | undefined): Check {
  const problem =
    "unreachable" in reply
      ? `no answer (${reply.unreachable}). Check the address, and that it is up.`
      : problemOf(reply);
  return problem === undefined ? { name } : { name, problem };
}

function problemOfList(answer: Answer): string | undefined {
  if (answer.status === 401 || answer.status === 403) {
    return `it answered ${answer.status}. Reading is open to everybody: take the authorizer off the GET route.`;
  }
  if (answer.status >= 500) return `it answered ${answer.status}. Look for the request in the function's log.`;
  const { Items } = (readJson(answer) ?? {}) as { Items?: unknown };
  if (answer.status === 200 && Array.isArray(Items)) return undefined;
  return `it answered ${answer.status} without Items. Check that the address is that of a wish list.`;
}

function problemOfBadLimit(answer: Answer): string | undefined {
  if (answer.status === 400 && messageOf(answer)) return undefined;
  return `it answered ${answer.status} in place of 400. Deploy the present version: npm run deploy.`;
}

function problemOfNoWish(answer: Answer): string | undefined {
  return isRefused(answer, "not_found") ? undefined : notRefused(answer, "not_found");
}

function problemOfWrongMethod(answer: Answer): string | undefined {
  if (answer.status === 404) return undefined;
  return `it answered ${answer.status} in place of 404. Remove the route that nobody asked for.`;
}

function problemOfPage(answer: Answer): string | undefined {
  if (isNoRoute(answer)) return noRoute;
  if (answer.status !== 200) return `it answered ${answer.status}. Look for the request in the function's log.`;
  const policy = answer.headers.get("content-security-policy") ?? "";
  const isPage = answer.headers.get("content-type")?.startsWith(operations.page.contentType) === true;
  if (isPage && policy.includes("default-src 'none'")) return undefined;
  return "it is no page, or one that lets a browser load or run something. Deploy the present version: npm run deploy.";
}

function problemOfMetadata(answer: Answer, url: string): string | undefined {
  if (answer.status !== 200) {
    return `it answered ${answer.status}. The route is missing or closed: wish init cannot find out how to sign in.`;
  }
  const metadata = (readJson(answer) ?? {}) as Partial<ResourceMetadata>;
  if (metadata.resource !== url) {
    return `it is about ${String(metadata.resource)}, not ${url}. Use the address that the API gives itself.`;
  }
  const isComplete = metadata.authorization_servers?.[0] && metadata.audience && metadata.client_id;
  return isComplete ? undefined : "issuer, audience or client id is missing in it. Set it, and deploy again.";
}

function problemOfDiscovery(answer: Answer, { url, issuer }: { url: string; issuer: string }): string | undefined {
  if (answer.status !== 200) return `${url} answered ${answer.status}. Check WISH_ISSUER, and deploy again.`;
  const { issuer: named } = (readJson(answer) ?? {}) as { issuer?: unknown };
  if (named === issuer) return undefined;
  return `the API says ${issuer}, the issuer says ${String(named)}. Set WISH_ISSUER to the latter, to the letter, and deploy again.`;
}

function problemOfMissingToken(answer: Answer, route: string): string | undefined {
  if (answer.status !== 401) return letIn(answer, route);
  const challenge = challengeOf(answer);
  if (!/^Bearer\b/u.test(challenge)) return `its challenge is "${challenge}" in place of Bearer (RFC 6750 §3).`;
  return messageOf(answer) === "Unauthorized"
    ? undefined
    : `its body is ${answer.body}, not {"message":"Unauthorized"}.`;
}

function problemOfForgedToken(answer: Answer, route: string): string | undefined {
  return answer.status === 401 ? undefined : letIn(answer, route);
}

// The first three are the real authorizer's words, from published captures of its challenge. Not captured: how it
// words another issuer.
const doubts: [RegExp, string][] = [
  [
    /^the token does not have a valid audience$/u,
    "it trusts another audience. Set WISH_AUDIENCE to the API's identifier",
  ],
  [
    /^OIDC discovery endpoint communication error$/u,
    "it finds no such issuer. Set WISH_ISSUER to the issuer's own name, to the letter, with the slash at its end if it has one",
  ],
  [/^JWKS communication error$/u, "it cannot fetch the issuer's keys. See that the issuer is up"],
  [
    /another issuer|invalid issuer|issuer does not match/iu,
    "it trusts another issuer. Set WISH_ISSUER to the issuer's own name, to the letter",
  ],
];

/** A forged token is right in everything but its signature, so any other objection is about the authorizer. */
function problemOfTrust(answer: Answer): string | undefined {
  if (answer.status !== 401) return "a forged token got past it, so there is none.";
  const [, description = ""] = /error_description="([^"]*)"/u.exec(challengeOf(answer)) ?? [];
  const [, doubt] = doubts.find(([words]) => words.test(description)) ?? [];
  return doubt === undefined ? undefined : `"${description}": ${doubt}, and deploy again.`;
}

/** With these, the service says that it has read what was sent, and has nothing to do with it. */
const codesOfNothing = ["invalid_wish", "invalid_list", "not_found", "no_such_list"] as const;

function problemOfGivenToken(answer: Answer): string | undefined {
  if (codesOfNothing.some((code) => isRefused(answer, code))) return undefined;
  if (answer.status === 401) return `it answered 401, ${challengeOf(answer)}. Take a fresh one: wish token.`;
  if (answer.status === 403) return "it answered 403. Give its owner the role, and let them sign in again.";
  return notRefused(answer, "not_found");
}

/** Whether the service itself has refused a request, for this reason: the gateway's answers have no code. */
function isRefused(answer: Answer, code: FailureCode): boolean {
  return answer.status === failureStatus[code] && errorOf(answer).code === code;
}

function notRefused(answer: Answer, code: FailureCode): string {
  if (isNoRoute(answer)) return noRoute;
  return `it answered ${answer.status} in place of ${failureStatus[code]}. Look for the request in the function's log.`;
}

const noRoute = "there is no such route. Deploy the present version: npm run deploy.";

function isNoRoute(answer: Answer): boolean {
  return answer.status === 404 && errorOf(answer).code === undefined;
}

function letIn(answer: Answer, route: string): string {
  const { status } = answer;
  if (isNoRoute(answer)) return noRoute;
  if (status >= 500) return `it answered ${status}. Look for the request in the function's log.`;
  return `it answered ${status} in place of 401: the request reached the function. Put the authorizer on the ${route} route.`;
}

function challengeOf(answer: Answer): string {
  return answer.headers.get("www-authenticate") ?? "";
}

function messageOf(answer: Answer): unknown {
  return errorOf(answer).message;
}

function errorOf(answer: Answer): Partial<ErrorBody> {
  return readJson(answer) ?? {};
}

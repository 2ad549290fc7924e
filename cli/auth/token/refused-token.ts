import { Failure } from "../../failure.ts";
import type { AccessToken } from "../session.ts";
import { checkToken, type WantedToken } from "./token-check.ts";
import { readTokenClaims } from "./token-claims.ts";

export interface RefusedToken {
  code: "unauthorized" | "forbidden";
  message: string;
  apiUrl: string;
  token: AccessToken;
  wanted: WantedToken | undefined;
  now: number;
}

/** Says of a token that the API refuses all that can be seen to be wrong with it, and what to do. */
export function refusedToken({ code, message, apiUrl, token, wanted, now }: RefusedToken): Failure {
  const claims = readTokenClaims(token.value);
  const wrong = claims ? checkToken(claims, wanted, now).filter((finding) => finding.isWrong) : [];
  const isForAnother = wrong.some(({ claim }) => claim === "issuer" || claim === "audience");
  return new Failure(code, message, {
    hints: [
      ...(claims ? wrong.map(({ text }) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`) : [noJwt]),
      wayOut(apiUrl, token.origin, isForAnother),
      "`wish doctor` looks at everything that can be wrong with a token.",
    ],
  });
}

const noJwt = "It is no JWT, which is all that such an API takes.";

function wayOut(apiUrl: string, origin: AccessToken["origin"], isForAnother: boolean): string {
  if (origin === "WISH_TOKEN") return "Set WISH_TOKEN to a token that this API takes, or unset it.";
  return isForAnother ? `Run \`wish init ${apiUrl}\`, and then \`wish login\`.` : "Run `wish login`.";
}

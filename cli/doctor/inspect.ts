import type { Context } from "../context.ts";
import { inspectApi, inspectAudience, inspectIssuer, inspectSignIn } from "./network.ts";
import { attempt, type Result } from "./result.ts";
import { inspectAuthorities, inspectProxy, inspectSettings } from "./settings.ts";
import { inspectStore, inspectToken } from "./token.ts";

/** Looks at everything between a person and a wish, in the order in which one thing needs the other. */
export async function inspect(context: Context): Promise<Result[]> {
  const { apiUrl } = context.settings;
  const first = [...inspectSettings(context), ...(await inspectAuthorities(context)), ...(await inspectStore(context))];
  if (apiUrl === undefined) return first;
  const { results, signIn } = await inspectSignIn(context, apiUrl);
  return [
    ...first,
    ...(await attempt("proxy", async () => inspectProxy(context, new URL(apiUrl)))),
    ...(await inspectApi(context, apiUrl)),
    ...results,
    ...(signIn ? [...(await inspectAudience(context, apiUrl, signIn)), ...(await inspectIssuer(context, signIn))] : []),
    ...(await inspectToken(context, apiUrl, signIn)),
  ];
}

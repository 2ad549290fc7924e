import type { IncomingMessage } from "node:http";

import type { InteractionResults, Provider } from "oidc-provider";

import { parseUserName, subjectOf } from "./account.ts";
import { problemPage, signInPage } from "./pages.ts";
import { type Middleware, showPage } from "./show-page.ts";

/** Where oidc-provider sends people to say who they are. */
export function signInUrl(interactionId: string): string {
  return `/sign-in/${interactionId}`;
}

/** Whether the person has chosen to be a keeper of the list. */
export function isKeeper(result: InteractionResults): boolean {
  return result["keeper"] === true;
}

/** Serves the page that asks for a user name, and for more where there are keepers, and handles its answer. */
export function signInRoute(provider: Provider, hasKeepers: boolean): Middleware {
  return async (ctx, next) => {
    if (!/^\/sign-in\/[\w-]+$/u.test(ctx.path)) {
      await next();
      return;
    }
    // oidc-provider finds the sign-in by its cookie, so the address alone is of no use to anybody else.
    const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(() => undefined);
    if (!interaction || signInUrl(interaction.uid) !== ctx.path) {
      showPage(ctx, problemPage(400, "This sign-in is over, or was started in another browser."));
    } else if (ctx.method === "POST") {
      await takeAnswer(provider, hasKeepers, ctx);
    } else {
      showPage(ctx, signInPage({ action: ctx.path, hasKeepers }));
    }
  };
}

async function takeAnswer(provider: Provider, hasKeepers: boolean, ctx: Parameters<Middleware>[0]): Promise<void> {
  const answer = await readForm(ctx.req);
  const userName = answer.get("user_name") ?? "";
  const keeper = answer.has("keeper");
  const denied = answer.get("decision") === "deny";
  const parsed = parseUserName(userName);
  if (!denied && !parsed.ok) {
    showPage(ctx, signInPage({ action: ctx.path, hasKeepers, userName, keeper, problem: parsed.message }));
    return;
  }
  const result =
    denied || !parsed.ok
      ? { error: "access_denied", error_description: "The person cancelled the sign-in." }
      : { login: { accountId: subjectOf(parsed.userName), remember: false }, keeper };
  ctx.status = 303;
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false }));
}

const formBytes = 8 * 1024;

/** Reads a form that was posted. One that is too long counts as empty. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) {
    body += String(chunk);
    if (body.length > formBytes) return new URLSearchParams();
  }
  return new URLSearchParams(body);
}

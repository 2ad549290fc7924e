import type { IncomingMessage } from "node:http";

import type { Provider } from "oidc-provider";

import { parseUserName, subjectOf } from "./account.ts";
import { problemPage, signInPage } from "./pages.ts";
import { type Middleware, showPage } from "./show-page.ts";

/** Where oidc-provider sends people to say who they are. */
export function signInUrl(interactionId: string): string {
  return `/sign-in/${interactionId}`;
}

/** Serves the page that asks for a user name, and handles its answer. */
export function signInRoute(provider: Provider): Middleware {
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
      await takeAnswer(provider, ctx);
    } else {
      showPage(ctx, signInPage({ action: ctx.path }));
    }
  };
}

async function takeAnswer(provider: Provider, ctx: Parameters<Middleware>[0]): Promise<void> {
  const answer = await readForm(ctx.req);
  const userName = answer.get("user_name") ?? "";
  const denied = answer.get("decision") === "deny";
  const parsed = parseUserName(userName);
  if (!denied && !parsed.ok) {
    showPage(ctx, signInPage({ action: ctx.path, userName, problem: parsed.message }));
    return;
  }
  const result =
    denied || !parsed.ok
      ? { error: "access_denied", error_description: "The person cancelled the sign-in." }
      : { login: { accountId: subjectOf(parsed.userName), remember: false } };
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

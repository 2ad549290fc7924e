import type { Client, DeviceCode, KoaContextWithOIDC } from "oidc-provider";

import { claimsOf } from "./account.ts";
import { cancelledPage, codePage, confirmPage, donePage, problemPage } from "./pages.ts";
import { type Middleware, showPage } from "./show-page.ts";

/** What is wrong with a user code, by the name of oidc-provider's error. */
const problems = {
  NoCodeError: "Enter the code that the terminal shows.",
  NotFoundError: "There is no such code. Compare it with the terminal.",
  ExpiredError: "This code has expired. Start the sign-in again from the terminal.",
  AlreadyUsedError: "This code has already been used. Start the sign-in again from the terminal.",
};

/**
 * Takes the code from `verification_uri_complete`, where `askForUserCode` finds it.
 *
 * oidc-provider itself would answer that address with a form that only a script submits.
 */
export const takeCompleteAddress: Middleware = (ctx, next) => {
  const userCode = ctx.query["user_code"];
  if (ctx.method === "GET" && ctx.path === "/activate" && typeof userCode === "string") {
    ctx.state["userCode"] = userCode;
    ctx.query = {};
  }
  return next();
};

/** Shows the first page, or what went wrong. A good code from the complete address leads straight to the comparison. */
export async function askForUserCode(
  ctx: KoaContextWithOIDC,
  form: string,
  out?: { error: string },
  error?: Error & { userCode?: string },
): Promise<void> {
  forgetPerson(ctx);
  if (error?.name === "AbortedError") return showPage(ctx, cancelledPage());
  const { session } = ctx.oidc;
  if (error && session && session.exp === undefined) {
    // The form came without the cookie of its page, so its session never began. oidc-provider would fail to save it.
    Object.assign(session, { touched: false });
    showPage(ctx, problemPage(400, problemOf(error)));
    return;
  }
  if (error) {
    const problem = out?.error === "server_error" ? "Something went wrong. Try again." : problemOf(error);
    showPage(ctx, codePage({ ...formOf(ctx), userCode: error.userCode, problem }));
    return;
  }

  const userCode: string | undefined = ctx.state["userCode"];
  if (!userCode) return showPage(ctx, codePage(formOf(ctx)));
  const { DeviceCode, Client } = ctx.oidc.provider;
  const code = await DeviceCode.findByUserCode(normalize(userCode), { ignoreExpiration: true });
  const client = code?.clientId ? await Client.find(code.clientId) : undefined;
  const problem = problemWith(code);
  if (problem || !code || !client) {
    showPage(ctx, codePage({ ...formOf(ctx), userCode, problem }));
    return;
  }
  // People who went back, or opened the address in another browser, may begin again. The first to finish wins.
  if (code.inFlight) {
    code.inFlight = false;
    await code.save();
  }
  confirmUserCode(ctx, form, client, {}, `${code.userCode.slice(0, 4)}-${code.userCode.slice(4)}`);
}

/** Lets the person compare the code, and says which application asks. */
export function confirmUserCode(
  ctx: KoaContextWithOIDC,
  _form: string,
  client: Client,
  _deviceInfo: object,
  userCode: string,
): void {
  showPage(ctx, confirmPage({ ...formOf(ctx), userCode, application: client.clientName ?? client.clientId }));
}

/** Tells the person to go back to the terminal. */
export function sayDone(ctx: KoaContextWithOIDC): void {
  forgetPerson(ctx);
  const subject = ctx.oidc.account?.accountId;
  showPage(ctx, donePage(subject ? claimsOf(subject).name : ""));
}

/** Auth0 would remember who signed in. Here each sign-in asks again, so that you can be somebody else each time. */
function forgetPerson(ctx: KoaContextWithOIDC): void {
  delete ctx.oidc.session?.accountId;
}

function formOf(ctx: KoaContextWithOIDC): { action: string; xsrf: string } {
  return { action: ctx.oidc.provider.pathFor("code_verification"), xsrf: String(ctx.oidc.session?.state?.["secret"]) };
}

function problemWith(code: DeviceCode | undefined): string | undefined {
  if (!code) return problems.NotFoundError;
  if (code.isExpired) return problems.ExpiredError;
  return code.error || code.accountId ? problems.AlreadyUsedError : undefined;
}

function problemOf(error: Error): string {
  return Object.hasOwn(problems, error.name)
    ? problems[error.name as keyof typeof problems]
    : "This sign-in is over, or was started in another browser. If the terminal is still waiting, enter its code.";
}

/** The form in which oidc-provider keeps a user code. */
function normalize(userCode: string): string {
  return userCode.toUpperCase().replace(/\W/gu, "");
}

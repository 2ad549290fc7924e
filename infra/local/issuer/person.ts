import { isLoopback } from "../../issuer-address.ts";
import { unescapeHtml } from "./html.ts";

export interface PersonOptions {
  /** `verification_uri_complete` of the device authorization response. It must be on this machine. */
  verificationUriComplete: string;
  userName: string;
  fetch: typeof globalThis.fetch;
  /** Default `approve`. */
  decision?: "approve" | "deny";
  /** Whether the person chooses to be a keeper, who may change what others have added. Default `false`. */
  keeper?: boolean;
}

/**
 * Acts as the person who signs in at the local issuer: opens the address, compares the code, types a name, and says
 * whether to be a keeper of the list.
 *
 * It reads the pages as a browser would, with cookies and without scripts.
 *
 * @throws {Error} when the address is not on this machine, or a page is not the expected one
 */
export async function signInAsPerson(options: PersonOptions): Promise<void> {
  const start = new URL(options.verificationUriComplete);
  if (!isLoopback(start.hostname)) {
    throw new Error(`This only signs in on this machine, not at ${start.origin}.`);
  }
  const browser = createBrowser(options.fetch, start.origin);
  const deny = options.decision === "deny";

  const confirmPage = expectPage(await browser.open(start), "confirm");
  if (!confirmPage.text.includes(start.searchParams.get("user_code") ?? "")) {
    throw new Error("The page does not show the code of the terminal.");
  }
  const afterConfirm = await browser.submit(confirmPage, deny ? { abort: "yes" } : { confirm: "yes" });
  if (deny) {
    expectPage(afterConfirm, "cancelled");
    return;
  }
  const signInPage = expectPage(afterConfirm, "sign-in");
  if (options.keeper && !signInPage.text.includes('name="keeper"')) {
    throw new Error("The sign-in does not offer to be a keeper of the list.");
  }
  const typed = { user_name: options.userName, decision: "approve", ...(options.keeper && { keeper: "yes" }) };
  expectPage(await browser.submit(signInPage, typed), "done");
}

interface PageText {
  url: URL;
  status: number;
  text: string;
}

function expectPage(page: PageText, name: string): PageText {
  const shown = /<main data-page="([\w-]+)"/u.exec(page.text)?.[1];
  if (shown === name) return page;
  const problem = /role="alert">([^<]*)/u.exec(page.text)?.[1];
  throw new Error(
    `The sign-in shows the page "${shown ?? page.status}" instead of "${name}"` +
      (problem ? `: ${unescapeHtml(problem)}` : "."),
  );
}

function createBrowser(send: typeof globalThis.fetch, origin: string) {
  const cookies = new Map<string, string>();

  async function request(url: URL, init: RequestInit = {}): Promise<PageText> {
    if (url.origin !== origin) throw new Error(`The sign-in leads away from ${origin}.`);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await send(url, { ...init, redirect: "manual", headers: { accept: "text/html", cookie } });
    for (const header of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/u.exec(header) ?? [];
      if (name && value) cookies.set(name, value);
      else if (name) cookies.delete(name);
    }
    const location = response.headers.get("location");
    const text = await response.text();
    if (location !== null) return request(new URL(location, url));
    return { url, status: response.status, text };
  }

  return {
    open: (url: URL) => request(url),

    /** Submits the page's form with its hidden fields, what was typed, and the button that was pressed. */
    submit(page: PageText, filledIn: Record<string, string>): Promise<PageText> {
      const action = /<form method="post" action="([^"]*)"/u.exec(page.text)?.[1];
      if (action === undefined) throw new Error("The page has no form.");
      const body = new URLSearchParams();
      for (const [, name, value] of page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/gu)) {
        body.set(name!, unescapeHtml(value!));
      }
      for (const [name, value] of Object.entries(filledIn)) body.set(name, value);
      return request(new URL(unescapeHtml(action), page.url), { method: "POST", body });
    },
  };
}

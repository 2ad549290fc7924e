import { Html, html } from "./html.ts";

/** One page of the sign-in. Programs that read it find its name in `<main data-page>`. */
export interface Page {
  name: "code" | "confirm" | "sign-in" | "done" | "cancelled" | "problem";
  status: number;
  title: string;
  content: Html;
}

/** Asks for the code that the terminal shows. */
export function codePage(form: {
  action: string;
  xsrf: string;
  userCode?: string | undefined;
  problem?: string | undefined;
}): Page {
  return {
    name: "code",
    status: form.problem ? 400 : 200,
    title: "Enter your code",
    content: html`${problemText(form.problem)}
      <form method="post" action="${form.action}">
        <input type="hidden" name="xsrf" value="${form.xsrf}" />
        <label for="user_code">Code shown in the terminal</label>
        <input
          id="user_code"
          name="user_code"
          value="${form.userCode}"
          placeholder="XXXX-XXXX"
          required
          autofocus
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          aria-invalid="${String(form.problem !== undefined)}"
          aria-describedby="problem"
        />
        <div class="buttons"><button class="primary">Continue</button></div>
      </form>`,
  };
}

/** Shows the code to compare, and which application asks (RFC 8628 §3.3.1 and §5.4). */
export function confirmPage(form: { action: string; xsrf: string; userCode: string; application: string }): Page {
  return {
    name: "confirm",
    status: 200,
    title: "Is this your code?",
    content: html`<p><strong>${form.application}</strong> wants to sign in. Your terminal should show this code:</p>
      <p class="code">${form.userCode}</p>
      <p>Continue only if you started this sign-in yourself. If someone sent you here, cancel.</p>
      <form method="post" action="${form.action}">
        <input type="hidden" name="xsrf" value="${form.xsrf}" />
        <input type="hidden" name="user_code" value="${form.userCode}" />
        <div class="buttons">
          <button class="primary" name="confirm" value="yes" autofocus>Yes, continue</button>
          <button name="abort" value="yes">Cancel</button>
        </div>
      </form>`,
  };
}

/** Asks who signs in, and where there are keepers of the list, whether this person is one. */
export function signInPage(form: {
  action: string;
  hasKeepers: boolean;
  userName?: string;
  keeper?: boolean;
  problem?: string;
}): Page {
  return {
    name: "sign-in",
    status: form.problem ? 400 : 200,
    title: "Who are you?",
    content: html`${problemText(form.problem)}
      <form method="post" action="${form.action}">
        <label for="user_name">User name</label>
        <input
          id="user_name"
          name="user_name"
          value="${form.userName}"
          required
          autofocus
          autocomplete="username"
          spellcheck="false"
          aria-invalid="${String(form.problem !== undefined)}"
          aria-describedby="problem hint"
        />
        <p class="hint" id="hint">Use any name. The same name is the same person next time.</p>
        ${form.hasKeepers && keeperChoice(form.keeper)}
        <div class="buttons">
          <button class="primary" name="decision" value="approve">Sign in</button>
          <button name="decision" value="deny" formnovalidate>Cancel</button>
        </div>
      </form>`,
  };
}

function keeperChoice(isChosen = false): Html {
  return html`<label class="choice">
      <input
        type="checkbox"
        name="keeper"
        value="yes"
        ${isChosen && new Html("checked")}
        aria-describedby="keeper-hint"
      />
      Keep the list: change and remove what others have added
    </label>
    <p class="hint" id="keeper-hint">Auth0 would decide this by the person's role.</p>`;
}

export function donePage(userName: string): Page {
  return {
    name: "done",
    status: 200,
    title: "You are signed in",
    content: html`<p>Signed in as <strong>${userName}</strong>.</p>
      <p>You can close this window and go back to the terminal.</p>`,
  };
}

export function cancelledPage(): Page {
  return {
    name: "cancelled",
    status: 200,
    title: "Sign-in cancelled",
    content: html`<p>Nobody was signed in. You can close this window and go back to the terminal.</p>`,
  };
}

export function problemPage(status: number, problem: string): Page {
  return {
    name: "problem",
    status,
    title: "This did not work",
    content: html`<p class="problem" role="alert">${problem}</p>
      <p>Start the sign-in again from the terminal.</p>`,
  };
}

function problemText(problem: string | undefined): Html | undefined {
  return problem === undefined ? undefined : html`<p class="problem" id="problem" role="alert">${problem}</p>`;
}

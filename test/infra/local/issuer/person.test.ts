import { expect, it } from "vitest";

import { signInAsPerson } from "../../../../infra/local/issuer/person.ts";
import { createClient, startTestIssuer } from "./client.ts";

function refuseToSend(): never {
  return expect.unreachable("it sent a request");
}

it("goes nowhere but to this machine", async () => {
  for (const origin of ["https://tenant.eu.auth0.com", "http://127.0.0.1.example"]) {
    const verificationUriComplete = `${origin}/activate?user_code=BBBB-BBBB`;
    const person = { verificationUriComplete, userName: "Ada", fetch: refuseToSend };
    await expect(signInAsPerson(person)).rejects.toThrow(`not at ${origin}`);
  }
});

it("says what the page said when a code is not good", async () => {
  const issuer = await startTestIssuer();
  try {
    const verificationUriComplete = `${issuer.issuerUrl}activate?user_code=BBBB-BBBB`;

    await expect(signInAsPerson({ verificationUriComplete, userName: "Ada", fetch })).rejects.toThrow("no such code");
  } finally {
    await issuer.close();
  }
});

it("says when nobody can be a keeper", async () => {
  const issuer = await startTestIssuer();
  try {
    const signIn = createClient(issuer.issuerUrl).signIn("Ada", {}, { keeper: true });

    await expect(signIn).rejects.toThrow("does not offer to be a keeper");
  } finally {
    await issuer.close();
  }
});

it("says what is wrong with a name", async () => {
  const issuer = await startTestIssuer();
  try {
    const signIn = createClient(issuer.issuerUrl).signIn("\u0007");

    await expect(signIn).rejects.toThrow("must not contain control characters");
  } finally {
    await issuer.close();
  }
});

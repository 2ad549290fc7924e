import type { Command } from "commander";

import { pageUrl, parseApiUrl, requireSafeTransport } from "../api-url.ts";
import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { Failure, failureIn } from "../failure.ts";
import { type GlobalFlags, saveApi, type SignInMethod } from "../settings.ts";

export interface InitOptions {
  issuer?: string;
  clientId?: string;
  audience?: string;
  scope?: string;
  allowAudience?: boolean;
}

export function declareInit(command: Command, environment: Environment): void {
  command
    .addHelpText(
      "before",
      examples([
        "wish init https://abc123.execute-api.eu-central-1.amazonaws.com",
        "wish init https://api.example.com --issuer https://tenant.eu.auth0.com/ --client-id abc --audience https://aud",
      ]),
    )
    .argument("<api-url>", "address of the API")
    .option("--issuer <url>", "who signs people in, for an API that does not say so itself")
    .option("--client-id <id>", "id of this program at the issuer")
    .option("--audience <audience>", "what the tokens are for")
    .option("--scope <scopes>", "scopes that the API wants, separated by spaces")
    .option("--allow-audience", "take an API that wants the tokens of another one")
    .action(async (apiUrl: string, options: InitOptions) => {
      await runInit(openContext(environment, command.optsWithGlobals<GlobalFlags>()), apiUrl, options);
    });
}

/** Finds out how to sign in to an API and writes both into the config file. */
export async function runInit(context: Context, address: string, options: InitOptions): Promise<void> {
  const { settings, output, send } = context;
  const apiUrl = parseApiUrl(address);
  const given = readFlags(options);
  const signIn = given ?? (await askApi(context, apiUrl));
  const { discoverIssuer } = await import("../auth/oauth/issuer.ts");
  await discoverIssuer(signIn.issuer, signIn.clientId, send);
  const { refuseSharedAudience } = await import("../auth/audience.ts");
  if (!options.allowAudience) await refuseSharedAudience(context, apiUrl, signIn);
  await saveApi(settings.configFolder, apiUrl, signIn);
  output.note([
    ["Ready: ", { text: apiUrl, style: "strong" }],
    // An API that does not say how to sign in is hardly one of ours, and others have no page.
    ...(given ? [] : [`Anybody can read the list at ${pageUrl(apiUrl).href}`]),
    `Sign-in is with ${signIn.issuer} for ${signIn.audience}.`,
    "Next: `wish list`, or `wish login` and then `wish add`.",
  ]);
}

function readFlags({ issuer, clientId, audience, scope = "" }: InitOptions): SignInMethod | undefined {
  if (issuer === undefined && clientId === undefined && audience === undefined && scope === "") return undefined;
  if (!issuer || !clientId || !audience) {
    throw new Failure("wrong_usage", "--issuer, --client-id and --audience belong together.");
  }
  if (!URL.canParse(issuer)) throw new Failure("wrong_usage", `"${issuer}" is not an address.`);
  requireSafeTransport(new URL(issuer));
  return { issuer, clientId, audience, scopes: scope.split(/\s+/u).filter((each) => each !== "") };
}

async function askApi({ send, api }: Context, apiUrl: string): Promise<SignInMethod> {
  const { fetchSignIn, signInUnknown } = await import("../api/metadata.ts");
  const signIn = await fetchSignIn(send, apiUrl);
  if (signIn) return signIn;
  await api(apiUrl)
    .call("list", { query: { limit: 1 } })
    .catch(refuseOther);
  throw signInUnknown(apiUrl);

  function refuseOther(error: unknown): void {
    if (failureIn(error)?.code !== "unexpected_answer") return;
    throw new Failure("unexpected_answer", `${apiUrl} is no wish list.`, {
      hints: ["Give the address of the API. It says itself which issuer signs people in."],
      cause: error,
    });
  }
}

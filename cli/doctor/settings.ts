import { readFile } from "node:fs/promises";

import type { Context } from "../context.ts";
import { describeProxy, findProxy } from "../http/proxy.ts";
import { type Result, right, wrong } from "./result.ts";

/** Looks at what is set, and where each setting comes from. */
export function inspectSettings({ environment, settings }: Context): Result[] {
  const { origins, configProblem } = settings;
  return [
    right("version", `wish ${environment.version}, Node.js ${environment.nodeVersion}, ${environment.platform}`),
    right("config folder", `${settings.configFolder.path} (${origins.configFolder})`),
    ...(configProblem
      ? [wrong("config file", configProblem.message, [...configProblem.hints, "Or run `wish init <api-url>` anew."])]
      : []),
    settings.apiUrl === undefined
      ? wrong("API", "none is set", ["Run `wish init <api-url>` once, or set WISH_API_URL, or give --api <url>."])
      : right("API", `${settings.apiUrl} (${origins.apiUrl})`),
    right("time limit", `${settings.timeoutMilliseconds / 1000} seconds`),
    ...(settings.token === undefined
      ? []
      : [right("WISH_TOKEN", "is set, and takes precedence over any session; unset it to use the session")]),
  ];
}

/** Looks at the proxy for an address. */
export function inspectProxy({ environment }: Context, url: URL): Result[] {
  const proxy = findProxy(url, environment.variables);
  return [right("proxy", proxy ? describeProxy(proxy) : `none for ${url.origin}`)];
}

/** Looks at the certificate authorities that https addresses are checked against. */
export async function inspectAuthorities({ environment: { variables } }: Context): Promise<Result[]> {
  const file = variables["NODE_EXTRA_CA_CERTS"];
  const system = variables["NODE_USE_SYSTEM_CA"] === "1" ? ", and those of the system (NODE_USE_SYSTEM_CA)" : "";
  const isPem = file ? (await readFile(file, "utf8").catch(() => "")).includes("-----BEGIN ") : true;
  return [
    isPem
      ? right("authorities", `those of Node.js${file ? `, and ${file} (NODE_EXTRA_CA_CERTS)` : ""}${system}`)
      : wrong("authorities", `NODE_EXTRA_CA_CERTS is ${file}, which is not a PEM file`, [
          "Set it to the PEM file with the certificate authority of your network, or unset it.",
        ]),
    ...(variables["NODE_TLS_REJECT_UNAUTHORIZED"] === "0"
      ? [
          wrong("authorities", "NODE_TLS_REJECT_UNAUTHORIZED is 0: anybody on the way can read your tokens", [
            "Unset it, and set NODE_EXTRA_CA_CERTS to the PEM file of your certificate authority instead.",
          ]),
        ]
      : []),
  ];
}

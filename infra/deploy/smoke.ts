import chalk from "chalk";

import { wishesPath } from "../../service/contract.ts";
import { isTrustedTransport } from "../issuer-address.ts";
import { judge } from "./smoke-checks.ts";
import { probe } from "./smoke-probes.ts";

const usage = `Usage: npm run smoke -- URL
Checks a deployed or local wish list as a person with curl would. Changes nothing.
With an access token in WISH_TOKEN it also checks that this token may add, change and remove.`;

/** Prints a line for each check; 1 when one fails, 2 for wrong usage. */
async function main([address, ...others]: string[], accessToken: string | undefined): Promise<number> {
  const url = address === undefined || others.length > 0 ? undefined : readUrl(address);
  if (url === undefined) {
    console.error(usage);
    return 2;
  }
  const probes = await probe(url, { fetch, now: () => new Date(), ...(accessToken && { accessToken }) });
  const checks = judge(probes);
  for (const { name, problem } of checks) {
    console.log(
      problem === undefined ? `${chalk.green("ok")}      ${name}` : `${chalk.red("FAILED")}  ${name}: ${problem}`,
    );
  }
  const failed = checks.filter(({ problem }) => problem !== undefined).length;
  console.log(failed === 0 ? `All well at ${url}` : `${failed} of ${checks.length} failed at ${url}`);
  return failed === 0 ? 0 : 1;
}

/** The address of the wishes; a token is never sent over plain HTTP to another machine. */
function readUrl(address: string): string | undefined {
  if (!isTrustedTransport(address)) return undefined;
  const { origin, pathname } = new URL(address);
  const path = pathname.replace(/\/+$/u, "");
  return `${origin}${path.endsWith(wishesPath) ? path : path + wishesPath}`;
}

process.exitCode = await main(process.argv.slice(2), process.env["WISH_TOKEN"]);

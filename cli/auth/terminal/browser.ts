import { spawn } from "node:child_process";
import { basename } from "node:path";

import open from "open";

import { isLoopback } from "../../api-url.ts";
import type { Environment } from "../../environment.ts";

type Machine = Pick<Environment, "variables" | "platform">;

/** Would take over the terminal, or hide behind it. */
const textBrowsers: ReadonlySet<string> = new Set(["lynx", "w3m", "links", "links2", "elinks", "www-browser"]);

/** How long to wait for a launcher that may yet fail. */
const launchMilliseconds = 2000;

/** Systems that show a browser without naming a display in the environment. */
const alwaysGraphical: ReadonlySet<NodeJS.Platform> = new Set(["darwin", "win32", "android"]);

/**
 * Whether a browser opened here would show up in front of the person.
 *
 * Over SSH, without a display and in a build it would not, unless $BROWSER names one, as remote editors do to reach the
 * browser at the other end.
 */
export function hasBrowser({ variables, platform }: Machine): boolean {
  if (variables["CI"]) return false;
  if (namedBrowsers({ variables, platform }).length > 0) return true;
  if (isRemote(variables)) return false;
  const isWsl = Boolean(variables["WSL_DISTRO_NAME"]);
  return alwaysGraphical.has(platform) || isWsl || Boolean(variables["DISPLAY"] || variables["WAYLAND_DISPLAY"]);
}

/** Whether the person sits at another machine. */
export function isRemote(variables: Machine["variables"]): boolean {
  return Boolean(variables["SSH_CONNECTION"] || variables["SSH_CLIENT"] || variables["SSH_TTY"]);
}

/** Whether an address that an issuer gives may be opened: its own, and nobody can change the page on the way. */
export function mayOpen(address: URL, issuer: string): boolean {
  return address.origin === new URL(issuer).origin && (address.protocol === "https:" || isLoopback(address));
}

/**
 * Opens an address in the person's browser; tells whether that seems to have worked.
 *
 * Never throws: a browser is a convenience, the address stands on the screen.
 */
export async function openBrowser(address: URL, machine: Machine): Promise<boolean> {
  const named = namedBrowsers(machine);
  if (named.length === 0) return openDefaultBrowser(address);
  for (const command of named) {
    if (await run(command, address)) return true;
  }
  return false;
}

/** The commands in $BROWSER, in order of preference: https://www.catb.org/~esr/BROWSER/ */
function namedBrowsers({ variables, platform }: Machine): string[] {
  // A convention of Unix desktops; on Windows the colon between two of them stands in every path.
  if (platform === "win32") return [];
  const commands = (variables["BROWSER"] ?? "").split(":").map((command) => command.trim());
  return commands.filter((command) => command !== "" && !textBrowsers.has(basename(command.split(/\s/u, 1)[0]!)));
}

async function run(command: string, address: URL): Promise<boolean> {
  const words = command.split(/\s+/u);
  const [program, ...args] = words.some((word) => word.includes("%s"))
    ? words.map((word) => word.replaceAll("%s", () => address.href))
    : [...words, address.href];
  const child = spawn(program!, args, { stdio: "ignore", detached: true });
  child.unref();
  return endsWell(child);
}

async function openDefaultBrowser(address: URL): Promise<boolean> {
  try {
    const launcher = await open(address.href);
    // On Windows, and from within WSL, it has ended by now.
    return launcher.exitCode === null ? await endsWell(launcher) : launcher.exitCode === 0;
  } catch {
    return false;
  }
}

/** A launcher that fails does so soon; a browser that stays in the foreground runs on, and nobody waits for its end. */
function endsWell(child: ReturnType<typeof spawn>): Promise<boolean> {
  return new Promise((resolve) => {
    // It also keeps this process alive for so long, which the child does not.
    const timer = setTimeout(() => resolve(true), launchMilliseconds);
    const end = (isWell: boolean) => {
      clearTimeout(timer);
      resolve(isWell);
    };
    child.once("error", () => end(false));
    child.once("exit", (code) => end(code === 0));
  });
}

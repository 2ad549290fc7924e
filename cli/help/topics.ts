import { exitCodes, type FailureCode } from "../failure.ts";

/** Everything in the environment that a person can set to change what this program does, most used first. */
export const environmentVariables: readonly { name: string; meaning: string }[] = [
  { name: "WISH_API_URL", meaning: "address of the API, in place of the one that `wish init` remembers" },
  { name: "WISH_TOKEN", meaning: "access token to use in place of a session; for scripts and builds" },
  { name: "WISH_LIST", meaning: "the list that a command is about, where --list names no other; default: default" },
  { name: "WISH_CREDENTIAL_STORE", meaning: "where `wish login` keeps tokens: keychain (default), or file" },
  { name: "WISH_CONFIG_DIR", meaning: "folder of the configuration; default: see XDG_CONFIG_HOME" },
  { name: "XDG_CONFIG_HOME", meaning: "folder that holds the folder wish; default: %AppData% or ~/.config" },
  {
    name: "XDG_STATE_HOME",
    meaning: "folder that holds the folder wish, for undo and check; default: %LocalAppData% or ~/.local/state",
  },
  {
    name: "WISH_PAGER",
    meaning: "program that a list is shown in on a terminal; default: PAGER, then less; cat for none",
  },
  { name: "PAGER", meaning: "see WISH_PAGER" },
  { name: "LESS", meaning: "flags of less; default for its use here: FRX" },
  {
    name: "XDG_CACHE_HOME",
    meaning: "folder that holds the folder wish, for --offline and completion; default: %LocalAppData% or ~/.cache",
  },
  { name: "VISUAL", meaning: "editor that `wish edit` opens a wish in; default: EDITOR, then vi or notepad" },
  { name: "EDITOR", meaning: "see VISUAL" },
  { name: "WISH_FORCE_TTY", meaning: "print into a pipe as to a terminal; a number is its width in columns" },
  { name: "NO_COLOR", meaning: "no colour, whatever it is set to" },
  { name: "FORCE_COLOR", meaning: "colour even in a pipe; 0 or false for none" },
  { name: "FORCE_HYPERLINK", meaning: "1 makes the urls of a table links on any terminal, 0 on none" },
  { name: "TERM", meaning: "dumb: no colour, no links, no pager, and no line is written twice" },
  { name: "TZ", meaning: "time zone of the dates shown; default: that of the system" },
  { name: "LANG", meaning: "a QR code is drawn unasked only where it, LC_CTYPE or LC_ALL is UTF-8" },
  {
    name: "BROWSER",
    meaning: "command that opens the sign-in page, over SSH too; several with colons between, %s is the address",
  },
  { name: "DISPLAY", meaning: "without it and WAYLAND_DISPLAY no browser is offered on Linux" },
  { name: "SSH_CONNECTION", meaning: "set by SSH: a QR code is shown for your phone, and no browser is offered" },
  { name: "CI", meaning: "if set, nothing is asked, no browser is offered, no pager is used and nothing moves" },
  { name: "HTTPS_PROXY", meaning: "proxy to reach API, issuer and shops through; HTTP_PROXY for plain http" },
  { name: "NO_PROXY", meaning: "hosts to reach without it, with commas between" },
  { name: "NODE_EXTRA_CA_CERTS", meaning: "PEM file with certificate authorities to trust beside those of Node.js" },
  { name: "NODE_USE_SYSTEM_CA", meaning: "1 trusts those of the operating system too (Node.js 22.19 and 24.6)" },
];

type ExitCode = (typeof exitCodes)[FailureCode] | 0 | 130;

const meanings: Record<ExitCode, string> = {
  0: "done; also when the reader of the output has gone, as after `| head -1`",
  1: "unexpected failure or answer, output that cannot be written, or `wish doctor` has found something wrong",
  2: "wrong usage or input; nothing was changed",
  3: "no such wish or list, nothing kept to show offline, more than one such, another one has changed it meanwhile, or it is there already",
  4: "not signed in, the session is over, or the keychain cannot be used",
  5: "signed in, but not allowed",
  6: "network, server or page of a shop in trouble; trying again is safe",
  7: "some of several failed, the others are done",
  130: "interrupted; the program dies of SIGINT, so that a loop around it stops too",
};

/** An exit code, what it tells a script, and the failures that lead to it by their code in JSON. */
interface ExitCodeEntry {
  exitCode: number;
  meaning: string;
  failures: FailureCode[];
}

const exitCodeTable: readonly ExitCodeEntry[] = Object.entries(meanings).map(([text, meaning]) => {
  const exitCode = Number(text);
  const failures = (Object.keys(exitCodes) as FailureCode[]).filter((code) => exitCodes[code] === exitCode);
  return { exitCode, meaning, failures };
});

/** A page of `wish help` that is about no one command: a list of terms and what they mean. */
export interface Topic {
  title: string;
  items: readonly { term: string; meaning: string }[];
}

export const topics = {
  environment: {
    title: "Environment variables. Flags go before them, and they before what is remembered.",
    items: environmentVariables.map(({ name, meaning }) => ({ term: name, meaning })),
  },
  "exit-codes": {
    title: "Exit codes. In brackets: the codes of errors that --json prints.",
    items: exitCodeTable.map(({ exitCode, meaning, failures }) => ({
      term: String(exitCode),
      meaning: failures.length === 0 ? meaning : `${meaning} (${failures.join(", ")})`,
    })),
  },
} satisfies Record<string, Topic>;

import { exitCodes, type FailureCode } from "../failure.ts";

type ExitCode = (typeof exitCodes)[FailureCode] | 0 | 130;

const meanings: Record<ExitCode, string> = {
  0: "done; also when the reader of the output has gone, as after `| head -1`",
  1: "unexpected failure, or `wish doctor` has found something wrong",
  2: "wrong usage or input; nothing was changed",
  4: "not signed in, the session is over, or the keychain cannot be used",
  5: "signed in, but not allowed",
  6: "network or server in trouble; trying again is safe",
  7: "some lines of `wish add --from` failed, the others are added",
  130: "interrupted; the program dies of SIGINT, so that a loop around it stops too",
};

/** An exit code, what it tells a script, and the failures that lead to it by their code in JSON. */
export interface ExitCodeEntry {
  exitCode: number;
  meaning: string;
  failures: FailureCode[];
}

export const exitCodeTable: readonly ExitCodeEntry[] = Object.entries(meanings).map(([text, meaning]) => {
  const exitCode = Number(text);
  const failures = (Object.keys(exitCodes) as FailureCode[]).filter((code) => exitCodes[code] === exitCode);
  return { exitCode, meaning, failures };
});

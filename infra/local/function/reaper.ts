import { type ChildProcess, spawn } from "node:child_process";

export interface Reaper {
  /** Adds a process to those that are killed, until it ends by itself. */
  watch(child: ChildProcess): void;
  close(): void;
}

// Its input ends when this process does, however that happens.
const script = 'while read -r line; do pids=$line; done; [ -z "$pids" ] || kill -9 $pids';

/**
 * Kills the watched processes once this process has ended, even by `kill -9`.
 *
 * They notice that themselves, but not while in an endless loop. Without a POSIX shell there is no reaper, and such
 * a loop goes on.
 */
export function startReaper(): Reaper {
  // A process group of its own, so that ctrl-C does not end it.
  const shell = spawn("sh", ["-c", script], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  shell.on("error", () => {});
  shell.stdin.on("error", () => {});
  const pids = new Set<number>();
  const tell = () => void shell.stdin.write(`${[...pids].join(" ")}\n`);
  return {
    watch(child) {
      const { pid } = child;
      if (pid === undefined) return;
      pids.add(pid);
      tell();
      child.once("exit", () => {
        pids.delete(pid);
        tell();
      });
    },
    close: () => void shell.stdin.end(),
  };
}

import { type ChildProcess, spawn } from "node:child_process";

export interface Reaper {
  /** Kills this process, too, unless it has ended by itself before. */
  watch(child: ChildProcess): void;
  close(): void;
}

// Its input ends with the process that holds the other end, however that one ends.
const script = 'while read -r line; do pids=$line; done; [ -z "$pids" ] || kill -9 $pids';

/**
 * Kills the watched processes when this one is gone, even by `kill -9`.
 *
 * They could see that themselves, but not in an endless loop. Without a POSIX shell there is no reaper, and such a loop
 * goes on.
 */
export function startReaper(): Reaper {
  // In a process group of its own, so that ctrl-C does not end it.
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

import { execFileSync } from "node:child_process";

import { reasonToSkip } from "./skipping.ts";

/** Only root may mount, and only where it is let. */
export function reasonForNoMount(): string | undefined {
  if (process.platform !== "linux") return reasonToSkip("MOUNT", "it takes tmpfs");
  try {
    const commands = 'd=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs "$d" && umount "$d" && rmdir "$d"';
    execFileSync("sh", ["-c", commands], { stdio: "ignore" });
    return undefined;
  } catch {
    return reasonToSkip("MOUNT", "nothing can be mounted here");
  }
}

/** Puts a file system in memory at a folder until it is disposed of; `options` are those of `mount -o`. */
export function mountTmpfs(folder: string, options: string): Disposable {
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  return { [Symbol.dispose]: () => void execFileSync("umount", ["--lazy", folder]) };
}

import { readFile } from "node:fs/promises";

export interface LockedPackage {
  version?: string;
  /** Where it comes from; npm may leave it out for the registry's own address. */
  resolved?: string;
  integrity?: string;
  /** Whether it comes inside the archive of the package around it. */
  inBundle?: boolean;
}

/** The packages of package-lock.json, by their folder. */
export const lockedPackages = await readLockFile();

async function readLockFile(): Promise<Record<string, LockedPackage>> {
  const text = await readFile(new URL("../../../package-lock.json", import.meta.url), "utf8");
  const { packages } = JSON.parse(text) as { packages: Record<string, LockedPackage> };
  const { "": _repository, ...others } = packages;
  return others;
}

import { describe, expect, it } from "vitest";

import { folderFailure } from "../../../infra/local/data-folder.ts";
import { diskFullFailure, LocalStackFailure } from "../../../infra/local/failure.ts";

/** As LevelDB puts it: what happened is in the cause. */
const levelError = (reason: string) =>
  Object.assign(new Error("Database failed to open"), {
    code: "LEVEL_DATABASE_NOT_OPEN",
    cause: Object.assign(new Error(`IO error: /data/000005.log: ${reason}`), { code: "LEVEL_IO_ERROR" }),
  });

describe("a full disk", () => {
  it.each([
    ["Node.js", new Error("ENOSPC: no space left on device, mkdir '/data'")],
    ["a used-up quota", new Error("EDQUOT: disk quota exceeded, write")],
    ["LevelDB", levelError("No space left on device").cause],
    ["CDK, among much else", "Bundling …\nFailed to write /data/index.mjs: no space left on device\n    at Stack"],
  ])("is told from what %s says, with what to do", (_, cause) => {
    const failure = diskFullFailure(cause);
    expect(failure).toMatchObject({ code: "disk_full", cause });
    expect(failure?.message).toMatch(/^The disk is full: .*(?:device|quota).*\. Free some space and start again/u);
    expect(failure?.message).not.toMatch(/Bundling|Stack|delete/iu);
  });

  it("is told before the damage that it looks like", () => {
    const failure = folderFailure("/data", levelError("No space left on device"), () => "Delete it.");
    expect(failure).toMatchObject({ code: "disk_full" });
    expect(folderFailure("/data", levelError("Bad block"), () => "Delete it.")).toMatchObject({
      code: "data_unusable",
      message: "Delete it.",
    });
  });

  it("is not seen in anything else", () => {
    expect(diskFullFailure(new Error("EACCES: permission denied, mkdir '/data'"))).toBeUndefined();
    expect(diskFullFailure(new LocalStackFailure("disk_full", "The disk is full: no space left on device."))).toBe(
      undefined,
    );
    expect(diskFullFailure(undefined)).toBeUndefined();
  });
});

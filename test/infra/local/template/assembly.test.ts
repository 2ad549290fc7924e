import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { readAssembly } from "../../../../infra/local/template/assembly.ts";
import { echoResources, temporaryFolder, writeAssembly } from "./assembly-fixture.ts";

describe("readAssembly", () => {
  it("finds the stack, and the folder of each asset by its key", async () => {
    const folder = await writeAssembly({ Resources: echoResources() });
    const assembly = await readAssembly(folder);
    expect(assembly.stackName).toBe("Echo");
    expect(Object.keys(assembly.template.Resources)).toContain("Route");
    expect(assembly.assetFolders).toEqual(new Map([["echo.zip", join(folder, "asset.echo")]]));
  });

  it("says where there is no assembly, and how to make one", async () => {
    const folder = await temporaryFolder();
    await expect(readAssembly(folder)).rejects.toMatchObject({
      code: "assembly_unusable",
      message: expect.stringMatching(/^The cloud assembly in .* cannot be read: .*manifest\.json.*npm run synth/u),
    });
  });

  it.each([
    ["manifest.json", "{", "is not JSON"],
    ["manifest.json", "[]", "must name exactly one stack, but names none"],
    ["manifest.json", "null", "is not a JSON object"],
    ["Echo.template.json", "not json", "is not JSON"],
    ["Echo.template.json", "{}", "has no Resources"],
    ["Echo.assets.json", "", "is not JSON"],
  ])("says what is wrong with %s that holds %s", async (name, text, problem) => {
    const folder = await writeAssembly({ Resources: {} });
    await writeFile(join(folder, name), text);
    await expect(readAssembly(folder)).rejects.toThrow(new RegExp(`${name}.*${problem}.*npm run synth`, "u"));
  });

  it("says which asset is missing", async () => {
    const folder = await writeAssembly({ Resources: {} });
    await rm(join(folder, "asset.echo"), { recursive: true });
    await expect(readAssembly(folder)).rejects.toThrow(/asset\.echo, which Echo\.assets\.json names, is missing/u);
  });

  it.each([
    ["a code folder that everybody can reach and write to", 0o755, 0o777],
    ["a code folder that the group can reach and write to", 0o750, 0o775],
    ["a folder in which everybody can put another code folder", 0o777, 0o755],
  ])("refuses %s", async (_case, outside, inside) => {
    const folder = await writeAssembly({ Resources: {} });
    await chmod(join(folder, "asset.echo"), inside);
    await chmod(folder, outside);
    await expect(readAssembly(folder)).rejects.toThrow(/^Others may write to .*asset\.echo,.*npm run synth$/u);
  });

  it("takes a code folder that everybody could write to, had they a way to it, as CDK makes them", async () => {
    const folder = await writeAssembly({ Resources: {} });
    await chmod(join(folder, "asset.echo"), 0o777);
    expect((await readAssembly(folder)).assetFolders.size).toBe(1);
  });

  it("asks for one stack where there are several", async () => {
    const folder = await writeAssembly({ Resources: {} });
    const stack = { type: "aws:cloudformation:stack" };
    await writeFile(join(folder, "manifest.json"), JSON.stringify({ artifacts: { One: stack, Two: stack } }));
    await expect(readAssembly(folder)).rejects.toThrow(/names One, Two/u);
  });
});

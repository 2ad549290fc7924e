import { readFile } from "node:fs/promises";

import { expect, it } from "vitest";

import { settingsTable, tableMarkers } from "../../../infra/auth0/settings-table.ts";
import { tenantFor } from "../../../infra/auth0/tenant.ts";
import { localSettings } from "../../../infra/settings.ts";

/** A Markdown table as its cells, whatever it is padded with. */
function cells(table: string): string[][] {
  const rows = table.trim().split("\n");
  return rows.map((row) => row.split("|").map((cell) => cell.trim().replace(/^-+$/u, "---")));
}

it("is the table in infra/README.md", async () => {
  const readme = await readFile(new URL("../../../infra/README.md", import.meta.url), "utf8");
  const [, table] = readme.split(tableMarkers.begin);
  expect(table, `${tableMarkers.begin} is missing in infra/README.md`).toBeDefined();
  expect(cells(table?.split(tableMarkers.end)[0] ?? "")).toEqual(cells(settingsTable(tenantFor(localSettings))));
});

it("says what matters most for the device flow", () => {
  const table = settingsTable(tenantFor(localSettings));
  expect(table).toContain("| API | Identifier | `https://auth0-jwt-authorizer` |");
  expect(table).toContain("| Application | Type | Native |");
  expect(table).toContain("| Application → Credentials | Authentication Method | None |");
  expect(table).toContain("| these and no other | Device Code, Refresh Token |");
  expect(table).toContain("| Rotation Overlap Period | 10 seconds |");
  expect(table).not.toMatch(/undefined|\|\s*\|\s*$/u);
});

import { describe, expect } from "vitest";

import type { ListedWish } from "../../../cli/api/answers.ts";
import { it } from "../../support/listing.ts";

const wanted: ListedWish[] = [
  { id: "1", name: "Café chairs", createdAt: "2026-11-22T10:00:00.000Z", price: { amount: "120", currency: "EUR" } },
  { id: "2", name: "Bicycle 10", createdAt: "2026-11-21T10:00:00.000Z", tags: ["outdoor", "sport"], priority: "low" },
  { id: "3", name: "apple tree", createdAt: "2026-11-20T10:00:00.000Z", price: { amount: "9.5", currency: "EUR" } },
  { id: "4", name: "Émail pan", createdAt: "2026-11-19T10:00:00.000Z", price: { amount: "4000", currency: "JPY" } },
  { id: "5", name: "Bicycle 9", createdAt: "2026-11-18T10:00:00.000Z", tags: ["sport"], priority: "high" },
];
const got: ListedWish[] = [
  { id: "6", name: "A kite", createdAt: "2026-11-19T12:00:00.000Z", status: "got", description: "for the STRASSE" },
];

it.beforeEach(({ serve }) => serve(wanted, got));

const idsIn = ({ stdout }: { stdout: string }) =>
  stdout
    .trim()
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t")[0])
    .join("");

describe("wish list", () => {
  it.for([
    ["cafe", "1"],
    ["CHAIRS CAFE", "1"],
    ["bicycle --tag sport", "25"],
    ["bicycle --tag sport,outdoor", "2"],
    ["--tag Sport --tag outdoor", "2"],
    ["bicycle kite", ""],
    ["straße --status all", "6"],
    ["--status got", "6"],
    ["--status all", "123645"],
    ["--max-price 9.50_eur", "3"],
    ["--max-price 9.49_EUR", ""],
    ["--max-price 5000_JPY", "4"],
    ["--sort priority", "51342"],
    ["--sort price", "31425"],
    ["--sort name", "35214"],
    ["--sort newest", "12345"],
    ["--sort name --limit 2", "35"],
    ["bicycle --limit 1", "2"],
  ] as const)("%s", async ([typed, expected], { list }) => {
    const words = typed.split(" ").map((word) => word.replace("_", " "));
    expect(idsIn(await list(...words))).toBe(expected);
  });

  it("looks for words on every page, and ends with the first wish too many", async ({ api, list, serve }) => {
    serve(
      Array.from({ length: 3000 }, (_, index) => ({ id: `w${index}`, name: index % 1400 === 1399 ? "Bike" : "Tea" })),
    );
    expect(idsIn(await list("bike"))).toBe("w1399w2799");
    expect(api.received).toHaveLength(9);
    api.received.length = 0;
    expect(idsIn(await list("tea", "--limit", "3"))).toBe("w0w1w2");
    expect(api.received.length).toBeLessThanOrEqual(2);
  });

  it("asks an API for no more than --limit when it decides itself what comes first", async ({ api, list }) => {
    await list("--limit", "2");
    expect(api.received.map(({ query }) => String(query))).toEqual(["limit=2"]);
  });

  it("shows the wishes of an API without statuses once", async ({ list, serve }) => {
    serve(wanted, wanted);
    expect(idsIn(await list("--status", "all"))).toBe("12345");
    expect(idsIn(await list("--status", "got"))).toBe("");
  });

  it("sorts JSON too, and its name can be shorter", async ({ wish, api }) => {
    const { stdout } = await wish.run(["ls", "--api", api.apiUrl, "--sort=price", "--limit=2", "--json=id"]);
    expect(JSON.parse(stdout)).toEqual([{ id: "3" }, { id: "1" }]);
  });

  it.for([
    [["--status", "gone"], "Allowed choices are wanted, got, all"],
    [["--sort", "colour"], "Allowed choices are priority, price, name, newest"],
    [["--max-price", "50"], 'It must be an amount with its currency, such as "50 EUR".'],
    [["--max-price", "50 EURO"], 'It must be an amount with its currency, such as "50 EUR".'],
    [["--json", "bike"], "A word to look for stands in front of this flag."],
  ] as const)("refuses %j", async ([flags, message], { api, list }) => {
    const result = await list(...flags);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toContain(message);
    expect(api.received).toEqual([]);
  });
});

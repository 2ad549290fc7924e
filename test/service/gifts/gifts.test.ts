import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { newCode } from "../../../service/gifts/codes.ts";
import type { GiftStore } from "../../../service/gifts/store.ts";
import type { Outcome } from "../../../service/service.ts";
import type { Wish } from "../../../service/wish.ts";
import { createGiftService, type Fields, formsOf, type GiftService, queryOf } from "../../support/gift-service.ts";
import { select, textsOf } from "../../support/page.ts";
import { storedWish } from "../../support/stored-wish.ts";
import { startTestTable, type TestTable } from "../../support/table.ts";

const { signal } = new AbortController();
const minute = 60_000;
let table: TestTable;
let service: GiftService;

beforeAll(async () => {
  table = await startTestTable();
});
afterAll(() => table.close());

beforeEach(() => {
  service = createGiftService(table.gifts, table.store);
});

async function addWish(given: Partial<Wish> = {}): Promise<Wish> {
  const { wish } = await table.store.add(storedWish({ name: "A kite", ...given }), signal);
  return wish;
}

async function setQuantity(id: string, quantity: number): Promise<void> {
  await change(id, "wanted", { quantity });
}

async function change(id: string, to: "wanted" | "got" | "removed", set: Partial<Wish> = {}): Promise<void> {
  const { wish, shelf } = (await table.store.read(id, signal))!;
  const rest = { clear: [], updatedAt: "2026-11-22T10:00:00.000Z", changeKey: randomUUID() };
  await table.store.update({ id, set, to, ...rest, onlyIf: { list: wish.list, shelf } }, signal);
}

async function makeList(name: string, date: string): Promise<void> {
  await keepList(name, "auth0|ada", { date });
}

/** Keeps what somebody has just made of a list: with `purgeAt`, they have removed it. */
async function keepList(
  name: string,
  addedBy: string,
  { date, purgeAt }: { date?: string; purgeAt?: number } = {},
): Promise<void> {
  const time = new Date(service.clock.milliseconds).toISOString();
  const version = (await table.store.readList(name, signal))?.list.version;
  const list = { name, ...(date && { date }), createdAt: time, updatedAt: time, version: (version ?? 0) + 1 };
  await table.store.putList({ list, addedBy, changeKey: time, ...(purgeAt && { purgeAt }) }, version, signal);
}

/** Who gave what, as somebody learns it after the reveal date. */
async function thanksFor(list: string, subject: string): Promise<string[] | number> {
  const { milliseconds } = service.clock;
  service.clock.milliseconds = Date.parse("2027-03-03T12:00:00.000Z");
  const { status, body } = (await service.listGifts({ subject, path: { list } })).response;
  service.clock.milliseconds = milliseconds;
  if (status !== 200) return status;
  return (JSON.parse(body) as { Items: { from?: string }[] }).Items.map(({ from = "" }) => from);
}

/** Makes a new gift link, and gives what its query says. */
async function newLink(more: { list?: string; subject?: string } = {}): Promise<Fields> {
  const { response } = await service.putLink({ revealOn: "2027-03-03", rotate: true }, more);
  return queryOf((JSON.parse(response.body) as { url: string }).url);
}

/** A form for a wish as the page of gifts has it. */
function formFor(link: Fields, { id }: Wish, more: Fields = {}): Fields {
  return { ...link, wish: id, token: newCode(), ...more };
}

const reserve = (form: Fields): Promise<Outcome> => service.send("claim", form);
const sayYes = (form: Fields, from = ""): Promise<Outcome> => service.send("claim", { ...form, yes: "yes", from });
const release = ({ list, token }: Fields): Promise<Outcome> => service.send("release", { list: list!, token: token! });

async function statusOf(outcome: Promise<Outcome>): Promise<number> {
  return (await outcome).response.status;
}

async function headingOf(outcome: Promise<Outcome>): Promise<string | undefined> {
  return textsOf((await outcome).response.body, "h1")[0];
}

/** What the page of gifts says at a wish besides its card. */
async function offerOf(link: Fields, { id }: Wish): Promise<string | undefined> {
  const { body } = (await service.open(link)).response;
  const card = `<!doctype html><article id="${id}">${body.split(`<article id="${id}">`)[1]?.split("</article>")[0]}</article>`;
  return textsOf(card, "p.taken")[0] ?? textsOf(card, "p.free")[0] ?? textsOf(card, "button")[0];
}

describe("a gift link", () => {
  it("has a code of 128 bits, of which only a hash is kept, and is told once", async () => {
    const { response } = await service.putLink({ revealOn: "2027-03-03", rotate: true });
    const { url, ...rest } = JSON.parse(response.body) as { url: string };
    expect(rest).toEqual({ list: "default", revealOn: "2027-03-03" });
    const { code } = queryOf(url);
    expect(code).toMatch(/^[\w-]{22}$/u);
    expect(url).toBe(`https://api.test/g?list=default&code=${code}`);
    expect(JSON.stringify(await table.gifts.read("default", new Date(), signal))).not.toContain(code);
    const again = await service.putLink({});
    expect(JSON.parse(again.response.body)).toEqual(rest);
    expect(await statusOf(service.open(queryOf(url)))).toBe(200);
  });

  it("leads nowhere once its code is replaced, for forms that are open too", async () => {
    const wish = await addWish();
    const old = await newLink();
    const form = formFor(old, wish);
    await reserve(form);
    const link = await newLink();
    expect(await statusOf(service.open(old))).toBe(404);
    expect(await headingOf(sayYes(form))).toBe("This gift link leads nowhere");
    expect(await offerOf(link, wish)).toBe("Somebody gives this already");
  });

  it("needs a reveal date in the future, which can only be put off", async () => {
    const broken = async (body: object) => {
      const { response } = await service.putLink(body);
      return [response.status, (JSON.parse(response.body) as { errors?: { message: string }[] }).errors?.[0]?.message];
    };
    await newLink();
    expect(await broken({ revealOn: "2027-03-02" })).toEqual([422, "RevealOn can only be put off: it is 2027-03-03."]);
    expect(await broken({ revealOn: "2026-11-22" })).toEqual([422, "RevealOn must be in the future."]);
    expect(await broken({ revealOn: "2027-02-30" })).toEqual([422, "RevealOn must be a day: 2027-03-03."]);
    expect(await broken({ revealOn: "2037-01-01" })).toEqual([422, "RevealOn must not be later than 2036."]);
    expect(await broken({ reveal: "2027-03-03" })).toEqual([
      422,
      'Unknown field "reveal". A gift link has revealOn and rotate.',
    ]);
    expect((await service.putLink({ revealOn: "2027-03-04" })).response.body).toContain('"revealOn":"2027-03-04"');
    expect((await service.putLink({})).response.body).toContain('"revealOn":"2027-03-04"');
    // Put back for the tests behind this one, in the only way there is.
    await table.close();
    table = await startTestTable();
    service = createGiftService(table.gifts, table.store);
    expect(await broken({})).toEqual([422, expect.stringContaining("RevealOn is required")]);
  });

  it("is for who made it, and for who manages wishes", async () => {
    await newLink();
    const bob = { subject: "auth0|bob", scopes: ["update:wishes"] };
    const keeper = { subject: "auth0|keeper", scopes: ["manage:wishes"] };
    expect(await statusOf(service.putLink({ rotate: true }, bob))).toBe(403);
    expect(await statusOf(service.putLink({ rotate: true }, keeper))).toBe(200);
    expect(await statusOf(service.putLink({ rotate: true }))).toBe(200);
    expect(await statusOf(service.putLink({ revealOn: "2027-03-03" }, { list: "nobodys" }))).toBe(404);
  });

  it("of a list is for who made the list, and its page says what the list is for", async () => {
    const said = {
      title: "Mia turns 7",
      description: "At noon",
      date: "2027-03-03",
      createdAt: "2026-11-22T10:00:00.000Z",
    };
    const list = { name: "mia", ...said, updatedAt: said.createdAt, version: 1 };
    await table.store.putList({ list, addedBy: "auth0|bob", changeKey: "made" }, undefined, signal);
    const body = { revealOn: "2027-03-04" };
    expect(await statusOf(service.putLink(body, { list: "mia" }))).toBe(403);
    const { response } = await service.putLink(body, { list: "mia", subject: "auth0|bob" });
    const page = (await service.open(queryOf((JSON.parse(response.body) as { url: string }).url))).response.body;
    const texts = ["p.gift", "p.date", "p.about"].map((each) => textsOf(page, each));
    expect(texts).toEqual([["Mia turns 7"], ["March 3, 2027"], ["At noon"]]);
  });

  it("is revealed on the day of its list, if that is to come and no other is asked for", async () => {
    await makeList("birthday", "2027-05-01");
    await makeList("past", "2026-11-01");
    expect((await service.putLink({}, { list: "birthday" })).response.body).toContain('"revealOn":"2027-05-01"');
    expect(await statusOf(service.putLink({}, { list: "past" }))).toBe(422);
  });

  it("opens the wishes of its list, and no others", async () => {
    const here = await addWish({ list: "birthday" });
    const there = await addWish();
    const { response } = await service.putLink({ rotate: true }, { list: "birthday" });
    const link = queryOf((JSON.parse(response.body) as { url: string }).url);
    expect(formsOf((await service.open(link)).response.body).map((form) => form["wish"])).toEqual([here.id]);
    expect(await statusOf(reserve(formFor(link, there)))).toBe(409);
    expect(await statusOf(reserve(formFor(link, here)))).toBe(201);
    expect(await statusOf(service.open({ ...link, list: "default" }))).toBe(404);
  });

  it("goes over to who makes its list again, with a new code and the same date, and without the claims so far", async () => {
    const [ada, bob] = ["auth0|ada", "auth0|bob"];
    const ofBob = { list: "passed-on", subject: bob };
    await keepList("passed-on", ada);
    const wish = await addWish({ list: "passed-on", quantity: 9 });
    const old = await newLink({ list: "passed-on" });
    await sayYes(formFor(old, wish), "Grandma");
    await keepList("passed-on", ada, { purgeAt: 4_000_000_000 });
    expect(await thanksFor("passed-on", ada)).toEqual(["Grandma"]);
    service.clock.milliseconds += minute;
    await keepList("passed-on", bob);
    expect(await thanksFor("passed-on", ada)).toBe(403);
    expect(await thanksFor("passed-on", bob)).toEqual([]);
    expect(await statusOf(service.putLink({}, { list: "passed-on" }))).toBe(403);
    expect(await statusOf(service.putLink({ revealOn: "2027-03-02" }, ofBob))).toBe(422);
    const { url } = JSON.parse((await service.putLink({}, ofBob)).response.body) as { url: string };
    expect(await statusOf(service.open(old))).toBe(404);
    await sayYes(formFor(queryOf(url), wish), "Grandpa");
    expect(await thanksFor("passed-on", bob)).toEqual(["Grandpa"]);
    expect(JSON.parse((await service.putLink({}, ofBob)).response.body)).not.toHaveProperty("url");
  });

  it("stays with who removes the list and makes it again, with all claims", async () => {
    await keepList("again", "auth0|ada");
    const wish = await addWish({ list: "again" });
    const link = await newLink({ list: "again" });
    await sayYes(formFor(link, wish), "Grandma");
    service.clock.milliseconds += minute;
    await keepList("again", "auth0|ada", { purgeAt: 4_000_000_000 });
    await keepList("again", "auth0|ada");
    expect(await statusOf(service.putLink({ revealOn: "2027-03-02" }, { list: "again" }))).toBe(422);
    expect(await statusOf(service.open(link))).toBe(200);
    expect(await thanksFor("again", "auth0|ada")).toEqual(["Grandma"]);
  });

  it("is gone with all claims 90 days after its date, or after the last yes, before the table deletes it", async () => {
    await keepList("old", "auth0|ada");
    const wish = await addWish({ list: "old", quantity: 9 });
    const ask = () => service.listGifts({ path: { list: "old" } });
    const link = await newLink({ list: "old" });
    await sayYes(formFor(link, wish), "Grandma");
    service.clock.milliseconds = Date.parse("2027-05-30T12:00:00.000Z");
    await sayYes(formFor(link, wish), "Grandpa");
    service.clock.milliseconds = Date.parse("2027-08-28T11:59:59.999Z");
    expect((await ask()).response.body).toMatch(/Grandma.*Grandpa/u);
    expect((await service.putLink({}, { list: "old" })).response.body).toBe('{"list":"old","revealOn":"2027-03-03"}');
    service.clock.milliseconds += 1;
    expect([await statusOf(ask()), await statusOf(service.open(link))]).toEqual([404, 404]);
    const { response } = await service.putLink({ revealOn: "2027-09-01" }, { list: "old" });
    expect(response.body).toContain('"url"');
    service.clock.milliseconds = Date.parse("2027-09-01T12:00:00.000Z");
    expect((await ask()).response.body).toContain('"Count":0');
  });

  it("of ten made at once is one, and the others are of the same person", async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => service.putLink({ revealOn: "2027-03-03" })));
    expect(new Set(made.map(({ response }) => response.status))).toEqual(new Set([200]));
  });
});

describe("a request", () => {
  let asked: string[];
  beforeEach(() => {
    asked = [];
    const { gifts } = table;
    const watched: GiftStore = {
      ...gifts,
      read: (...parameters) => (asked.push("read"), gifts.read(...parameters)),
      putLink: (...parameters) => (asked.push("putLink"), gifts.putLink(...parameters)),
    };
    service = createGiftService(watched, table.store);
  });

  it("with a wrong code does not have the claims read", async () => {
    const wish = await addWish();
    const link = await newLink();
    asked = [];
    const wrong = { ...link, code: newCode() };
    expect([await statusOf(service.open(wrong)), await statusOf(reserve(formFor(wrong, wish)))]).toEqual([404, 404]);
    expect(asked).toEqual([]);
    await service.open(link);
    expect(asked).toEqual(["read"]);
  });

  it("for a link that stays as it is writes nothing", async () => {
    await newLink();
    asked = [];
    expect(await statusOf(service.putLink({ revealOn: "2027-03-03" }))).toBe(200);
    expect(asked).toEqual([]);
    await service.putLink({ rotate: true });
    expect(asked).toEqual(["putLink"]);
  });
});

describe("somebody who gives", () => {
  it("reserves with one button, says yes with the next, and keeps a link to let it go", async () => {
    const wish = await addWish();
    const link = await newLink();
    const page = (await service.open(link)).response.body;
    const form = formsOf(page).find((each) => each["wish"] === wish.id);
    const asked = await reserve(form!);
    expect(asked.response.status).toBe(201);
    expect(textsOf(asked.response.body, "h1")).toEqual(["Will you give this?"]);
    expect(textsOf(asked.response.body, "p.gift")).toEqual(["A kite"]);
    expect(await offerOf(link, wish)).toBe("Somebody gives this already");
    const [yes, no] = formsOf(asked.response.body);
    const thanks = (await service.send("claim", { ...yes!, from: "Grandma" })).response.body;
    expect(textsOf(thanks, "h1")).toEqual(["Thank you!"]);
    const [kept, mail] = select(thanks, "a").map(({ attributes }) => attributes["href"]!);
    expect(kept).toBe(`https://api.test/release?list=default&token=${form!["token"]}`);
    expect(mail).toBe(`mailto:?subject=The%20link%20of%20my%20gift&body=${encodeURIComponent(kept!)}`);
    expect(await headingOf(service.look(queryOf(kept!)))).toBe("You give this");
    expect(await headingOf(service.send("release", no!))).toBe("It is free again");
    expect(await offerOf(link, wish)).toBe("I will give this");
    expect(await headingOf(service.look(queryOf(kept!)))).toBe("No gift is kept here");
    expect(await headingOf(service.send("release", no!))).toBe("It is free again");
  });

  it("never gives again what they have let go, whatever form is sent again", async () => {
    const wish = await addWish();
    const link = await newLink();
    const form = formFor(link, wish);
    await sayYes(form);
    await release(form);
    await release(form);
    // Others who come next clear what has ended, and nothing of this.
    const other = formFor(link, wish);
    await reserve(other);
    await release(other);
    expect([await statusOf(reserve(form)), await statusOf(sayYes(form))]).toEqual([400, 400]);
    expect(await offerOf(link, wish)).toBe("I will give this");
  });

  it("makes one claim with a double click and a reload, also of the yes", async () => {
    const wish = await addWish({ quantity: 3 });
    const link = await newLink();
    const form = formFor(link, wish);
    const statuses = await Promise.all([reserve(form), reserve(form), reserve(form)].map(statusOf));
    expect(statuses).toEqual([201, 201, 201]);
    expect(await offerOf(link, wish)).toBe("Still free: 2 of 3");
    await Promise.all([sayYes(form), sayYes(form)]);
    expect(await headingOf(sayYes(form))).toBe("Thank you!");
    expect(await headingOf(reserve(form))).toBe("Thank you!");
    expect(await offerOf(link, wish)).toBe("Still free: 2 of 3");
  });

  it("gives two of three, and nobody gives two of the one that is left", async () => {
    const wish = await addWish({ quantity: 3 });
    const link = await newLink();
    const asked = await reserve(formFor(link, wish, { quantity: "2" }));
    expect(textsOf(asked.response.body, "p.gift")).toEqual(["A kite", "2 of them"]);
    expect(await offerOf(link, wish)).toBe("Still free: 1 of 3");
    const tooMany = await reserve(formFor(link, wish, { quantity: "2" }));
    expect(tooMany.response.status).toBe(409);
    expect(textsOf(tooMany.response.body, "h1")).toEqual(["Somebody was faster"]);
    expect(select(tooMany.response.body, "a")[0]!.attributes["href"]).toBe(`/g?list=default&code=${link["code"]}`);
    expect(await statusOf(reserve(formFor(link, wish)))).toBe(201);
  });

  it("loses a reservation after 30 minutes without a yes to whoever comes next", async () => {
    const wish = await addWish();
    const link = await newLink();
    const [first, second] = [formFor(link, wish), formFor(link, wish)];
    await reserve(first);
    service.clock.milliseconds += 30 * minute - 1;
    expect(await statusOf(reserve(second))).toBe(409);
    const look = () => headingOf(service.look({ list: "default", token: first["token"]! }));
    expect(await look()).toBe("Kept for you");
    service.clock.milliseconds += 1;
    expect(await look()).toBe("No gift is kept here");
    expect(await offerOf(link, wish)).toBe("I will give this");
    expect(await statusOf(sayYes(second))).toBe(201);
    expect(await statusOf(sayYes(first))).toBe(409);
  });

  it("can still say yes after that while nobody has taken it", async () => {
    const wish = await addWish();
    const link = await newLink();
    const form = formFor(link, wish);
    await reserve(form);
    service.clock.milliseconds += 24 * 60 * minute;
    expect(await headingOf(sayYes(form))).toBe("Thank you!");
    service.clock.milliseconds += 24 * 60 * minute;
    expect(await offerOf(link, wish)).toBe("Somebody gives this already");
  });

  it("is told alone that the wish is there already, or no longer on the list", async () => {
    const wish = await addWish();
    const form = formFor(await newLink(), wish);
    await sayYes(form);
    const look = () => headingOf(service.look({ list: "default", token: form["token"]! }));
    await change(wish.id, "got");
    expect(await look()).toBe("Given already");
    await change(wish.id, "removed");
    expect(await look()).toBe("No longer wished for");
    expect(await statusOf(release(form))).toBe(200);
  });

  it("keeps what was given while the owner wants fewer, and can let go", async () => {
    const wish = await addWish({ quantity: 3 });
    const link = await newLink();
    const form = formFor(link, wish, { quantity: "3" });
    await sayYes(form);
    await setQuantity(wish.id, 1);
    expect(await headingOf(sayYes(form))).toBe("Thank you!");
    expect(await offerOf(link, wish)).toBe("Somebody gives this already");
    await release(form);
    expect(await offerOf(link, wish)).toBe("I will give this");
  });

  it("says yes to the one that is left when two have reserved and the owner wants fewer, and nobody else does", async () => {
    const wish = await addWish({ quantity: 2 });
    const link = await newLink();
    const [one, other] = [formFor(link, wish), formFor(link, wish)];
    await reserve(one);
    await reserve(other);
    await setQuantity(wish.id, 1);
    expect([await statusOf(sayYes(other)), await statusOf(sayYes(one))]).toEqual([201, 409]);
    expect(await headingOf(sayYes(other))).toBe("Thank you!");
  });

  it("can take another number with the same form until they say yes", async () => {
    const wish = await addWish({ quantity: 3 });
    const link = await newLink();
    const form = formFor(link, wish);
    const ask = (quantity: string) => reserve({ ...form, quantity });
    expect([await statusOf(ask("1")), await statusOf(ask("4")), await statusOf(ask("3"))]).toEqual([201, 409, 201]);
    expect(await offerOf(link, wish)).toBe("Somebody gives this already");
    await sayYes({ ...form, quantity: "3" });
    expect(textsOf((await ask("1")).response.body, "p.gift")).toEqual(["A kite", "3 of them"]);
  });

  it.each(["got", "removed"] as const)("is thanked again when the wish is %s since", async (shelf) => {
    const wish = await addWish();
    const link = await newLink();
    const [form, reserved] = [formFor(link, wish), formFor(link, await addWish())];
    await sayYes(form);
    await reserve(reserved);
    await change(wish.id, shelf);
    await change(reserved["wish"]!, shelf);
    expect(await headingOf(sayYes(form, "Grandma"))).toBe("Thank you!");
    expect(await statusOf(sayYes(reserved))).toBe(409);
  });

  it("cannot take what is got, what is removed, or what is on no list", async () => {
    const [got, removed] = [await addWish(), await addWish()];
    await change(got.id, "got");
    await change(removed.id, "removed");
    const link = await newLink();
    for (const wish of [got, removed, { ...got, id: "none" }]) {
      expect(await statusOf(reserve(formFor(link, wish)))).toBe(409);
    }
  });

  it.each<[string, Fields]>([
    ["a program has filled in what nobody sees", { website: "https://spam.example" }],
    ["the quantity is none", { quantity: "0" }],
    ["the token is no secret", { token: "1" }],
    ["there is no wish", { wish: "" }],
    ["the wish is more than an id can be", { wish: "w".repeat(3000) }],
    ["the wish is the key of a list", { wish: "list#default" }],
    ["the name is not one line", { yes: "yes", from: "a\nb" }],
    ["the name is too long", { yes: "yes", from: "a".repeat(41) }],
  ])("is refused when %s", async (_, fields) => {
    const wish = await addWish();
    const link = await newLink();
    expect(await statusOf(reserve(formFor(link, wish, fields)))).toBe(400);
    expect(await offerOf(link, wish)).toBe("I will give this");
  });

  it("cannot use the token of one wish for another", async () => {
    const [one, other] = [await addWish(), await addWish()];
    const link = await newLink();
    const form = formFor(link, one);
    await reserve(form);
    expect(await statusOf(reserve({ ...form, wish: other.id }))).toBe(400);
  });
});

describe("the owner", () => {
  it("learns who gave what from the reveal date on, and nothing of reservations", async () => {
    const [kite, socks] = [await addWish(), await addWish({ name: "Socks", quantity: 3 })];
    const link = await newLink();
    await sayYes(formFor(link, kite), "Grandma");
    service.clock.milliseconds += minute;
    await sayYes(formFor(link, socks, { quantity: "2" }));
    await reserve(formFor(link, socks));
    service.clock.milliseconds = Date.parse("2027-03-03T11:59:59.999Z");
    const sealed = await service.listGifts();
    expect([sealed.response.status, sealed.response.body]).toEqual([
      403,
      '{"message":"Who gives what is sealed until 2027-03-03.","code":"forbidden"}',
    ]);
    service.clock.milliseconds += 1;
    const { response } = await service.listGifts();
    const { Items } = JSON.parse(response.body) as { Items: { wish: { id: string } }[] };
    expect(Items.filter(({ wish: { id } }) => [kite.id, socks.id].includes(id))).toEqual([
      { wish: { id: kite.id, name: "A kite" }, quantity: 1, from: "Grandma", claimedAt: "2026-11-22T10:00:00.000Z" },
      { wish: { id: socks.id, name: "Socks" }, quantity: 2, claimedAt: "2026-11-22T10:01:00.000Z" },
    ]);
    expect(response.headers["cache-control"]).toBe("private, no-store");
    expect(response.headers).not.toHaveProperty("access-control-allow-origin");
    expect(await statusOf(service.listGifts({ subject: "auth0|bob" }))).toBe(403);
    expect(textsOf((await service.open(link)).response.body, "p.intro")[0]).toContain("Since March 3, 2027,");
  });
});

describe("an answer that refuses", () => {
  it.each(["giftLink", "gifts", "giftPage", "claim", "releasePage", "release"] as const)(
    "is kept by nobody, as JSON of %s",
    async (name) => {
      const { status, headers } = (await service.ask(name, { subject: "auth0|ada", path: { list: "none" } })).response;
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers).toMatchObject({ "content-type": "application/json", "cache-control": "private, no-store" });
    },
  );
});

describe("a page of gifts", () => {
  it("is kept by nobody, told to no shop, and may send nothing but its own forms", async () => {
    await addWish({ url: "https://example.org/" });
    const { headers } = (await service.open(await newLink())).response;
    expect(headers).toMatchObject({
      "cache-control": "private, no-store",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex",
      "content-security-policy": expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-\S+' 'sha256-\S+'; form-action 'self';/u,
      ),
    });
    expect(headers).not.toHaveProperty("etag");
  });

  it("says until the reveal date that who gives what is sealed, and from then on that it is not", async () => {
    const wish = await addWish({ quantity: 9 });
    const link = await newLink();
    const form = formFor(link, wish);
    const pages = async () => {
      const outcomes = [await service.open(link), await reserve(formFor(link, wish)), await sayYes(form)];
      return [...outcomes, await service.look(form)].map(({ response }) => response.body);
    };
    const sealed = await pages();
    service.clock.milliseconds = Date.parse("2027-03-03T12:00:00.000Z");
    const revealed = await pages();
    const shown = /Since March 3, 2027|wishes can see it/u;
    for (const page of sealed) expect(page).toMatch(/from March 3, 2027 on, and not before|nobody before March 3/u);
    for (const page of sealed) expect(page).not.toMatch(shown);
    for (const page of revealed) expect(page).toMatch(shown);
    for (const page of revealed) expect(page).not.toMatch(/before|cannot see/u);
  });

  it("speaks German, too, and names the day", async () => {
    const page = (await service.open(await newLink(), { "accept-language": "de" })).response.body;
    expect(textsOf(page, "h1")).toEqual(["Ein Geschenk aussuchen"]);
    expect(textsOf(page, "p.intro")[0]).toContain("ab dem 3. März 2027");
  });
});

// Behind all others, which take the list for one that nobody has said anything about.
describe("the list default", () => {
  it("belongs to who first says something about it, also when somebody else has made its link", async () => {
    const bob = "auth0|bob";
    service.clock.milliseconds = Date.parse("2027-02-01T10:00:00.000Z");
    await sayYes(formFor(await newLink(), await addWish()), "Grandma");
    service.clock.milliseconds += minute;
    expect(await thanksFor("default", "auth0|ada")).toContain("Grandma");
    await keepList("default", bob);
    expect(await thanksFor("default", "auth0|ada")).toBe(403);
    expect(await thanksFor("default", bob)).toEqual([]);
    expect(await statusOf(service.putLink({}))).toBe(403);
    expect((await service.putLink({}, { subject: bob })).response.body).toContain('"url"');
  });
});

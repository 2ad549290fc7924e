import { type Command, InvalidArgumentError } from "commander";

import type { GivenGift } from "../../service/answers.ts";
import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { Failure, failureIn } from "../failure.ts";
import { type ListChoice, listFlag } from "../lists/list-flag.ts";
import type { Line } from "../output/output.ts";
import { tsvOf } from "../output/tsv.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

interface LinkFlags extends ListChoice {
  reveal?: string;
  rotate?: true;
  dryRun?: true;
}

interface ThanksFlags extends ListChoice {
  json?: true;
}

export function declareGifts(gifts: Command, environment: Environment): void {
  gifts
    .helpCommand(false)
    .addHelpText("before", examples(["wish gifts link --reveal 2027-12-24", "wish gifts thanks"]))
    .action(() => {
      throw new Failure("wrong_usage", "Nothing says what to do about gifts.", {
        hints: ["`wish gifts link` makes the link for those who give, `wish gifts thanks` shows who gave what."],
      });
    });
  declareLink(gifts, environment);
  declareThanks(gifts, environment);
}

const aboutLink = `
Who has the link sees what is taken, and you do not, unless you open it. It is shown
once, when it is made. The day of --reveal can later be put off, and never come nearer.`;

function declareLink(gifts: Command, environment: Environment): void {
  gifts
    .command("link")
    .description("Make the link with which others choose what they give from a list. Needs a sign-in.")
    .addHelpText(
      "before",
      examples(["wish gifts link --reveal 2027-12-24", "wish gifts link --list mia-7", "wish gifts link --rotate"]),
    )
    .addHelpText("after", aboutLink)
    .addOption(listFlag())
    .option("--reveal <day>", "from when on you may see who gives what (default: the day of the list)", parseDay)
    .option("--rotate", "make a new one, and let the old one lead nowhere")
    .option("--dry-run", "change nothing, and say what would be done")
    .action(async (_flags: object, command: Command) => {
      const flags = command.optsWithGlobals<GlobalFlags & LinkFlags>();
      await runLink(openContext(environment, flags), flags);
    });
}

function declareThanks(gifts: Command, environment: Environment): void {
  gifts
    .command("thanks")
    .description("Show who gave what, from the day on that was set with the link. Needs a sign-in.")
    .addHelpText("before", examples(["wish gifts thanks", "wish gifts thanks --json | jq -r '.[].from'"]))
    .addOption(listFlag())
    .option("--json", "print gifts as JSON")
    .action(async (_flags: object, command: Command) => {
      const flags = command.optsWithGlobals<GlobalFlags & ThanksFlags>();
      await runThanks(openContext(environment, flags), flags);
    });
}

/** Prints the link if it is new. It stands nowhere else: not in the journal, nor in a message. */
async function runLink(
  { settings, environment, output, api }: Context,
  { list = settings.list, reveal, rotate, dryRun }: LinkFlags,
): Promise<void> {
  const client = api(requireApiUrl(settings));
  if (dryRun) {
    const made = rotate ? "make a new gift link" : "make the gift link, unless there is one,";
    output.note([`Would ${made} of the list ${list}${reveal === undefined ? "" : `, sealed until ${reveal}`}.`]);
    return;
  }
  const body = { ...(reveal !== undefined && { revealOn: reveal }), ...(rotate && { rotate }) };
  const ofList = list === settings.list ? "" : ` --list ${list}`;
  const { revealOn, url } = await client.call("giftLink", { path: { list }, body }).catch((error: unknown) => {
    throw reveal === undefined && failureIn(error)?.code === "request_refused" ? noLinkYet(ofList, error) : error;
  });
  if (url === undefined) {
    output.note([
      `The list ${list} has a gift link, sealed until ${revealOn}.`,
      `It is not kept and cannot be shown again. \`wish gifts link --rotate${ofList}\` makes a new one.`,
    ]);
    return;
  }
  environment.secrets.add(url.searchParams.get("code") ?? "");
  await output.printToken(url.href);
  output.note([
    `Send this link to those who give, and do not open it: who opens it sees what is taken.`,
    `From ${revealOn} on, \`wish gifts thanks${ofList}\` shows who gave what.`,
  ]);
}

function noLinkYet(ofList: string, cause: unknown): Failure {
  return new Failure("wrong_usage", "There is no gift link yet. Say from when on you may see who gives what.", {
    hints: [
      `For example: wish gifts link --reveal 2027-12-24${ofList}`,
      "That day can later be put off, and never come nearer.",
    ],
    cause,
  });
}

async function runThanks(
  { settings, output, api }: Context,
  { list = settings.list, json }: ThanksFlags,
): Promise<void> {
  const gifts = await api(requireApiUrl(settings)).call("gifts", { path: { list } });
  if (json) {
    await output.print(JSON.stringify(gifts, undefined, 2).split("\n"));
    return;
  }
  if (gifts.length === 0) output.note([`Nobody has said that they give something of the list ${list}.`]);
  await output.print(gifts.map(output.columns === undefined ? giftAsTsv : giftForPerson));
}

function giftForPerson({ wish: { name }, quantity, from }: GivenGift): Line {
  const pieces = quantity > 1 ? ` (${quantity})` : "";
  const giver = from === undefined ? { text: "somebody", style: "faint" as const } : from;
  return [{ text: name, style: "strong" }, `${pieces} from `, giver];
}

/** In the order of the columns that scripts rely on; a new one goes to the end. */
function giftAsTsv({ wish: { id, name }, quantity, claimedAt, from = "" }: GivenGift): string {
  return tsvOf([id, name, String(quantity), from, claimedAt]);
}

function parseDay(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/u.test(text)) return text;
  throw new InvalidArgumentError("A day is written as 2027-12-24.");
}

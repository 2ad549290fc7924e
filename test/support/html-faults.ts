import { HtmlValidate, type Message } from "html-validate";

/** What follows from how a page is written, and is no matter of the standard. */
const checker = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    "no-trailing-whitespace": "off",
    "long-title": "off",
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
  },
});

/** What a page has that is not in order by the HTML standard, or that people may not be able to use. */
export async function faultsOf(page: string): Promise<Message[]> {
  const { results } = await checker.validateString(page);
  return results.flatMap(({ messages }) => messages);
}

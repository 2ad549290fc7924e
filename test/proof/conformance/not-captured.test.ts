import { expect, it } from "vitest";

import { openQuestions, questionsOf } from "./not-captured.ts";

it("takes an open question from where the choice is made", () => {
  const source = `/**
 * Reads. Not captured: this one,
 * and \`that\`; refused.
 *
 * Source: a page.
 */
const one = 1;
// Not captured: a second.
// It is kept.
const two = 2; /** Not captured: a third. */
`;
  expect(questionsOf("x.ts", source)).toEqual([
    { where: "x.ts:2", text: "This one, and `that`; refused." },
    { where: "x.ts:8", text: "A second. It is kept." },
    { where: "x.ts:10", text: "A third." },
  ]);
});

it("finds those of the gateway, each one a sentence or more", () => {
  const questions = openQuestions();
  expect(questions.length).toBeGreaterThan(10);
  for (const { text } of questions) expect(text).toMatch(/^.{20,}\.$/u);
});

/** Something in a template that cannot be served; `where` is the logical id and the path to the property. */
export class TemplateProblem extends Error {
  override readonly name = "TemplateProblem";

  constructor(where: string, problem: string) {
    super(`${where} ${problem}`);
  }
}

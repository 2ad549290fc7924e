/** Something in a template that the local stack does not support. `where` is the logical id and the property's path. */
export class TemplateProblem extends Error {
  override readonly name = "TemplateProblem";

  constructor(where: string, problem: string) {
    super(`${where} ${problem}`);
  }
}

/** Resolved properties of a resource, read by name and type. All readers throw a `TemplateProblem` for what does not fit. */
export class Properties {
  readonly where: string;
  readonly #values: Record<string, unknown>;

  constructor(where: string, values: unknown) {
    if (typeof values !== "object" || values === null || Array.isArray(values)) {
      throw new TemplateProblem(where, "must be an object.");
    }
    this.where = where;
    this.#values = { ...values };
  }

  get names(): string[] {
    return Object.keys(this.#values);
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  text(name: string, fallback?: string): string {
    const value = this.#values[name] ?? fallback;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    if (typeof value === "string") return value;
    throw new TemplateProblem(this.at(name), value === undefined ? "is missing." : "must be text.");
  }

  /** One of a few words. */
  choice<Choice extends string>(name: string, choices: readonly Choice[], fallback?: Choice): Choice {
    const value = this.text(name, fallback);
    const choice = choices.find((choice) => choice === value);
    if (choice !== undefined) return choice;
    throw new TemplateProblem(this.at(name), `is ${value}; supported: ${choices.join(", ")}.`);
  }

  /** CloudFormation also accepts numbers written as text. */
  number(name: string, fallback: number): number {
    const value = Number(this.text(name, String(fallback)));
    if (Number.isFinite(value)) return value;
    throw new TemplateProblem(this.at(name), "must be a number.");
  }

  texts(name: string): string[] {
    return this.#list(name).map((item, index) => {
      if (typeof item === "string") return item;
      throw new TemplateProblem(`${this.at(name)}[${index}]`, "must be text.");
    });
  }

  objects(name: string): Properties[] {
    return this.#list(name).map((item, index) => new Properties(`${this.at(name)}[${index}]`, item));
  }

  object(name: string): Properties {
    return new Properties(this.at(name), this.#values[name] ?? {});
  }

  at(name: string): string {
    return `${this.where}.${name}`;
  }

  #list(name: string): unknown[] {
    const value = this.#values[name] ?? [];
    if (Array.isArray(value)) return value;
    throw new TemplateProblem(this.at(name), "must be a list.");
  }
}

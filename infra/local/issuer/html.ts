/** Markup that is safe to send: all text in it is escaped. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** Template tag. Text is escaped, `Html` is inserted as it is, and `undefined` and `false` insert nothing. */
export function html(strings: TemplateStringsArray, ...values: (string | Html | undefined | false)[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(render)));
}

function render(value: string | Html | undefined | false): string {
  if (value instanceof Html) return value.markup;
  return value ? value.replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`) : "";
}

/** Undoes the escaping of `html`. */
export function unescapeHtml(markup: string): string {
  return markup.replace(/&#(\d+);/gu, (_entity, code: string) => String.fromCharCode(Number(code)));
}

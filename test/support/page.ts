import { type DefaultTreeAdapterTypes, parse } from "parse5";

/** An element of a page. */
export interface PageElement {
  name: string;
  attributes: Record<string, string>;
  /** All text in it. */
  text: string;
}

/** Browsers take a character that HTML does not allow for what it is, and go on (WHATWG HTML, §13.2.2). */
const harmless = /-in-input-stream$|^unexpected-null-character$/u;

function onParseError({ code, startLine }: { code: string; startLine: number }): void {
  if (!harmless.test(code)) throw new Error(`Line ${startLine}: ${code}`);
}

/**
 * Reads a page as browsers do (WHATWG HTML, parsing): all of its elements, in their order.
 *
 * @throws Error for what is not well-formed, though browsers take it
 */
export function elementsOf(page: string): PageElement[] {
  const elements: PageElement[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node): string => {
    if ("value" in node) return node.value;
    if (!("childNodes" in node)) return "";
    const element = "attrs" in node && {
      name: node.tagName,
      attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
      text: "",
    };
    if (element) elements.push(element);
    const text = node.childNodes.map(visit).join("");
    if (element) element.text = text;
    return text;
  };
  visit(parse(page, { onParseError }));
  return elements;
}

/** The elements of one kind: `h1`, or with a class, `p.price`. */
export function select(page: string, selector: string): PageElement[] {
  const [name, className] = selector.split(".");
  return elementsOf(page).filter(
    (element) => element.name === name && (className === undefined || element.attributes["class"] === className),
  );
}

export function textsOf(page: string, selector: string): string[] {
  return select(page, selector).map(({ text }) => text);
}

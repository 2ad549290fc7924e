/**
 * Reads the address of a wish as one that a browser may be sent to, wherever the API has it from.
 *
 * @returns `undefined` for anything but http and https: it could start another program, or run as a script
 */
export function webAddress(text: string | undefined): URL | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return /^https?:$/u.test(url.protocol) ? url : undefined;
}

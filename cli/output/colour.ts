/**
 * Whether one stream gets colour: `--no-color`, then FORCE_COLOR, NO_COLOR (no-color.org), TERM=dumb, else a terminal does.
 */
export function wantsColour(
  isTerminal: boolean,
  variables: Readonly<Record<string, string | undefined>>,
  flag: boolean,
): boolean {
  if (!flag) return false;
  const forced = variables["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if (variables["NO_COLOR"]) return false;
  return isTerminal && variables["TERM"] !== "dumb";
}

import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";

import { type Variables, settingNames, SettingsError } from "./settings.ts";

/** Where settings may stand, in the folder that a command is run in. */
export const settingsFile = ".wish.env";

/**
 * Adds the settings of `.wish.env`, or of the file that WISH_SETTINGS names, to the environment, which wins.
 *
 * The file holds lines of `NAME=value`, as `node --env-file` reads them.
 *
 * @throws SettingsError when the named file is missing, or a file sets what is no setting.
 */
export function withSettingsFile(environment: Variables): Variables {
  const named = environment["WISH_SETTINGS"];
  const file = named || settingsFile;
  if (!existsSync(file)) {
    if (named) throw new SettingsError([`WISH_SETTINGS names ${file}, which does not exist.`]);
    return environment;
  }
  const values = parseEnv(readFileSync(file, "utf8"));
  const unknown = Object.keys(values).filter((name) => !settingNames.includes(name));
  if (unknown.length > 0) {
    throw new SettingsError(
      unknown.map((name) => `${file} sets ${name}, which is no setting. There are ${settingNames.join(", ")}.`),
    );
  }
  return { ...values, ...environment };
}

import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";

import { type Variables, settingNames, SettingsError } from "./settings.ts";

/** Where settings can be put, in the folder that a command is run in. */
export const settingsFile = ".wish.env";

/**
 * Adds the settings of `.wish.env`, or of the file that WISH_SETTINGS names, to the environment, which takes precedence.
 *
 * The file has lines of `NAME=value`, as for `node --env-file`.
 *
 * @throws {SettingsError} when the named file does not exist, or the file sets something that is not a setting
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
      unknown.map(
        (name) => `${file} sets ${name}, which is not a setting. The settings are ${settingNames.join(", ")}.`,
      ),
    );
  }
  return { ...values, ...environment };
}

/**
 * Preloaded into a program, moves its wall clock by the seconds that a file holds, whenever it looks.
 *
 * The monotonic clock, and with it every timer, goes on as before: so it is when somebody sets the clock of a machine.
 */
import { readFileSync } from "node:fs";

const file = process.env["WISH_TEST_CLOCK_FILE"] ?? "";
const RealDate = Date;

globalThis.Date = /** @type {DateConstructor} */ (
  class extends RealDate {
    /** @param {[]} parts */
    constructor(...parts) {
      if (parts.length > 0) super(...parts);
      else super(new.target.now());
    }

    /** @override */
    static now() {
      return RealDate.now() + Number(readFileSync(file, "utf8")) * 1000;
    }
  }
);

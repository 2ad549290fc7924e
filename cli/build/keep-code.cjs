"use strict";
const { writeFileSync } = require("node:fs");
const vm = require("node:vm");

/** @type {Map<string, import("node:vm").Script>} */
const scripts = new Map();

// Loaded before the program, so that this is what its loader makes its scripts with.
vm.Script = class extends vm.Script {
  /**
   * @param {string} source
   * @param {{ filename: string }} options
   */
  constructor(source, options) {
    super(source, options);
    scripts.set(options.filename, this);
  }
};

process.on("exit", () => {
  // V8 compiles a function when it is first called: by now, all that this command has needed.
  for (const [path, script] of scripts) writeFileSync(`${path}.cache`, script.createCachedData());
});

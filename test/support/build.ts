/** Builds the program before the first test, so that none runs on an old one. */
export async function setup(): Promise<void> {
  await import("../../cli/build/build.ts");
}

/** Where every random suite starts: the same each time, unless WISH_TEST_SEED says otherwise. */
export const seed = Number(process.env["WISH_TEST_SEED"] ?? 20_261_122);

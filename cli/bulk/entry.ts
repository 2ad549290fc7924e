/** One place in the input where a wish should be. */
export interface Entry {
  /** From 1: the line, or in a JSON array which wish. */
  number: number;
  /** How much of the input is read with it. */
  endBytes: number;
  /** What stands there, not looked at yet, or why that cannot be said. */
  content: { value: unknown } | { problem: string };
}

/** How an input is read, once its beginning has told what it is. */
export interface InputFormat {
  /** What {@link Entry.number} counts, for messages. */
  unit: "Line" | "Wish";
  /** Throws Failure `unreadable_input` where nothing more can be read. */
  entries: AsyncIterable<Entry>;
}

/** What ctrl-C does: end the program at once, unless it is in the middle of something that must not be torn. */
export interface Interrupts {
  /**
   * Runs `work` to its end before an interrupt is obeyed; a second interrupt is obeyed at once.
   *
   * @param work gets a signal that tells it of the first interrupt, so that long work can come to an early end
   */
  finishFirst<T>(work: (interrupted: AbortSignal) => Promise<T>): Promise<T>;
  /** Leaves ctrl-C to another program of this terminal, which gets it too, until `work` is done. */
  leaveToOther<T>(work: () => Promise<T>): Promise<T>;
  /** To be called for every SIGINT or SIGTERM. */
  interrupt: (signal: NodeJS.Signals) => void;
}

/** Makes the interrupts of one process. `leave` ends it as if by the signal; nothing goes on until it has. */
export function createInterrupts(leave: (signal: NodeJS.Signals) => Promise<void> | void): Interrupts {
  let unfinished = 0;
  let others = 0;
  let pending: NodeJS.Signals | undefined;
  let controller: AbortController | undefined;
  // Node takes long to load it, and most commands do nothing that must not be torn.
  const interrupted = () => (controller ??= new AbortController());
  return {
    interrupt(signal) {
      if (signal === "SIGINT" && others > 0) return;
      if (unfinished === 0 || pending !== undefined) void leave(signal);
      pending = signal;
      interrupted().abort();
    },
    async leaveToOther(work) {
      others += 1;
      try {
        return await work();
      } finally {
        others -= 1;
      }
    },
    async finishFirst(work) {
      unfinished += 1;
      try {
        return await work(interrupted().signal);
      } finally {
        unfinished -= 1;
        if (unfinished === 0 && pending !== undefined) await leave(pending);
      }
    },
  };
}

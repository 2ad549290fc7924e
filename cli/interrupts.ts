/** What ctrl-C does: end the program at once, unless it is in the middle of something that must not be torn. */
export interface Interrupts {
  /** Runs `work` to its end before an interrupt is obeyed; a second interrupt is obeyed at once. */
  finishFirst<T>(work: () => Promise<T>): Promise<T>;
  /** To be called for every SIGINT or SIGTERM. */
  interrupt: (signal: NodeJS.Signals) => void;
}

/** Makes the interrupts of one process. `leave` ends it as if by the signal. */
export function createInterrupts(leave: (signal: NodeJS.Signals) => void): Interrupts {
  let unfinished = 0;
  let pending: NodeJS.Signals | undefined;
  return {
    interrupt(signal) {
      if (unfinished === 0 || pending !== undefined) leave(signal);
      pending = signal;
    },
    async finishFirst(work) {
      unfinished += 1;
      try {
        return await work();
      } finally {
        unfinished -= 1;
        if (unfinished === 0 && pending !== undefined) leave(pending);
      }
    },
  };
}

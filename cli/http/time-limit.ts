/** How long one piece of work goes on waiting for the network, all attempts and the pauses between them together. */
export interface Patience {
  /** What is left of it, in milliseconds. */
  left: () => number;
  /**
   * Does something that waits for a host, and counts how long it takes.
   *
   * What takes time between two such waits, such as a person or a keychain, does not count.
   */
  spend<T>(host: string, work: () => Promise<T>): Promise<T>;
}

/** The time limit that `--timeout` sets. */
export interface TimeLimit {
  milliseconds: number;
  /** Begins it anew: for one of many equal pieces of work, such as a wish of a file or a page of the list. */
  begin: () => Patience;
  /** As `begin`, where the person is told already what is waited for. */
  beginQuietly: () => Patience;
  /** What was begun last, for the requests that belong to no piece of their own; otherwise it begins. */
  current: () => Patience;
}

const noticeAfterMilliseconds = 2000;

/**
 * Makes the time limit of one command.
 *
 * @param now milliseconds of a clock that nobody sets
 * @param onWaiting called once for each host that keeps us waiting for two seconds
 */
export function createTimeLimit(milliseconds: number, now: () => number, onWaiting: (host: string) => void): TimeLimit {
  const told = new Set<string>();
  const tell = (host: string) => {
    if (told.has(host)) return;
    told.add(host);
    onWaiting(host);
  };
  let current: Patience | undefined;
  const begin = () => (current = createPatience(milliseconds, now, tell));
  return {
    milliseconds,
    begin,
    beginQuietly: () => (current = createPatience(milliseconds, now, () => {})),
    current: () => current ?? begin(),
  };
}

function createPatience(milliseconds: number, now: () => number, tell: (host: string) => void): Patience {
  let spent = 0;
  let waits = 0;
  let since = 0;
  const used = () => spent + (waits > 0 ? now() - since : 0);
  return {
    left: () => Math.max(0, milliseconds - used()),
    async spend(host, work) {
      if (waits === 0) since = now();
      waits += 1;
      const timer = setTimeout(tell, Math.max(0, noticeAfterMilliseconds - used()), host);
      try {
        return await work();
      } finally {
        clearTimeout(timer);
        waits -= 1;
        if (waits === 0) spent += now() - since;
      }
    },
  };
}

import { AsyncLocalStorage } from "node:async_hooks";

import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type fc from "fast-check";

/** A request on its way through the service: the table sees each of its commands as a step. */
interface Run {
  scheduler: fc.Scheduler;
  isWrittenTwice: boolean;
  /** Whether it goes on to its end before anybody else moves. */
  isAlone: boolean;
  lastStep: number;
}

/**
 * Lets requests be under way at the same time, and yet in an order that a scheduler decides and that can be repeated: it
 * lets one of them take its next step, and waits until all have come to their next step or to their end.
 */
export class Steps {
  readonly #runs = new AsyncLocalStorage<Run>();
  #moving = 0;
  #onRest = () => {};
  taken = 0;

  /** Makes each command of a client a step of the request that it is sent for; others go out as they are. */
  watch(client: DynamoDBDocumentClient): void {
    const send = client.send.bind(client) as (command: object, options?: object) => Promise<unknown>;
    const step = async (command: object, options?: object): Promise<unknown> => {
      const run = this.#runs.getStore();
      if (!run) return send(command, options);
      if (!run.isAlone) await this.#turn(run, command.constructor.name);
      run.lastStep = this.taken += 1;
      const isWrite = /^(?:Put|Update)Command$/u.test(command.constructor.name);
      if (isWrite && run.isWrittenTwice) {
        // As the SDK does when there is no answer in time. A wish names one change, so nobody else may come in between.
        run.isAlone = await succeeds(send(command, options));
      }
      return send(command, options);
    };
    client.send = step as typeof client.send;
  }

  async #turn({ scheduler }: Run, label: string): Promise<void> {
    this.#rest();
    await scheduler.schedule(Promise.resolve(), label, undefined, async (release) => {
      this.#moving += 1;
      await release();
      await this.#atRest();
    });
  }

  /** @returns what came of a request, and the number of its last step: what it has done and seen is as of then */
  async follow<T>(
    scheduler: fc.Scheduler,
    isWrittenTwice: boolean,
    request: () => Promise<T>,
  ): Promise<{ outcome: T; at: number }> {
    const run = { scheduler, isWrittenTwice, isAlone: false, lastStep: 0 };
    return { outcome: await this.#runs.run(run, request), at: run.lastStep };
  }

  async together<T>(scheduler: fc.Scheduler, requests: (() => Promise<T>)[]): Promise<T[]> {
    this.#moving += requests.length;
    const all = Promise.all(requests.map((request) => request().finally(() => this.#rest())));
    await this.#atRest();
    while (scheduler.count() > 0) await scheduler.waitOne();
    return all;
  }

  #rest(): void {
    this.#moving -= 1;
    if (this.#moving === 0) this.#onRest();
  }

  async #atRest(): Promise<void> {
    if (this.#moving > 0) await new Promise<void>((resolve) => (this.#onRest = resolve));
  }
}

function succeeds(sending: Promise<unknown>): Promise<boolean> {
  return sending.then(
    () => true,
    () => false,
  );
}

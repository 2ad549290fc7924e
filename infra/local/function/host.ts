import type { APIGatewayProxyEventV2 } from "aws-lambda";

import type { FunctionModel } from "../template/model.ts";
import { type DynamoDbPlace, functionEnvironment } from "./environment.ts";
import { type FunctionInstance, type InvokeResult, startInstance } from "./instance.ts";
import { startReaper } from "./reaper.ts";

export interface FunctionHostOptions {
  functions: FunctionModel[];
  /** Where their tables are. */
  dynamodb: DynamoDbPlace;
  /** How many copies of one function may run at once. Further events wait. */
  maxInstances: number;
  /** Gets each line that a function writes to stdout or stderr. */
  onOutput: (functionName: string, line: string) => void;
}

/**
 * Invokes a function with one event, as Lambda's synchronous Invoke does, and waits for its end.
 *
 * Never rejects: whatever goes wrong is a `failed` result.
 */
export type Invoke = (functionArn: string, event: APIGatewayProxyEventV2) => Promise<InvokeResult>;

export interface FunctionHost {
  invoke: Invoke;
  /** Ends all instances, and every event that still runs or waits. */
  close(): Promise<void>;
}

/**
 * Runs the functions of a stack. Each copy has a process of its own, which starts with its first event and is kept for
 * the next.
 *
 * Not captured: Lambda freezes a function once it has answered. Here, what it left running goes on.
 */
export function createFunctionHost({ functions, dynamodb, maxInstances, onOutput }: FunctionHostOptions): FunctionHost {
  const reaper = startReaper();
  const pools = new Map(
    functions.map((model) => {
      const environment = functionEnvironment(model, dynamodb);
      const start = () => startInstance(model, environment, reaper, (line) => onOutput(model.name, line));
      return [model.arn, createPool(start, maxInstances)];
    }),
  );
  return {
    async invoke(functionArn, event) {
      const pool = pools.get(functionArn);
      return pool ? pool.invoke(event) : { outcome: "failed", message: `There is no function ${functionArn}` };
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      reaper.close();
    },
  };
}

interface InstancePool {
  invoke(event: unknown): Promise<InvokeResult>;
  close(): Promise<void>;
}

/** The instances of one function. The one that was used last is taken first, so that the others can stay idle. */
function createPool(start: () => FunctionInstance, maxInstances: number): InstancePool {
  const idle: FunctionInstance[] = [];
  const busy = new Set<FunctionInstance>();
  const waiting: ((instance: FunctionInstance | undefined) => void)[] = [];
  let closed = false;

  const take = () => {
    let instance = idle.pop();
    while (instance && !instance.isAlive()) instance = idle.pop();
    instance ??= start();
    busy.add(instance);
    return instance;
  };
  const giveBack = (instance: FunctionInstance) => {
    busy.delete(instance);
    if (instance.isAlive()) idle.push(instance);
    if (!closed) waiting.shift()?.(take());
  };

  return {
    async invoke(event) {
      const mustWait = busy.size >= maxInstances;
      const instance = closed
        ? undefined
        : mustWait
          ? await new Promise<FunctionInstance | undefined>((resolve) => waiting.push(resolve))
          : take();
      if (!instance) return { outcome: "failed", message: "The local stack is stopping" };
      return instance.invoke(event).finally(() => giveBack(instance));
    },
    async close() {
      closed = true;
      for (const resolve of waiting.splice(0)) resolve(undefined);
      await Promise.all([...idle, ...busy].map((instance) => instance.stop()));
    },
  };
}

/** The threads that percore starts for itself, so that a test can end them as nobody else can. */
import process from "node:process";
import type { Worker } from "node:worker_threads";

const threads = process.getBuiltinModule("node:worker_threads");
const started: Worker[] = [];
let areIdle = false;

threads.Worker = class extends threads.Worker {
  constructor(...args: ConstructorParameters<typeof Worker>) {
    super(...args);
    started.push(this);
  }

  override postMessage(...args: Parameters<Worker["postMessage"]>): void {
    const [message]: unknown[] = args;
    const isOrder = typeof message === "object" && message !== null && "join" in message;
    if (!(areIdle && isOrder)) super.postMessage(...args);
  }
};

/** From now on, threads aren't told of the workers that are handed over to them; or are told again. */
export function keepIdle(isIdle: boolean): void {
  areIdle = isIdle;
}

/** The threads that were started since the last call. */
export function startedThreads(): readonly Worker[] {
  return started.splice(0);
}

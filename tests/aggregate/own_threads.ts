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

  override postMessage(message: unknown): void {
    if (!areIdle) super.postMessage(message);
  }
};

/** From now on, threads are told nothing, and so do nothing; or are told all again. */
export function keepIdle(isIdle: boolean): void {
  areIdle = isIdle;
}

/** The threads that were started since the last call. */
export function startedThreads(): readonly Worker[] {
  return started.splice(0);
}

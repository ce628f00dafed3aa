/** The pipes that percore gives its aggregating workers, which their threads are the first to write to. */
import process from "node:process";
import type { NodeStart } from "../../src/aggregate/node_thread.ts";
import { pagesOf } from "./pages.ts";
import type { PagesByNode } from "./report.ts";

/** The pipe of one aggregating worker. */
export interface Pipe {
  readonly memory: ArrayBufferLike;
  /** The pages of it that were in use before its thread had it. */
  readonly before: PagesByNode;
}

const threads = process.getBuiltinModule("node:worker_threads");
const given: Pipe[] = [];

threads.Worker = class extends threads.Worker {
  override postMessage(message: unknown): void {
    if (isStart(message)) given.push({ memory: message.pipe, before: pagesOf(message.pipe) });
    super.postMessage(message);
  }
};

/** The pipes that were given since the last call. */
export function givenPipes(): readonly Pipe[] {
  return given.splice(0);
}

function isStart(message: unknown): message is NodeStart {
  return typeof message === "object" && message !== null && "pipe" in message;
}

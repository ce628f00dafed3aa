import type { AggregatingOptions, Start } from "../../src/aggregate/aggregating_worker.ts";
import { NodeLoop, type NodeOrder } from "../../src/aggregate/node_loop.ts";

/** An aggregating worker in this thread, which does something only when it is told to, and can be lost at any time. */
export class NodeInThread {
  readonly options: AggregatingOptions;
  readonly #orders: NodeOrder[] = [];
  #loop: NodeLoop | undefined;
  #lose: ((reason: unknown) => void) | undefined;

  /** One that is late begins with its first step. */
  constructor(pipeBytes = 65536, node?: number, isLate = false) {
    const start: Start = ({ pipe }, lost) => {
      this.#loop = new NodeLoop(pipe);
      // As a thread does, which shows that it has begun.
      if (!isLate) this.#loop.step();
      this.#lose = lost;
      return {
        post: (order) => this.#orders.push(structuredClone(order) as NodeOrder),
        terminate: () => this.#loop = undefined,
      };
    };
    this.options = { node, cpus: [], cadence: 100, pipeBytes, start };
  }

  /** Hands on what has come; false when the pipe has no room for all of it. */
  step(): boolean {
    for (const order of this.#orders.splice(0)) this.#loop?.obey(order);
    return this.#loop?.step() ?? true;
  }

  /** Ends it as a thread ends that fails: what it has drained and not handed on is gone. */
  lose(): void {
    this.#loop = undefined;
    this.#lose?.(new Error("an aggregating worker that a test has ended"));
  }
}

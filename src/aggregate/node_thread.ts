/** What an aggregating worker's thread runs, see aggregating_worker.ts. */
import { onOrder } from "../host/own_thread.ts";
import { pinTo } from "../host/pinning.ts";
import { NodeLoop, type NodeOrder } from "./node_loop.ts";

/** What the thread is started with. */
export interface NodeStart {
  readonly pipe: ArrayBufferLike;
  /** Milliseconds between two drains. */
  readonly cadence: number;
  /** The cpus of its node; none when it may run anywhere. */
  readonly cpus: readonly number[];
}

let loop: NodeLoop | undefined;

// The root alone posts to this thread.
onOrder((order) => {
  if (loop === undefined) loop = begin(order as NodeStart);
  else loop.obey(order as NodeOrder);
});

function begin({ pipe, cadence, cpus }: NodeStart): NodeLoop {
  // First of all: memory lies on the node of the thread that touches it first.
  if (cpus.length > 0) pinTo(cpus);
  const loop = new NodeLoop(pipe);
  void loop.run(cadence);
  return loop;
}

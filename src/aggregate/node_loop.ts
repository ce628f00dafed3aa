import { changed } from "../host/wait.ts";
import { PipeWord, PipeWriter } from "../transport/pipe.ts";
import { controlOf, ControlWord } from "../transport/ring.ts";
import { NodeAggregator, type NodeMember } from "./node_aggregator.ts";

/** What the root tells an aggregating worker. */
export type NodeOrder = { readonly join: NodeMember } | { readonly leave: number };

/** An aggregating worker's rings on one side, and its pipe to the root on the other. */
export class NodeLoop {
  readonly #aggregator = new NodeAggregator();
  readonly #control: Int32Array;
  readonly #pipe: PipeWriter;

  constructor(pipe: ArrayBufferLike) {
    this.#control = controlOf(pipe);
    this.#pipe = new PipeWriter(pipe);
  }

  /** Does what the root says. */
  obey(order: NodeOrder): void {
    if ("join" in order) this.#aggregator.join(order.join);
    else this.#aggregator.leave(order.leave);
  }

  /**
   * Hands on what has come; false when the pipe is full. Nothing is drained before all that was drained has been handed
   * on, so that what waits does so in the workers' rings.
   */
  step(): boolean {
    Atomics.add(this.#control, PipeWord.beats, 1);
    if (!this.#pipe.push()) return false;
    if (Atomics.load(this.#control, PipeWord.splits) !== 0) this.#aggregator.split();
    const frames = this.#aggregator.take();
    if (frames === undefined) return true;
    this.#pipe.send(frames);
    return this.#pipe.push();
  }

  /** Steps every `cadence` milliseconds, or as soon as the root asks for it, until the root wants no more. */
  async run(cadence: number): Promise<void> {
    while (Atomics.load(this.#control, PipeWord.closed) === 0) {
      const wakes = Atomics.load(this.#control, PipeWord.wakes);
      const head = Atomics.load(this.#control, ControlWord.head);
      if (this.step()) await changed(this.#control, PipeWord.wakes, wakes, cadence);
      else await changed(this.#control, ControlWord.head, head, cadence);
    }
  }
}

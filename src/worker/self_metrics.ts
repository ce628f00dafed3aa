import { clock } from "../host/clock.ts";
import { pinning } from "../host/pinning.ts";
import {
  PercoreInvalidReason,
  PercorePinning,
  PercorePinningResult,
  PercoreRecordings,
  PercoreWorker,
} from "../self/percore.gen.ts";
import type { Registry } from "./registry.ts";

/** What percore counts of itself on one worker: recorded like everything else, and part of the next flush. */
export class SelfMetrics {
  readonly #worker;
  readonly #recordings;
  #frames = 0;
  #cells = 0;
  #jumps = clock.jumps;

  constructor(registry: Registry, id: number) {
    const entity = { "thread.id": id };
    this.#worker = registry.register(PercoreWorker, { entity });
    this.#recordings = registry.register(PercoreRecordings, { entity });
    const result = pinning();
    if (result === undefined) return;
    const name = result.pinned ? "pinned" : result.reason;
    registry.register(PercorePinning, { entity }).with(PercorePinningResult[name]).threads.observe(1);
  }

  /** A flush that began at `begin` (`performance.now()`) wrote these; not `whole`: the ring was full. */
  flushed(frames: number, cells: number, whole: boolean, begin: number): void {
    if (!whole) this.#worker.deferrals.increment();
    if (clock.jumps !== this.#jumps) this.#worker.clockJumps.add(clock.jumps - this.#jumps);
    this.#jumps = clock.jumps;
    this.#frames += frames;
    this.#cells += cells;
    // These counters make a frame themselves. One frame alone is held back, so that an idle worker comes to rest.
    if (this.#frames < 2) return;
    this.#worker.frames.add(this.#frames);
    this.#worker.cells.add(this.#cells);
    this.#worker.flushDuration.record((performance.now() - begin) / 1000);
    this.#frames = 0;
    this.#cells = 0;
  }

  /** Recordings that were dropped; `reason` is one of `Invalid`. */
  refused(reason: number, count: number): void {
    const reasons: readonly PercoreInvalidReason[] = [
      PercoreInvalidReason.not_a_number,
      PercoreInvalidReason.negative,
      PercoreInvalidReason.fraction,
      PercoreInvalidReason.out_of_range,
      PercoreInvalidReason.unknown_attribute,
    ];
    const index = reasons[reason];
    if (index !== undefined) this.#recordings.with(index).invalid.add(count);
  }
}

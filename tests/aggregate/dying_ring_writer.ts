import { type FrameHeader, RingWriter } from "../../src/transport/ring_writer.ts";

/** Ends the "worker" in the middle of a flush: before or after its frame is published. */
export class DyingRingWriter extends RingWriter {
  death: "before" | "after" | undefined;

  override publish(header: FrameHeader): void {
    if (this.death === "before") throw new Death();
    super.publish(header);
    if (this.death === "after") throw new Death();
  }
}

/** What the end of a "worker" throws. */
export class Death extends Error {}

import type { UnixNanos } from "../../host/clock.ts";
import type { BackwardWriter } from "../otlp/backward_writer.ts";
import { Timestamp } from "./wire_tags.gen.ts";

const NANOS_PER_SECOND = 1e9;

/** Writes the body of a `Timestamp`. */
export function writeTimestamp(writer: BackwardWriter, time: UnixNanos): void {
  const seconds = Math.floor(time / NANOS_PER_SECOND);
  // A time is rounded to some hundred nanoseconds, and the quotient may have been rounded up.
  const nanos = Math.min(Math.max(0, time - seconds * NANOS_PER_SECOND), NANOS_PER_SECOND - 1);
  writer.varint(Math.floor(nanos));
  writer.varint(Timestamp.nanos);
  writer.int64(seconds);
  writer.varint(Timestamp.seconds);
}

import type { BackwardWriter } from "../otlp/backward_writer.ts";
import { HIGH_UNIT } from "../otlp/fixed64.ts";
import { writeDouble } from "../otlp/message_fields.ts";
import type { HrTime, Numeric } from "./metric_data.ts";

const NANOS_PER_SECOND = 1e9;
/** Seconds are split here, so that neither part, in nanoseconds, exceeds a double's exact integers. */
const SPLIT = 0x1_0000;
const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

/** Writes a field of type `double` that may be absent. */
export function writeOptionalDouble(writer: BackwardWriter, tag: number, value: number | undefined): void {
  if (value !== undefined) writeDouble(writer, tag, value);
}

/** Writes a field of type `fixed64` or `sfixed64`. */
export function writeFixed64(writer: BackwardWriter, tag: number, value: Numeric): void {
  writeFixed64Element(writer, value);
  writer.varint(tag);
}

/** Writes an element of a packed field of such. Whole numbers are exact, and saturate at -2^63 and 2^63 - 1. */
export function writeFixed64Element(writer: BackwardWriter, value: Numeric): void {
  if (typeof value === "number") return writer.fixed64(0, value);
  const whole = value > MAX_INT64 ? MAX_INT64 : value < MIN_INT64 ? MIN_INT64 : value;
  writer.fixed64(Number(whole >> 32n), Number(BigInt.asUintN(32, whole)));
}

/** Writes a field of type `fixed64` that is a time, exact to the nanosecond. */
export function writeTime(writer: BackwardWriter, tag: number, [seconds, nanoseconds]: HrTime): void {
  const low = seconds % SPLIT, middle = (seconds - low) / SPLIT * NANOS_PER_SECOND;
  const high = Math.floor(middle / SPLIT);
  writer.fixed64(high, (middle - high * SPLIT) * (HIGH_UNIT / SPLIT) + low * NANOS_PER_SECOND + nanoseconds);
  writer.varint(tag);
}

import type { UnixNanos } from "../../host/clock.ts";

const NANOS_PER_SECOND = 1_000_000_000n;

/** A time as OpenTelemetry JS has it; exact. */
export function hrTimeOf(time: UnixNanos): [seconds: number, nanoseconds: number] {
  const nanos = BigInt(time);
  return [Number(nanos / NANOS_PER_SECOND), Number(nanos % NANOS_PER_SECOND)];
}

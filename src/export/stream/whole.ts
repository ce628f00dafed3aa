import { CARRY_UNIT } from "../../aggregate/collection.ts";
import type { BackwardWriter } from "../otlp/backward_writer.ts";
import { MalformedMessageError, type Varint } from "../otlp/message_reader.ts";

const MAX_INT64 = 2n ** 63n - 1n;
const UNIT = BigInt(CARRY_UNIT);

/** A whole number as a lane and its carry have it. */
export function wholeOf(value: number, carry: number): number | bigint {
  return carry === 0 ? value : BigInt(carry) * UNIT + BigInt(value);
}

/** The lane and the carry of a whole number. */
export function laneOf(whole: number | bigint): readonly [value: number, carry: number] {
  return typeof whole === "number" ? [whole, 0] : [Number(whole % UNIT), Number(whole / UNIT)];
}

/** Writes a `sint64`. Beyond 64 bits it saturates. */
export function writeSigned(writer: BackwardWriter, whole: number | bigint): void {
  if (typeof whole === "number" && Math.abs(whole) < CARRY_UNIT) writer.sint64(whole);
  else writer.sint64(limited(BigInt(whole), -MAX_INT64 - 1n));
}

/** Writes a `uint64` of up to 2^63 - 1. Beyond it saturates. */
export function writeUnsigned(writer: BackwardWriter, whole: number | bigint): void {
  if (typeof whole === "number" && whole < CARRY_UNIT) writer.varint(whole);
  else writer.int64(limited(BigInt(whole), 0n));
}

/** What a varint stands for whose lowest bit is the sign. */
export function signedOf(varint: Varint): number | bigint {
  if (typeof varint === "bigint") return (varint >> 1n) ^ -(varint & 1n);
  return varint % 2 === 0 ? varint / 2 : -(varint + 1) / 2;
}

/** A varint that is a count. */
export function unsignedOf(varint: Varint): number | bigint {
  if (varint > MAX_INT64) throw new MalformedMessageError("a count is larger than 2^63 - 1");
  return varint;
}

function limited(value: bigint, least: bigint): bigint {
  return value > MAX_INT64 ? MAX_INT64 : value < least ? least : value;
}

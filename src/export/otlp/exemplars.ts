import type { Exemplar } from "../../aggregate/exemplar.ts";
import type { BackwardWriter } from "./backward_writer.ts";
import { Exemplar as Tags } from "./wire_tags.gen.ts";

/** Writes a data point's field of exemplars. Their values are whole numbers where `int` says so. */
export function writeExemplars(
  writer: BackwardWriter,
  tag: number,
  exemplars: readonly Exemplar[],
  int: boolean,
): void {
  for (const exemplar of exemplars.toReversed()) {
    writer.message(tag, () => writeExemplar(writer, exemplar, int));
  }
}

function writeExemplar(
  writer: BackwardWriter,
  { value, time, traceId, spanId }: Exemplar,
  int: boolean,
): void {
  if (int) {
    writer.fixed64(0, value);
    writer.varint(Tags.asInt);
  }
  writeId(writer, Tags.traceId, traceId);
  writeId(writer, Tags.spanId, spanId);
  if (!int) {
    writer.double(value);
    writer.varint(Tags.asDouble);
  }
  writer.fixed64(0, time);
  writer.varint(Tags.timeUnixNano);
}

function writeId(writer: BackwardWriter, tag: number, id: Uint8Array | undefined): void {
  if (id === undefined) return;
  writer.raw(id);
  writer.varint(id.length);
  writer.varint(tag);
}

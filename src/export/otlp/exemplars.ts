import type { Exemplar } from "../../aggregate/exemplar.ts";
import type { BackwardWriter } from "./backward_writer.ts";
import { writeMessages } from "./message_fields.ts";
import { type Exemplar as Message, writeExemplar } from "./messages.gen.ts";

/** Writes a data point's field of exemplars. Their values are whole numbers where `int` says so. */
export function writeExemplars(
  writer: BackwardWriter,
  tag: number,
  exemplars: readonly Exemplar[],
  int: boolean,
): void {
  if (exemplars.length === 0) return;
  const messages = exemplars.map(({ value, time, traceId, spanId }): Message => ({
    value: { case: int ? "asInt" : "asDouble", value },
    timeUnixNano: time,
    traceId,
    spanId,
  }));
  writeMessages(writer, tag, messages, writeExemplar);
}

import type { BackwardWriter } from "../otlp/backward_writer.ts";

/**
 * Writes the length and the tag of a field that holds a message, or a packed list, whose body has been written since the
 * writer's length was `end`. The same as `BackwardWriter.message()`, without a function for each message.
 */
export function endMessage(writer: BackwardWriter, tag: number, end: number): void {
  writer.varint(writer.length - end);
  writer.varint(tag);
}

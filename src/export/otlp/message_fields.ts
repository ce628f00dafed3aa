/** What the generated encoders consist of: for each kind of value, a field of it, written whatever the value is. */
import type { BackwardWriter } from "./backward_writer.ts";

/** Writes the body of a message. */
export type WriteBody<Message> = (writer: BackwardWriter, message: Message) => void;

export function writeBool(writer: BackwardWriter, tag: number, value: boolean): void {
  writer.varint(Number(value));
  writer.varint(tag);
}

export function writeBytes(writer: BackwardWriter, tag: number, value: Uint8Array): void {
  writer.raw(value);
  writer.varint(value.length);
  writer.varint(tag);
}

export function writeDouble(writer: BackwardWriter, tag: number, value: number): void {
  writer.double(value);
  writer.varint(tag);
}

export function writeDoubles(writer: BackwardWriter, tag: number, values: ArrayLike<number>): void {
  if (values.length === 0) return;
  for (let i = values.length - 1; i >= 0; i--) writer.double(values[i] ?? 0);
  writer.varint(values.length * 8);
  writer.varint(tag);
}

export function writeFixed32(writer: BackwardWriter, tag: number, value: number): void {
  writer.fixed32(value);
  writer.varint(tag);
}

/** Signed ones, too. */
export function writeFixed64(writer: BackwardWriter, tag: number, value: number | bigint): void {
  writer.whole64(value);
  writer.varint(tag);
}

export function writeFixed64s(writer: BackwardWriter, tag: number, values: ArrayLike<number | bigint>): void {
  if (values.length === 0) return;
  for (let i = values.length - 1; i >= 0; i--) writer.whole64(values[i] ?? 0);
  writer.varint(values.length * 8);
  writer.varint(tag);
}

/** A negative one is as long as an int64. */
export function writeInt32(writer: BackwardWriter, tag: number, value: number): void {
  writer.int64(value);
  writer.varint(tag);
}

/** Unsigned ones, too. */
export function writeInt64(writer: BackwardWriter, tag: number, value: number | bigint): void {
  writer.int64(value);
  writer.varint(tag);
}

export function writeInt64s(writer: BackwardWriter, tag: number, values: ArrayLike<number | bigint>): void {
  if (values.length === 0) return;
  const end = writer.length;
  for (let i = values.length - 1; i >= 0; i--) writer.int64(values[i] ?? 0);
  writer.close(tag, end);
}

export function writeMessage<Message>(
  writer: BackwardWriter,
  tag: number,
  message: Message,
  write: WriteBody<Message>,
): void {
  const end = writer.length;
  write(writer, message);
  writer.close(tag, end);
}

export function writeMessages<Message>(
  writer: BackwardWriter,
  tag: number,
  messages: readonly Message[],
  write: WriteBody<Message>,
): void {
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i];
    if (message !== undefined) writeMessage(writer, tag, message, write);
  }
}

export function writeSint32(writer: BackwardWriter, tag: number, value: number): void {
  writer.sint32(value);
  writer.varint(tag);
}

export function writeString(writer: BackwardWriter, tag: number, value: string): void {
  writer.text(tag, value);
}

export function writeStrings(writer: BackwardWriter, tag: number, values: readonly string[]): void {
  for (let i = values.length - 1; i >= 0; i--) writer.text(tag, values[i] ?? "");
}

export function writeUint32(writer: BackwardWriter, tag: number, value: number): void {
  writer.varint(value);
  writer.varint(tag);
}

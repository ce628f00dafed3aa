import type { BackwardWriter } from "../otlp/backward_writer.ts";

/** A packed field; none when it has no element. */
export function writePacked<Element>(
  writer: BackwardWriter,
  tag: number,
  elements: readonly Element[],
  write: (element: Element) => void,
): void {
  if (elements.length === 0) return;
  writer.message(tag, () => {
    for (let i = elements.length - 1; i >= 0; i--) write(elements[i] as Element);
  });
}

/** A field of a varint that is left out when it is 0. */
export function writeNumber(writer: BackwardWriter, tag: number, value: number): void {
  if (value === 0) return;
  writer.varint(value);
  writer.varint(tag);
}

/** Fields that have been encoded, without their tag: one message each. */
export function writeMessages(writer: BackwardWriter, tag: number, messages: readonly Uint8Array[]): void {
  for (const message of messages.toReversed()) writer.message(tag, () => writer.raw(message));
}

/** The difference of each number to the one before, of the first one to -1. */
export function differencesOf(numbers: readonly number[]): number[] {
  return numbers.map((number, i) => number - (i === 0 ? -1 : numbers[i - 1] ?? 0));
}

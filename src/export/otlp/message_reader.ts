const decoder = new TextDecoder();

/** A field of a message: its tag, and a number, or the bytes of what has a length. */
export type Field = readonly [tag: number, value: number | Uint8Array];

/** Thrown for bytes that are no protocol-buffers message. */
export class MalformedMessageError extends Error {
  override readonly name = "MalformedMessageError";
}

/**
 * Reads the fields of a short answer, one after another. Varints beyond 2^53 lose their last digits, and
 * eight and four byte numbers are given as their bytes: no answer that percore reads has one.
 */
export function* readFields(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let unit = 1; unit <= 2 ** 63; unit *= 0x80) {
      const byte = message[at++];
      if (byte === undefined) throw new MalformedMessageError("a number is cut off");
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
    }
    throw new MalformedMessageError("a number is longer than 64 bits");
  };
  const bytes = (length: number): Uint8Array => {
    if (length > message.length - at) throw new MalformedMessageError("a field is cut off");
    return message.subarray(at, at += length);
  };
  while (at < message.length) {
    const tag = varint();
    if (tag < 8 || tag > 0xffff_ffff) throw new MalformedMessageError("a field has an impossible number");
    switch (tag & 7) {
      case 0:
        yield [tag, varint()];
        break;
      case 1:
        yield [tag, bytes(8)];
        break;
      case 2:
        yield [tag, bytes(varint())];
        break;
      case 5:
        yield [tag, bytes(4)];
        break;
      default:
        throw new MalformedMessageError("a field has an unknown wire type");
    }
  }
}

/** The text of a string field. Bytes that are no UTF-8 become U+FFFD. */
export function textOf(value: number | Uint8Array): string {
  return typeof value === "number" ? "" : decoder.decode(value);
}

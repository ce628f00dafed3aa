const decoder = new TextDecoder();

/** A field of a message: its tag, and a number, or the bytes of what has a length or is not a varint. */
export type Field = readonly [tag: number, value: Varint | Uint8Array];

/** A whole number from 0 to 2^64 - 1: a bigint when it takes more than 49 bits. */
export type Varint = number | bigint;

/** Thrown for bytes that are no protocol-buffers message. */
export class MalformedMessageError extends Error {
  override readonly name = "MalformedMessageError";
}

/** A place in a message, which moves on with each reading. */
class Cursor {
  readonly #message: Uint8Array;
  #at = 0;

  constructor(message: Uint8Array) {
    this.#message = message;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#message.length;
  }

  varint(): Varint {
    let value = 0;
    for (let unit = 1; unit < 2 ** 49; unit *= 0x80) {
      const byte = this.#byte();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
    }
    let large = BigInt(value);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      large += BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, large);
    }
    throw new MalformedMessageError("a number is longer than 64 bits");
  }

  bytes(length: Varint): Uint8Array {
    if (typeof length === "bigint" || length > this.#message.length - this.#at) {
      throw new MalformedMessageError("a field is cut off");
    }
    return this.#message.subarray(this.#at, this.#at += length);
  }

  #byte(): number {
    const byte = this.#message[this.#at++];
    if (byte === undefined) throw new MalformedMessageError("a number is cut off");
    return byte;
  }
}

/** Reads the fields of a message, one after another. Eight and four byte numbers are given as their bytes. */
export function* readFields(message: Uint8Array): Generator<Field> {
  const cursor = new Cursor(message);
  while (!cursor.isAtEnd) {
    const tag = cursor.varint();
    if (typeof tag === "bigint" || tag < 8 || tag > 0xffff_ffff) {
      throw new MalformedMessageError("a field has an impossible number");
    }
    switch (tag & 7) {
      case 0:
        yield [tag, cursor.varint()];
        break;
      case 1:
        yield [tag, cursor.bytes(8)];
        break;
      case 2:
        yield [tag, cursor.bytes(cursor.varint())];
        break;
      case 5:
        yield [tag, cursor.bytes(4)];
        break;
      default:
        throw new MalformedMessageError("a field has an unknown wire type");
    }
  }
}

/** Reads the elements of a packed field of varints. */
export function* readVarints(packed: Uint8Array): Generator<Varint> {
  const cursor = new Cursor(packed);
  while (!cursor.isAtEnd) yield cursor.varint();
}

/** The text of a string field. Bytes that are no UTF-8 become U+FFFD. */
export function textOf(value: Varint | Uint8Array): string {
  return value instanceof Uint8Array ? decoder.decode(value) : "";
}

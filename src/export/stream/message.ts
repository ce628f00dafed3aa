import {
  MalformedMessageError,
  readFields,
  readVarints,
  textOf,
  type Varint,
} from "../otlp/message_reader.ts";

/** Fields that a message has at most. */
const FIELD_LIMIT = 2 ** 20;

type FieldValue = Varint | Uint8Array;

/** A message's fields, by their tags. Of a field that isn't a list, the last one counts; unknown ones do nothing. */
export class Message {
  readonly #fields = new Map<number, FieldValue[]>();

  /** @throws {MalformedMessageError} when the bytes are no message. */
  constructor(bytes: Uint8Array) {
    let count = 0;
    for (const [tag, value] of readFields(bytes)) {
      if (++count > FIELD_LIMIT) throw new MalformedMessageError("a message has too many fields");
      const values = this.#fields.get(tag);
      if (values === undefined) this.#fields.set(tag, [value]);
      else values.push(value);
    }
  }

  has(tag: number): boolean {
    return this.#fields.has(tag);
  }

  /** The messages, strings or bytes of a list. */
  all(tag: number): readonly Uint8Array[] {
    return (this.#fields.get(tag) ?? []).map(bytesOf);
  }

  bytes(tag: number): Uint8Array | undefined {
    const value = this.#fields.get(tag)?.at(-1);
    return value === undefined ? undefined : bytesOf(value);
  }

  text(tag: number): string {
    return textOf(this.bytes(tag) ?? new Uint8Array());
  }

  varint(tag: number): Varint {
    const value = this.#fields.get(tag)?.at(-1) ?? 0;
    if (value instanceof Uint8Array) throw new MalformedMessageError("a number has bytes");
    return value;
  }

  /** A whole number from 0 to 2^53 - 1. */
  number(tag: number): number {
    return numberOf(this.varint(tag));
  }

  flag(tag: number): boolean {
    return this.varint(tag) !== 0;
  }

  /** The view of a field of eight bytes. */
  eight(tag: number): DataView {
    return viewOf(this.bytes(tag) ?? new Uint8Array(8));
  }

  double(tag: number): number {
    return this.eight(tag).getFloat64(0, true);
  }

  /** The elements of a packed field of varints, one behind the other. Eight times as large as the bytes at most. */
  varints(tag: number): Varint[] {
    return this.all(tag).flatMap((packed) => [...readVarints(packed)]);
  }

  /** The same where only whole numbers from 0 to 2^53 - 1 make sense. */
  numbers(tag: number): number[] {
    return this.varints(tag).map(numberOf);
  }

  /** The elements of a packed field of doubles. */
  doubles(tag: number): number[] {
    return this.all(tag).flatMap((packed) => {
      if (packed.length % 8 !== 0) throw new MalformedMessageError("a list of doubles is cut off");
      const view = viewOf(packed);
      return Array.from({ length: packed.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
    });
  }
}

function bytesOf(value: FieldValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new MalformedMessageError("a message is a number");
}

function numberOf(value: Varint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new MalformedMessageError(`${value} is too large`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Adds up differences as `differencesOf()` makes them. */
export function numbersFrom(differences: readonly number[]): number[] {
  let number = -1;
  return differences.map((difference) => number += difference);
}

/** The element of a list that something names. @throws {MalformedMessageError} when there is none. */
export function memberOf<Element>(list: readonly Element[], index: number, what: string): Element {
  const element = list[index];
  if (element !== undefined) return element;
  throw new MalformedMessageError(`there is no ${what} ${index}`);
}

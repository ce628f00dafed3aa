import type { Attributes, AttributeValue } from "../../set/attribute.ts";
import { BackwardWriter } from "../otlp/backward_writer.ts";
import { writeSigned } from "./whole.ts";
import * as tags from "./wire_tags.gen.ts";

/** The attribute values that a stream has defined; each once. */
export class ValueTable {
  readonly #numbers = new Map<string, number>();
  #fresh: Uint8Array[] = [];

  /** How many values there are. */
  get size(): number {
    return this.#numbers.size;
  }

  /** The number of a value, which is defined if it is new. */
  numberOf(value: AttributeValue): number {
    const key = keyOf(value), found = this.#numbers.get(key);
    if (found !== undefined) return found;
    const number = this.#numbers.size, writer = new BackwardWriter();
    this.#numbers.set(key, number);
    writeValue(writer, value);
    this.#fresh.push(writer.finish());
    return number;
  }

  /** The numbers of attributes, key and value in turn. */
  pairsOf(attributes: Attributes): number[] {
    return Object.entries(attributes).flatMap(([key, value]) => [this.numberOf(key), this.numberOf(value)]);
  }

  /** The bodies of the `Value`s that were defined since the last call. */
  takeFresh(): readonly Uint8Array[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }
}

/** Equal for equal values alone: JSON tells neither -0 from 0 nor NaN from nothing. */
function keyOf(value: AttributeValue): string {
  if (typeof value === "string") return `s${value}`;
  if (typeof value === "object") return `l${JSON.stringify(value.map(keyOf))}`;
  return Object.is(value, -0) ? "-0" : String(value);
}

function writeValue(writer: BackwardWriter, value: AttributeValue): void {
  if (typeof value === "string") {
    writer.text(tags.Value.text, value);
  } else if (typeof value === "boolean") {
    writer.varint(Number(value));
    writer.varint(tags.Value.boolean);
  } else if (typeof value === "object") {
    writer.message(tags.Value.list, () => {
      for (const element of value.toReversed()) {
        writer.message(tags.List.elements, () => writeValue(writer, element));
      }
    });
  } else if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    writeSigned(writer, value);
    writer.varint(tags.Value.int);
  } else {
    writer.double(value);
    writer.varint(tags.Value.number);
  }
}

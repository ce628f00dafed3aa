import type { BackwardWriter } from "../otlp/backward_writer.ts";
import { writeAttributes } from "./any_value.ts";
import type { SerializableAttributes } from "./metric_data.ts";

/** Points of a request whose attributes are kept. */
const MAX_KEPT = 10_000;

/** The attributes of one point, and the fields that were written for them. */
interface Kept {
  readonly tag: number;
  readonly keys: readonly string[];
  /** None is an object, which could change without being another one. */
  readonly values: readonly unknown[];
  readonly bytes: Uint8Array;
}

/**
 * Writes the attributes of a request's points, which take most of the time: one request is much like the one before, so
 * that a point's are compared with those at the same place there, and copied if they are the same.
 */
export class PointAttributes {
  readonly #kept: Kept[] = [];
  #next = 0;

  /** Begins a request. What the last one, which was shorter, has left is forgotten. */
  begin(): void {
    this.#kept.length = Math.min(this.#kept.length, this.#next);
    this.#next = 0;
  }

  /** Writes the attributes of the next point. */
  write(writer: BackwardWriter, tag: number, attributes: SerializableAttributes): void {
    const place = this.#next++, kept = this.#kept[place];
    if (kept !== undefined && kept.tag === tag && isSame(kept, attributes)) return writer.raw(kept.bytes);
    const before = writer.length;
    writeAttributes(writer, tag, attributes);
    if (place >= MAX_KEPT) return;
    const values = Object.values(attributes), isConstant = values.every((value) => !isObject(value));
    this.#kept[place] = isConstant
      ? { tag, keys: Object.keys(attributes), values, bytes: writer.written.slice(0, writer.length - before) }
      : NOTHING;
  }
}

/** Takes the place of attributes that can't be kept. No field has that tag. */
const NOTHING: Kept = { tag: 0, keys: [], values: [], bytes: new Uint8Array() };

function isObject(value: unknown): boolean {
  return typeof value === "object" ? value !== null : typeof value === "function";
}

/** Whether the attributes are what was kept, in the same order. Inherited ones make them others. */
function isSame({ keys, values }: Kept, attributes: SerializableAttributes): boolean {
  let i = 0;
  for (const key in attributes) {
    if (keys[i] !== key || values[i] !== attributes[key]) return false;
    i++;
  }
  return i === keys.length;
}

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
 * that a point's are compared with those at the same place there, and copied if they are the same. To keep them costs
 * as much as to write them: they are kept once two requests had the same number of points.
 */
export class PointAttributes {
  readonly #kept: (Kept | undefined)[] = [];
  #next = 0;
  #last = 0;
  #keeps = false;

  /** Begins a request. What the last one, which was shorter, has left is forgotten. */
  begin(): void {
    this.#keeps = this.#next === this.#last;
    this.#last = this.#next;
    this.#kept.length = Math.min(this.#kept.length, this.#next);
    this.#next = 0;
  }

  /** Writes the attributes of the next point. */
  write(writer: BackwardWriter, tag: number, attributes: SerializableAttributes): void {
    const place = this.#next++, kept = this.#kept[place];
    if (kept !== undefined && kept.tag === tag && isSame(kept, attributes)) return writer.raw(kept.bytes);
    const before = writer.length;
    writeAttributes(writer, tag, attributes);
    if (!this.#keeps || place >= MAX_KEPT) return;
    const values = Object.values(attributes);
    this.#kept[place] = values.some(isObject) ? undefined : {
      tag,
      keys: Object.keys(attributes),
      values,
      bytes: writer.written.slice(0, writer.length - before),
    };
  }
}

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

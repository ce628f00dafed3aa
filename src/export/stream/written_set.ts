import { seriesId } from "../../aggregate/accumulator.ts";
import type { MeasuredAttribute, SetPoints } from "../../aggregate/collection.ts";
import { OVERFLOW } from "../../aggregate/set_identity.ts";
import { BackwardWriter } from "../otlp/backward_writer.ts";
import { Baseline } from "./baseline.ts";
import { writeNumber, writePacked } from "./packed.ts";
import type { ValueTable } from "./value_table.ts";
import * as tags from "./wire_tags.gen.ts";

/** A set that a stream has defined, and its series. */
export class WrittenSet {
  readonly number: number;
  readonly #values: ValueTable;
  /** Where each measurement attribute stands in the descriptor. */
  readonly #places: ReadonlyMap<string, number>;
  /** A reader's rows stay the same objects while the set is registered. */
  readonly #byRow = new WeakMap<readonly MeasuredAttribute[], number>();
  readonly #byId = new Map<string, number>();
  #series = 0;
  /** What the new series have, one after another. */
  #fresh: number[] = [];
  #freshCount = 0;
  #freshOverflow = 0;
  /** What was written last, of cumulative points. */
  baseline: Baseline;
  /** The window that was written last. */
  start = NaN;
  time = NaN;

  constructor(number: number, { descriptor, layout }: SetPoints, values: ValueTable) {
    this.number = number;
    this.#values = values;
    this.#places = new Map(descriptor.attributes.measurement.map(({ key }, place) => [key, place]));
    this.baseline = new Baseline(layout);
  }

  /** How many series there are. */
  get series(): number {
    return this.#series;
  }

  /** The number of a series that is told by its attributes, which is defined if it is new. */
  numberOf(row: readonly MeasuredAttribute[]): number {
    let number = this.#byRow.get(row);
    if (number !== undefined) return number;
    const id = seriesId(row);
    number = this.#byId.get(id) ?? this.add(row);
    this.#byId.set(id, number);
    this.#byRow.set(row, number);
    return number;
  }

  /** Defines the next series. */
  add(row: readonly MeasuredAttribute[]): number {
    const values = new Array<number>(this.#places.size).fill(0);
    this.#freshCount++;
    if (row.some(({ attribute }) => attribute.key === OVERFLOW.attribute.key)) {
      this.#freshOverflow = this.#freshCount;
    } else {
      for (const { attribute, value } of row) {
        const place = this.#places.get(attribute.key);
        if (place !== undefined) values[place] = this.#values.numberOf(value) + 1;
      }
    }
    for (const value of values) this.#fresh.push(value);
    return this.#series++;
  }

  /** The body of the `Series` that were defined since the last call; nothing if none was. */
  takeFresh(): Uint8Array | undefined {
    if (this.#freshCount === 0) return undefined;
    const writer = new BackwardWriter();
    writeNumber(writer, tags.Series.overflow, this.#freshOverflow);
    writePacked(writer, tags.Series.values, this.#fresh, (value) => writer.varint(value));
    writeNumber(writer, tags.Series.count, this.#freshCount);
    writeNumber(writer, tags.Series.set, this.number);
    this.#fresh = [];
    this.#freshCount = this.#freshOverflow = 0;
    return writer.finish();
  }
}

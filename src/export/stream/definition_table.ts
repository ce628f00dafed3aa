import type { Resource, SetPoints } from "../../aggregate/collection.ts";
import type { MetricSetDescriptor } from "../../set/descriptor.ts";
import { BackwardWriter } from "../otlp/backward_writer.ts";
import { writeDescriptor } from "./descriptor_writer.ts";
import { writeMessages, writeNumber, writePacked } from "./packed.ts";
import { ValueTable } from "./value_table.ts";
import * as tags from "./wire_tags.gen.ts";
import { TEMPORALITIES } from "./words.ts";
import { WrittenSet } from "./written_set.ts";

/** All that a stream has defined since its header, and what of it is still to be written. */
export class DefinitionTable {
  readonly #values = new ValueTable();
  /** The numbers of descriptors, by their encoded form: each worker and each view brings objects of its own. */
  readonly #descriptors = new Map<MetricSetDescriptor, number>();
  readonly #byBytes = new Map<string, number>();
  #freshDescriptors: Uint8Array[] = [];
  /** Cumulative points stay the same object; what is told by its key are sets of deltas. */
  readonly #byPoints = new WeakMap<SetPoints, WrittenSet>();
  readonly #byKey = new Map<string, WrittenSet>();
  readonly #sets: WrittenSet[] = [];
  #freshSets: Uint8Array[] = [];
  #resource: Uint8Array | undefined;

  constructor(resource: Resource) {
    const attributes = this.#values.pairsOf(resource.attributes), writer = new BackwardWriter();
    writer.optionalText(tags.Resource.schemaUrl, resource.schemaUrl ?? "");
    writePacked(writer, tags.Resource.attributes, attributes, (number) => writer.varint(number));
    this.#resource = writer.finish();
  }

  /** How much has been defined: sets, series and values. */
  get size(): number {
    return this.#values.size + this.#sets.reduce((sum, { series }) => sum + series + 1, 0);
  }

  /** The set of some points, which is defined if it is new. */
  setOf(points: SetPoints): WrittenSet {
    const known = this.#byPoints.get(points);
    if (known !== undefined) return known;
    const body = this.#bodyOf(points);
    if (points.temporality === "cumulative") {
      const set = this.#define(points, body);
      this.#byPoints.set(points, set);
      return set;
    }
    const key = textOf(body);
    let set = this.#byKey.get(key);
    if (set === undefined) this.#byKey.set(key, set = this.#define(points, body));
    return set;
  }

  /** The body of the `Definitions` that were made since the last call; empty if none was. */
  write(writer: BackwardWriter): void {
    const series = this.#sets.map((set) => set.takeFresh()).filter((body) => body !== undefined);
    if (this.#resource !== undefined) writeMessages(writer, tags.Definitions.resource, [this.#resource]);
    writeMessages(writer, tags.Definitions.series, series);
    writeMessages(writer, tags.Definitions.sets, this.#freshSets);
    writeMessages(writer, tags.Definitions.descriptors, this.#freshDescriptors);
    writeMessages(writer, tags.Definitions.values, this.#values.takeFresh());
    this.#resource = undefined;
    this.#freshSets = [];
    this.#freshDescriptors = [];
  }

  #define(points: SetPoints, body: Uint8Array): WrittenSet {
    const set = new WrittenSet(this.#sets.length, points, this.#values);
    this.#sets.push(set);
    this.#freshSets.push(body);
    return set;
  }

  #bodyOf({ descriptor, layout, temporality, entity, attributes }: SetPoints): Uint8Array {
    const { metrics } = descriptor, writer = new BackwardWriter();
    const fields = layout.fields.map(({ metric }) => metrics.indexOf(metric));
    const given = this.#values.pairsOf(attributes), ofEntity = this.#values.pairsOf(entity);
    const write = (number: number) => writer.varint(number);
    writePacked(writer, tags.Set.attributes, given, write);
    writePacked(writer, tags.Set.entity, ofEntity, write);
    if (fields.length < metrics.length) writePacked(writer, tags.Set.fields, fields, write);
    writeNumber(writer, tags.Set.temporality, TEMPORALITIES.numberOf(temporality));
    writeNumber(writer, tags.Set.descriptor, this.#descriptorOf(descriptor));
    return writer.finish();
  }

  #descriptorOf(descriptor: MetricSetDescriptor): number {
    let number = this.#descriptors.get(descriptor);
    if (number !== undefined) return number;
    const writer = new BackwardWriter();
    writeDescriptor(writer, descriptor);
    const body = writer.finish(), key = textOf(body);
    number = this.#byBytes.get(key) ?? this.#byBytes.size;
    if (number === this.#byBytes.size) {
      this.#byBytes.set(key, number);
      this.#freshDescriptors.push(body);
    }
    this.#descriptors.set(descriptor, number);
    return number;
  }
}

/** Tells bytes apart, as the key of a map. */
function textOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

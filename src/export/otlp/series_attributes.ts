import type { MeasuredAttribute, SetPoints } from "../../aggregate/collection.ts";
import type { AttributeValue } from "../../set/attribute.ts";
import type { AttributeDescriptor } from "../../set/descriptor.ts";
import { encodeKeyValue, keyValueOf, keyValuesOf } from "./key_value.ts";

/** What many series share is kept once. */
const measuredPairs = new WeakMap<AttributeDescriptor, Map<AttributeValue, Uint8Array>>();

function measuredPair({ attribute, value }: MeasuredAttribute): Uint8Array {
  let pairs = measuredPairs.get(attribute);
  if (!pairs) measuredPairs.set(attribute, pairs = new Map());
  let pair = pairs.get(value);
  if (!pair) pairs.set(value, pair = encodeKeyValue(keyValueOf(attribute.key, value, attribute.type)));
  return pair;
}

/** The attributes of a set's series. They never change, so those of each series are encoded once. */
export class SeriesAttributes {
  readonly set: SetPoints;
  readonly #registration: readonly Uint8Array[];
  readonly #series: (readonly Uint8Array[])[] = [];

  constructor(set: SetPoints) {
    this.set = set;
    this.#registration = keyValuesOf(set.attributes, set.descriptor.attributes.registration).map(
      encodeKeyValue,
    );
  }

  /** The encoded pairs of a series: first the registration's, then those of its recordings. */
  of(series: number): readonly Uint8Array[] {
    return this.#series[series] ??= this.#registration.concat(
      (this.set.series[series] ?? []).map(measuredPair),
    );
  }
}

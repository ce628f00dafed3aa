import { type Attributes, isTemplate, withTemplate } from "../set/attribute.ts";
import { attributeValue } from "../set/attribute_value.ts";
import { ABSENT_KEY, BlockWord, HEADER_BYTES, OVERFLOW_KEY } from "../set/block.ts";
import type { AttributeDescriptor, MetricSetDescriptor } from "../set/descriptor.ts";
import { type Layout, layoutOf } from "../set/layout.ts";
import { recordText } from "../set/record.ts";
import { chunksOf } from "../worker/block.ts";
import type { RegisteredAttributes } from "../worker/registered_attributes.ts";
import type { MeasuredAttribute } from "./collection.ts";

/** A descriptor that workers have sent. */
interface Known {
  /**
   * Equal numbers are equal sets, whichever worker they come from: descriptors that differ in their filters of
   * exemplars alone have the same, since a worker may have learned too late which exemplars the program wants.
   */
  readonly number: number;
  readonly descriptor: MetricSetDescriptor;
  readonly layout: Layout;
}

/** A set as its worker registered it. */
export interface SetIdentity extends Known, RegisteredAttributes {
  /** The NUMA node on which the worker runs; `undefined` when it isn't pinned. */
  readonly node: number | undefined;
}

/** What frames name: sets and their rows. */
export interface Identities {
  /** The set of a block. @throws when there is none. */
  identityOf(block: number): SetIdentity;
  /** The attributes of a row of the set. @throws when there is none. */
  rowOf(block: number, identity: SetIdentity, row: number): readonly MeasuredAttribute[];
}

/** What a worker's frames name, read from the memory of that worker. */
export class ArenaIdentities implements Identities {
  readonly #memory: ArrayBufferLike;
  readonly #node: number | undefined;

  constructor(memory: ArrayBufferLike, node?: number) {
    this.#memory = memory;
    this.#node = node;
  }

  identityOf(block: number): SetIdentity {
    return { ...readIdentity(this.#memory, block), node: this.#node };
  }

  rowOf(block: number, identity: SetIdentity, row: number): MeasuredAttribute[] {
    return readRow(this.#memory, block, identity, row);
  }
}

/** Attributes that tell the workers of one process apart (semantic conventions, "thread"). */
export const WORKER_ATTRIBUTES: readonly string[] = ["thread.id", "thread.name"];

/**
 * Names what a set was registered for: equal keys are one entity and equal attributes. What describes an entity doesn't
 * tell it from another one. `hides` says which of its attributes don't either.
 */
export function registrationKey(
  { descriptor, entity, attributes }: SetIdentity,
  hides: (key: string) => boolean,
  keeps: (key: string) => boolean = () => true,
): string {
  const { identity = [] } = descriptor.entity ?? {}, { registration } = descriptor.attributes;
  return JSON.stringify([
    identity.map((attribute) => hides(attribute.key) ? undefined : givenFor(attribute, entity)),
    registration.map((attribute) => keeps(attribute.key) ? givenFor(attribute, attributes) : undefined),
  ]);
}

/** What was given for an attribute; for a template all of its attributes, in whatever order they were given. */
function givenFor({ key, type }: AttributeDescriptor, given: Attributes): unknown {
  return isTemplate(type) ? withTemplate(key, given).toSorted(([a], [b]) => (a < b ? -1 : 1)) : given[key];
}

/** The one attribute of the series that takes what is beyond a bound (OpenTelemetry metrics SDK, "Cardinality limits"). */
export const OVERFLOW: MeasuredAttribute = {
  attribute: {
    key: "otel.metric.overflow",
    type: "boolean",
    brief: "What is beyond a limit of cardinality.",
    stability: "stable",
  },
  value: true,
};

const knownByText = new Map<string, Known>();

/** The number of each set, by its descriptor's text without filters of exemplars. */
const numbers = new Map<string, number>();

/** The descriptors of each worker by their records' offsets. These records stay as long as the worker does. */
const knownByOffset = new WeakMap<ArrayBufferLike, Map<number, Known>>();

/** Reads a set's identity from the memory of the worker that registered it. */
function readIdentity(memory: ArrayBufferLike, block: number): Omit<SetIdentity, "node"> {
  const words = new Uint32Array(memory, block, HEADER_BYTES / 4);
  // Written by writeRecord(), from a value of this type.
  const values = JSON.parse(recordText(memory, words[BlockWord.attributes] ?? 0)) as RegisteredAttributes;
  return { ...knownAt(memory, words[BlockWord.descriptor] ?? 0), ...values };
}

function knownAt(memory: ArrayBufferLike, offset: number): Known {
  let offsets = knownByOffset.get(memory);
  if (offsets === undefined) knownByOffset.set(memory, offsets = new Map());
  let known = offsets.get(offset);
  if (known === undefined) offsets.set(offset, known = knownFrom(recordText(memory, offset)));
  return known;
}

function knownFrom(text: string): Known {
  let known = knownByText.get(text);
  if (known === undefined) {
    // Written by writeRecord(), from a value of this type.
    const descriptor = JSON.parse(text) as MetricSetDescriptor;
    known = { number: numberOf(descriptor), descriptor, layout: layoutOf(descriptor) };
    knownByText.set(text, known);
  }
  return known;
}

function numberOf(descriptor: MetricSetDescriptor): number {
  const metrics = descriptor.metrics.map((metric) => ({ ...metric, exemplars: undefined }));
  const text = JSON.stringify({ ...descriptor, metrics }), number = numbers.get(text) ?? numbers.size;
  numbers.set(text, number);
  return number;
}

/** Reads the attributes of a row, which a frame has named, from the memory of the worker that recorded in it. */
function readRow(
  memory: ArrayBufferLike,
  block: number,
  { descriptor, layout, dictionaries }: SetIdentity,
  row: number,
): MeasuredAttribute[] {
  const { measurement } = descriptor.attributes, words = new Uint32Array(memory);
  let first = Math.floor(row / layout.chunkRows);
  for (const { keys } of chunksOf(memory, block, layout)) {
    if (first-- > 0) continue;
    const begin = keys + (row % layout.chunkRows) * measurement.length;
    const values = words.subarray(begin, begin + measurement.length);
    if (values[0] === OVERFLOW_KEY) return [OVERFLOW];
    return measurement.flatMap((attribute, i): MeasuredAttribute | [] => {
      const key = values[i] ?? ABSENT_KEY;
      return key === ABSENT_KEY
        ? []
        : { attribute, value: valueOf(memory, attribute, key, dictionaries[i] ?? 0) };
    });
  }
  throw new RangeError(`set ${descriptor.name} has no row ${row}`);
}

function valueOf(memory: ArrayBufferLike, attribute: AttributeDescriptor, key: number, dictionary: number) {
  if (attribute.bound === undefined) return attributeValue(attribute, key);
  const record = new Uint32Array(memory)[dictionary / 4 + key] ?? 0;
  // Written by Dictionary, from a string or an integer.
  return JSON.parse(recordText(memory, record)) as string | number;
}

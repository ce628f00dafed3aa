import { attributeValue } from "../set/attribute_value.ts";
import { ABSENT_KEY, BlockWord, OVERFLOW_KEY } from "../set/block.ts";
import type { AttributeDescriptor, MetricSetDescriptor } from "../set/descriptor.ts";
import { type Layout, layoutOf } from "../set/layout.ts";
import { recordText } from "../set/record.ts";
import { chunksOf } from "../worker/block.ts";
import type { RegisteredAttributes } from "../worker/registered_attributes.ts";
import type { MeasuredAttribute } from "./collection.ts";

/** A set as its worker registered it. */
export interface SetIdentity extends RegisteredAttributes {
  /**
   * The descriptor as JSON, without its filters of exemplars: equal texts are equal sets, whichever worker they come
   * from. A worker may have learned too late which exemplars the program wants.
   */
  readonly descriptorText: string;
  readonly descriptor: MetricSetDescriptor;
  readonly layout: Layout;
}

/** The one attribute of the series that takes what is beyond a bound (OpenTelemetry metrics SDK, "Cardinality limits"). */
const OVERFLOW: MeasuredAttribute = {
  attribute: {
    key: "otel.metric.overflow",
    type: "boolean",
    brief: "What is beyond a limit of cardinality.",
    stability: "stable",
  },
  value: true,
};

/** What there is to know of a descriptor's record. */
type Shape = Pick<SetIdentity, "descriptorText" | "descriptor" | "layout">;

const known = new Map<string, Shape>();

/** Reads a set's identity from the memory of the worker that registered it. */
export function readIdentity(memory: ArrayBufferLike, block: number): SetIdentity {
  const words = new Uint32Array(memory, block);
  const text = recordText(memory, words[BlockWord.descriptor] ?? 0);
  // Both records were written by writeRecord(), from values of these types.
  const values = JSON.parse(recordText(memory, words[BlockWord.attributes] ?? 0)) as RegisteredAttributes;
  let shape = known.get(text);
  if (shape === undefined) {
    const descriptor = JSON.parse(text) as MetricSetDescriptor;
    shape = { descriptorText: withoutFilters(descriptor), descriptor, layout: layoutOf(descriptor) };
    known.set(text, shape);
  }
  return { ...shape, ...values };
}

function withoutFilters(descriptor: MetricSetDescriptor): string {
  const metrics = descriptor.metrics.map((metric) => ({ ...metric, exemplars: undefined }));
  return JSON.stringify({ ...descriptor, metrics });
}

/** Reads the attributes of a row, which a frame has named, from the memory of the worker that recorded in it. */
export function readRow(
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

import { fromBinary } from "@bufbuild/protobuf";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import {
  type Exemplar,
  type Histogram,
  type LabelPair,
  type Metric,
  type MetricFamily,
  MetricFamilySchema,
  MetricType,
} from "../../proto/gen/es/io/prometheus/client/metrics_pb.ts";
import type { ParsedFamily, Sample } from "./_parse_text.ts";

/** Reads an exposition in the protobuf format: each family stands behind its length. */
export function decodeProtobuf(bytes: Uint8Array): MetricFamily[] {
  const reader = new BinaryReader(bytes), families: MetricFamily[] = [];
  while (reader.pos < reader.len) families.push(fromBinary(MetricFamilySchema, reader.bytes()));
  return families;
}

/** The same as a text says it, where it can: more strictly than Prometheus, as `parseText()` is. */
export function parseProtobuf(bytes: Uint8Array): ParsedFamily[] {
  const names = new Set<string>();
  return decodeProtobuf(bytes).map(({ name, help, type, unit, metric }) => {
    if (names.has(name)) throw new Error(`a second ${name}`);
    names.add(name);
    const seen = new Set<string>();
    const samples = metric.flatMap((each) => {
      const labels = labelsOf(each.label), identity = JSON.stringify([...labels].sort());
      if (seen.has(identity)) throw new Error(`a second ${name} ${identity}`);
      seen.add(identity);
      return samplesOf(name, type, each, labels);
    });
    return { name, type: MetricType[type].toLowerCase(), help, unit, samples };
  });
}

function samplesOf(
  name: string,
  type: MetricType,
  { gauge, counter, summary, histogram }: Metric,
  labels: Map<string, string>,
): Sample[] {
  const values = [gauge, counter, summary, histogram].filter((each) => each !== undefined);
  if (values.length !== 1) throw new Error(`${name} has ${values.length} values`);
  if (type === MetricType.COUNTER && counter !== undefined) {
    return [{ name, labels, value: numberText(counter.value), ...exemplarOf(counter.exemplar) }];
  }
  if (type === MetricType.GAUGE && gauge !== undefined) {
    return [{ name, labels, value: numberText(gauge.value) }];
  }
  const total = type === MetricType.SUMMARY ? summary : histogram;
  if (total === undefined) throw new Error(`${name} has another type's value`);
  return [
    ...type === MetricType.HISTOGRAM && histogram !== undefined ? bucketsOf(name, histogram, labels) : [],
    { name: `${name}_sum`, labels, value: numberText(total.sampleSum) },
    { name: `${name}_count`, labels, value: String(total.sampleCount) },
  ];
}

function bucketsOf(name: string, { bucket }: Histogram, labels: ReadonlyMap<string, string>): Sample[] {
  return bucket.map(({ upperBound, cumulativeCount, exemplar }) => ({
    name: `${name}_bucket`,
    labels: new Map([...labels, ["le", numberText(upperBound)]]),
    value: String(cumulativeCount),
    ...exemplarOf(exemplar),
  }));
}

/** A number as the text formats write it. */
function numberText(value: number): string {
  return String(value).replace(/^Infinity/, "+Inf").replace("-Infinity", "-Inf");
}

function exemplarOf(exemplar: Exemplar | undefined): Pick<Sample, "exemplar"> {
  if (exemplar === undefined) return {};
  const { label, value, timestamp } = exemplar;
  if (timestamp === undefined) throw new Error("an exemplar without a time");
  const time = String(timestampMs(timestamp) / 1000);
  return { exemplar: { labels: labelsOf(label), value: String(value), time } };
}

function labelsOf(pairs: readonly LabelPair[]): Map<string, string> {
  const labels = new Map<string, string>();
  for (const { name, value } of pairs) {
    if (name === "" || name === "__name__" || value === "" || labels.has(name)) {
      throw new Error(`the label ${name} of the value ${value}`);
    }
    labels.set(name, value);
  }
  return labels;
}

/** The buckets of one sign of a native histogram, by their numbers; those that hold nothing aren't there. */
export function nativeBuckets(
  spans: Histogram["positiveSpan"],
  deltas: readonly bigint[],
): Map<number, bigint> {
  const buckets = new Map<number, bigint>(), rest = [...deltas];
  let number = 0, count = 0n;
  for (const [i, { offset, length }] of spans.entries()) {
    if (i > 0 && offset < 0) throw new Error("spans overlap");
    number += offset;
    const end = number + length;
    for (; number < end; number++) {
      count += rest.shift() ?? tooFew();
      if (count < 0n) throw new Error("a count below zero");
      if (count > 0n) buckets.set(number, count);
    }
  }
  if (rest.length > 0) throw new Error("counts outside of the spans");
  return buckets;
}

function tooFew(): never {
  throw new Error("spans without counts");
}

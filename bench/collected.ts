/** Where the benchmarks of recording record, and what has arrived of it. */
import {
  type Collection,
  createTelemetry,
  type ExponentialBuckets,
  type FieldLayout,
  type MetricSetDescriptor,
} from "@percore/telemetry";

/** Flushes and drains when it is collected alone. */
export const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
const reader = telemetry.reader();

/** A set that was registered with {@linkcode telemetry}. */
interface Recorded {
  readonly descriptor: MetricSetDescriptor;
}

/** What a field's counters have counted, or the sum of its histograms' values, in all registrations and series. */
export function sumOf(set: Recorded, field: string, collection: Collection = reader.collect()): number {
  // A histogram's sum lies behind its counts; a counter has none.
  return total(collection, set, field, (row, { lane, counts }) => row[lane + counts] ?? 0);
}

/** How many values are in the buckets of a field's histograms, in all registrations and series. */
export function countOf(set: Recorded, field: string): number {
  return total(reader.collect(), set, field, (row, layout, buckets) => {
    let count = row.subarray(layout.lane, layout.lane + layout.counts).reduce((sum, n) => sum + n, 0);
    for (const run of buckets === undefined ? [] : [buckets.positive, buckets.negative]) {
      for (let bucket = 0; bucket < run.length; bucket++) count += run.at(bucket);
    }
    return count;
  });
}

/** Adds up what `take` finds in each series of a set. */
function total(
  { sets }: Collection,
  { descriptor }: Recorded,
  field: string,
  take: (row: Float64Array, layout: FieldLayout, buckets: ExponentialBuckets | undefined) => number,
): number {
  let sum = 0;
  for (const points of sets.filter((set) => set.descriptor.name === descriptor.name)) {
    const { fields, stride } = points.layout;
    const layout = fields.find(({ metric }) => metric.field === field);
    if (layout === undefined) throw new Error(`${descriptor.name} has no field ${field}`);
    points.series.forEach((_, series) => {
      const row = points.values.subarray(series * stride, (series + 1) * stride);
      sum += take(row, layout, points.buckets(series, layout));
    });
  }
  return sum;
}

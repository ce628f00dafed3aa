import { type Collection, createTelemetry, type MetricReader, type Telemetry } from "@percore/telemetry";

/** One series of a set: its attributes, and for each histogram its count and sum, for all others the value. */
export interface Recorded {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly fields: Readonly<Record<string, { readonly count: number; readonly sum: number } | number>>;
}

/** The series of one set. */
export function recordedIn(collection: Collection, set: string): readonly Recorded[] {
  return collection.sets.filter(({ descriptor }) => descriptor.name === set).flatMap((points) =>
    points.series.map((measured, number) => {
      const first = number * points.layout.stride,
        value = (lane: number) => points.values[first + lane] ?? NaN;
      const fields = points.layout.fields.map((field) => {
        const { lane, counts, metric: { field: name, instrument } } = field;
        if (instrument !== "histogram") return [name, value(lane)] as const;
        const buckets = points.buckets(number, field)?.positive;
        let count = 0;
        for (let i = 0; i < counts; i++) count += value(lane + i);
        for (let i = 0; i < (buckets?.length ?? 0); i++) count += buckets?.at(i) ?? 0;
        return [name, { count, sum: value(lane + counts) }] as const;
      });
      return {
        attributes: Object.fromEntries(measured.map(({ attribute, value }) => [attribute.key, value])),
        fields: Object.fromEntries(fields),
      };
    })
  );
}

/** The telemetry of one test, and a reader of all that it records. */
export async function withTelemetry(
  use: (telemetry: Telemetry, reader: MetricReader) => Promise<void>,
): Promise<void> {
  const telemetry = createTelemetry({ resource: {} }), reader = telemetry.reader();
  await use(telemetry, reader).finally(() => telemetry.shutdown());
}

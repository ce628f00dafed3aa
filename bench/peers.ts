/** The libraries that users would pick instead, set up for the same work. */
import {
  AggregationType,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
  type ViewOptions,
} from "@opentelemetry/sdk-metrics";
import {
  Counter as PrometheusCounter,
  Histogram as PrometheusHistogram,
  Registry,
} from "@prometheus-io/client";

/** The names under which the peers' values are reported. */
export const Peer = {
  prometheus: "@prometheus-io/client",
  opentelemetry: "@opentelemetry/sdk-metrics",
  opentelemetryPrometheus: "@opentelemetry/exporter-prometheus",
  transformer: "@opentelemetry/otlp-transformer",
} as const;

/** Values of the two labels that the peers record with, where they have two. */
export const ROUTES: readonly string[] = Array.from({ length: 8 }, (_, index) => `/api/v1/resource/${index}`);
/** Values of the second one. */
export const OUTCOMES: readonly string[] = Array.from({ length: 8 }, (_, index) => `outcome_${index}`);

/** Collects when asked, and never by itself. */
class ManualReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** A counter with some labels, in a registry of its own. */
export function prometheusCounter<const Label extends string>(
  labelNames: readonly Label[],
): { registry: Registry; counter: PrometheusCounter<Label> } {
  const registry = new Registry();
  const counter = new PrometheusCounter({
    name: "bench_series_count_total",
    help: "Requests handled.",
    labelNames,
    registers: [registry],
  });
  return { registry, counter };
}

/** A histogram with the labels `route` and `outcome`. */
export function prometheusHistogram(boundaries: readonly number[]): PrometheusHistogram<"route" | "outcome"> {
  return new PrometheusHistogram({
    name: "bench_duration_milliseconds",
    help: "Time to handle a request.",
    labelNames: ["route", "outcome"],
    buckets: [...boundaries],
    registers: [new Registry()],
  });
}

function meterWith(reader: MetricReader, views: ViewOptions[] = []) {
  return new MeterProvider({ readers: [reader], views }).getMeter("bench.series", "1.0.0");
}

/** For a library that makes its instruments itself. */
export function meterProvider(): MeterProvider {
  return new MeterProvider({ readers: [manualReader()] });
}

function manualReader(): MetricReader {
  return new ManualReader({ cardinalitySelector: () => 100_000 });
}

/** A counter with a reader that collects it. */
export function openTelemetryCounter() {
  const reader = manualReader();
  const counter = meterWith(reader).createCounter("bench.series.count", {
    description: "Requests handled.",
    unit: "{request}",
  });
  return { reader, counter };
}

/** A histogram with these boundaries, as advice; or one whose view makes it exponential. */
export function openTelemetryHistogram(aggregation: readonly number[] | "exponential") {
  const name = "bench.duration";
  const options = { description: "Time to handle a request.", unit: "ms" };
  if (aggregation !== "exponential") {
    const advice = { explicitBucketBoundaries: [...aggregation] };
    return meterWith(manualReader()).createHistogram(name, { ...options, advice });
  }
  const view = {
    instrumentName: name,
    aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
  } as const;
  return meterWith(manualReader(), [view]).createHistogram(name, options);
}

/**
 * What is collected of several scopes, each with counters and gauges in turn and an exponential histogram at the end,
 * and of each with series of three attributes.
 */
export async function openTelemetryMetrics(
  { scopes, metrics, series }: { scopes: number; metrics: number; series: number },
): Promise<ResourceMetrics> {
  const reader = manualReader();
  const aggregation = { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const;
  const provider = new MeterProvider({
    readers: [reader],
    views: [{ instrumentName: "*.duration", aggregation }],
  });
  for (let scope = 0; scope < scopes; scope++) {
    const name = `bench.scope${scope}`, meter = provider.getMeter(name, "1.0.0");
    const counted = { description: "Requests handled.", unit: "{request}" };
    const histogram = meter.createHistogram(`${name}.duration`, { unit: "s" });
    for (let index = 0; index < series; index++) {
      const attributes = {
        "http.request.method": index % 2 === 0 ? "GET" : "POST",
        "http.route": `/api/v1/resource/${index}`,
        "http.response.status_code": 200 + index,
      };
      for (let metric = 0; metric < metrics - 1; metric++) {
        if (metric % 2 === 0) meter.createCounter(`${name}.count${metric}`, counted).add(12345, attributes);
        else meter.createGauge(`${name}.level${metric}`, counted).record(1 / 7, attributes);
      }
      for (let i = 1; i < 9; i++) histogram.record(i / 9, attributes);
    }
  }
  return (await reader.collect()).resourceMetrics;
}

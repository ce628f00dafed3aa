/** The libraries that users would pick instead, set up for the same work. */
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import { Counter as PrometheusCounter, Registry } from "@prometheus-io/client";

/** The names under which the peers' values are reported. */
export const Peer = {
  prometheus: "@prometheus-io/client",
  opentelemetry: "@opentelemetry/sdk-metrics",
  opentelemetryPrometheus: "@opentelemetry/exporter-prometheus",
  transformer: "@opentelemetry/otlp-transformer",
} as const;

/** Collects when asked, and never by itself. */
class ManualReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** A counter with the labels `route` and `outcome`, in a registry of its own. */
export function prometheusCounter(): { registry: Registry; counter: PrometheusCounter<"route" | "outcome"> } {
  const registry = new Registry();
  const counter = new PrometheusCounter({
    name: "bench_series_count_total",
    help: "Requests handled.",
    labelNames: ["route", "outcome"],
    registers: [registry],
  });
  return { registry, counter };
}

/** A counter with a reader that collects it. */
export function openTelemetryCounter() {
  const reader: MetricReader = new ManualReader({ cardinalitySelector: () => 100_000 });
  const provider = new MeterProvider({ readers: [reader] });
  const counter = provider.getMeter("bench.series", "1.0.0").createCounter("bench.series.count", {
    description: "Requests handled.",
    unit: "{request}",
  });
  return { reader, counter };
}

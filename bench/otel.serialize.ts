import { ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { metricsSerializer } from "@percore/telemetry/otel";
import { type Benchmark, expectEqual, perCall } from "./benchmark.ts";
import { openTelemetryMetrics, Peer } from "./peers.ts";

/** What OpenTelemetry JS has collected of 2,000 sums and gauges and 200 exponential histograms, to bytes. */
export const benchmark: Benchmark = {
  unit: "ms",
  floor: "copying the request once",
  async run() {
    const data = await openTelemetryMetrics({ scopes: 10, metrics: 11, series: 20 });
    const counts = data.scopeMetrics.flatMap(({ metrics }) =>
      metrics.map(({ dataPoints }) => dataPoints.length)
    );
    expectEqual("the number of points", counts.reduce((sum, count) => sum + count, 0), 2200);
    const bytes = metricsSerializer.serializeRequest(data);
    const without = { ...data, scopeMetrics: [] };
    return {
      value: await perCall(() => {}, () => metricsSerializer.serializeRequest(data)),
      floor: await perCall(() => {}, () => bytes.slice()),
      peers: {
        [Peer.transformer]: await perCall(() => {}, () => ProtobufMetricsSerializer.serializeRequest(data)),
      },
      extra: {
        "of a new shape": await perCall(
          () => metricsSerializer.serializeRequest(without),
          () => metricsSerializer.serializeRequest(data),
        ),
      },
    };
  },
};

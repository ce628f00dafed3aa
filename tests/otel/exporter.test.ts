import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { OTLPExporterBase } from "@opentelemetry/otlp-exporter-base";
import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from "@opentelemetry/otlp-exporter-base/node-http";
import { MetricsExporterMetricsHelper } from "@opentelemetry/otlp-transformer";
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { createTelemetry } from "@percore/telemetry";
import { metricProducer, metricsSerializer } from "@percore/telemetry/otel";
import {
  type ExportMetricsServiceRequest,
  ExportMetricsServiceResponseSchema,
} from "../../proto/gen/es/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";
import { backend, bodyOf } from "../otlp/backend.ts";
import { decode, numbersOf } from "../otlp/decode.ts";
import { Plain } from "../set/sample_sets.ts";

test("an OTLP exporter of OpenTelemetry JS posts with percore's serializer, and understands the answers", async () => {
  const requests: ExportMetricsServiceRequest[] = [];
  await using receiver = await backend(async (request, response) => {
    requests.push(decode(await bodyOf(request)));
    const partialSuccess = { rejectedDataPoints: 1n, errorMessage: "too old" };
    response.setHeader("content-type", "application/x-protobuf");
    response.end(
      toBinary(
        ExportMetricsServiceResponseSchema,
        create(ExportMetricsServiceResponseSchema, { partialSuccess }),
      ),
    );
  });
  const answers: unknown[] = [];
  const serializer: typeof metricsSerializer = {
    ...metricsSerializer,
    deserializeResponse(data) {
      const answer = metricsSerializer.deserializeResponse(data);
      answers.push(answer);
      return answer;
    },
  };
  const headers = { "Content-Type": "application/x-protobuf" };
  const options = convertLegacyHttpOptions({ url: receiver.url }, "METRICS", "v1/metrics", headers);
  const exporter = new OTLPExporterBase<ResourceMetrics>(
    createOtlpHttpExportDelegate(options, serializer, "test", MetricsExporterMetricsHelper, undefined),
  );
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const metricProducers = [metricProducer(telemetry)];
  const reader = new PeriodicExportingMetricReader({ exporter, metricProducers });
  const provider = new MeterProvider({ readers: [reader] });
  provider.getMeter("theirs").createCounter("their.count").add(3);
  telemetry.register(Plain).count.add(5);
  await provider.shutdown();
  await telemetry.shutdown();

  const metrics = requests.flatMap(({ resourceMetrics }) => resourceMetrics)
    .flatMap(({ scopeMetrics }) => scopeMetrics).flatMap(({ metrics }) => metrics);
  const value = (name: string) => numbersOf(metrics.find((metric) => metric.name === name))[0]?.value;
  assert.deepEqual(value("their.count"), { case: "asDouble", value: 3 });
  assert.deepEqual(value("sample.count"), { case: "asInt", value: 5n });
  assert.deepEqual(answers, [{ partialSuccess: { rejectedDataPoints: 1, errorMessage: "too old" } }]);
});

import assert from "node:assert/strict";
import { fromBinary } from "@bufbuild/protobuf";
import {
  type ExportMetricsServiceRequest,
  ExportMetricsServiceRequestSchema,
} from "../../proto/gen/es/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";
import type { KeyValue } from "../../proto/gen/es/opentelemetry/proto/common/v1/common_pb.ts";
import type {
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  Metric,
  NumberDataPoint,
  ScopeMetrics,
} from "../../proto/gen/es/opentelemetry/proto/metrics/v1/metrics_pb.ts";
import type { Collection } from "../../src/aggregate/collection.ts";
import { MetricsEncoder } from "../../src/export/otlp/metrics_encoder.ts";

export function decode(bytes: Uint8Array | undefined): ExportMetricsServiceRequest {
  assert(bytes, "there is nothing to decode");
  return fromBinary(ExportMetricsServiceRequestSchema, bytes);
}

export function scopesOf(collection: Collection, encoder = new MetricsEncoder()): ScopeMetrics[] {
  const request = decode(encoder.encode(collection));
  assert.equal(request.resourceMetrics.length, 1);
  return request.resourceMetrics[0]?.scopeMetrics ?? [];
}

/** The metrics of all scopes. */
export function metricsOf(collection: Collection, encoder?: MetricsEncoder): Metric[] {
  return scopesOf(collection, encoder).flatMap((scope) => scope.metrics);
}

export function numbersOf(metric: Metric | undefined): NumberDataPoint[] {
  assert(metric?.data.case === "sum" || metric?.data.case === "gauge");
  return metric.data.value.dataPoints;
}

export function histogramsOf(metric: Metric | undefined): HistogramDataPoint[] {
  assert(metric?.data.case === "histogram");
  return metric.data.value.dataPoints;
}

export function exponentialsOf(metric: Metric | undefined): ExponentialHistogramDataPoint[] {
  assert(metric?.data.case === "exponentialHistogram");
  return metric.data.value.dataPoints;
}

/** `[key, case, value]` of each attribute. */
export function attributesOf({ attributes }: { attributes: KeyValue[] }): unknown[] {
  return attributes.map(({ key, value }) => [key, value?.value.case, value?.value.value]);
}

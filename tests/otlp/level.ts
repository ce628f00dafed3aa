import assert from "node:assert/strict";
import type { ExportMetricsServiceRequest } from "../../proto/gen/es/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";
import type { AnyValue } from "../../proto/gen/es/opentelemetry/proto/common/v1/common_pb.ts";
import type { ExponentialHistogramDataPoint } from "../../proto/gen/es/opentelemetry/proto/metrics/v1/metrics_pb.ts";

function levelValue(value: AnyValue | undefined): void {
  if (value?.value.case === "arrayValue") value.value.value.values.forEach(levelValue);
  if (value?.value.case !== "doubleValue") return;
  const double = value.value.value;
  const whole = Number.isInteger(double) && double >= -(2 ** 63) && double < 2 ** 63;
  if (whole) value.value = { case: "intValue", value: BigInt(double) };
}

/** Leaves out buckets of one sign when there are none. */
export function levelBuckets(point: ExponentialHistogramDataPoint): void {
  if (point.positive?.bucketCounts.length === 0) delete point.positive;
  if (point.negative?.bucketCounts.length === 0) delete point.negative;
}

/** Levels what percore and OpenTelemetry's serializer may say in two ways, in place. */
export function level(request: ExportMetricsServiceRequest): ExportMetricsServiceRequest {
  for (const { resource, scopeMetrics } of request.resourceMetrics) {
    resource?.attributes.forEach(({ value }) => levelValue(value));
    for (const { scope, metrics } of scopeMetrics) {
      scope?.attributes.forEach(({ value }) => levelValue(value));
      for (const { data } of metrics) {
        assert(data.case && data.case !== "summary");
        if (data.case === "exponentialHistogram") data.value.dataPoints.forEach(levelBuckets);
        for (const { attributes } of data.value.dataPoints) {
          attributes.forEach(({ value }) => levelValue(value));
        }
      }
    }
  }
  return request;
}

import { protobufAnswers } from "../otlp/service_response.ts";
import type { SerializableMetrics } from "./metric_data.ts";
import { RequestWriter } from "./request_writer.ts";

/** What a backend says of the points that it refused. */
export interface MetricsPartialSuccess {
  /** How many. */
  rejectedDataPoints?: number;
  /** Why; or, where none was refused, a warning. */
  errorMessage?: string;
}

/** What a backend says of a request that it took: `IExportMetricsServiceResponse` of OpenTelemetry JS. */
export interface MetricsServiceResponse {
  /** There if the backend has something to say. */
  partialSuccess?: MetricsPartialSuccess;
}

/** `ISerializer<ResourceMetrics, IExportMetricsServiceResponse>` of `@opentelemetry/otlp-transformer`. */
export interface MetricsSerializer {
  /** The bytes of an `ExportMetricsServiceRequest`. */
  serializeRequest(request: SerializableMetrics): Uint8Array<ArrayBuffer>;
  /**
   * Reads an `ExportMetricsServiceResponse`.
   *
   * @throws {Error} when the bytes are none.
   */
  deserializeResponse(data: Uint8Array): MetricsServiceResponse;
}

const writer = new RequestWriter();

/**
 * Serializes what OpenTelemetry JS has collected as OTLP protocol buffers, and may take the place of
 * `ProtobufMetricsSerializer`. It says the same, and besides writes bigints exactly and exemplars where there are some;
 * a fraction, NaN or infinity that an int metric should not have stays what it is, as a double.
 *
 * The request is written in one pass, into memory that is kept, and copied once.
 *
 * @example
 * ```ts
 * import { metricsSerializer } from "@percore/telemetry/otel";
 * const bytes = metricsSerializer.serializeRequest({
 *   resource: { attributes: { "service.name": "shop" } },
 *   scopeMetrics: [],
 * });
 * if (bytes.length !== 28) throw new Error(`unexpected length: ${bytes.length}`);
 * ```
 */
export const metricsSerializer: MetricsSerializer = {
  serializeRequest: (request) => writer.request(request),
  deserializeResponse(data) {
    const { rejected, message } = protobufAnswers.response(data);
    if (rejected === 0 && message === "") return {};
    return { partialSuccess: { rejectedDataPoints: rejected, errorMessage: message } };
  },
};

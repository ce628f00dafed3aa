import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { StatusSchema } from "../../proto/gen/es/google/rpc/status_pb.ts";
import {
  type ExportMetricsServiceRequest,
  ExportMetricsServiceRequestSchema,
  ExportMetricsServiceResponseSchema,
} from "../../proto/gen/es/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";
import type { AnyValue, KeyValue } from "../../proto/gen/es/opentelemetry/proto/common/v1/common_pb.ts";
import {
  AggregationTemporality,
  type NumberDataPoint,
} from "../../proto/gen/es/opentelemetry/proto/metrics/v1/metrics_pb.ts";

/** OTLP's own limit for a request. */
const REQUEST_LIMIT = 64 * 1024 * 1024;
const PROTOBUF = { "content-type": "application/x-protobuf" };
/** gRPC's code for a request that is wrong in itself. */
const INVALID_ARGUMENT = 3;

/** The attributes that {@linkcode OtlpReceiver.sum} selects by. */
export type Selection = Readonly<Record<string, string | number | boolean>>;

/** A backend for the demo and the tests. It keeps the newest point of each series of cumulative sums. */
export interface OtlpReceiver {
  /** Serves `POST /v1/metrics`. */
  readonly app: Hono;
  /** How many requests were taken. */
  readonly requests: number;
  /** How many bytes their bodies had. */
  readonly bytes: number;
  /**
   * The newest values of a cumulative sum's series, added up. Selects the series whose point, scope or
   * resource has the given attributes. Exact to 2^53.
   */
  sum(metric: string, selection?: Selection): number;
}

interface Series {
  readonly metric: string;
  readonly attributes: ReadonlyMap<string, string>;
  time: bigint;
  value: number;
}

/** A value as text, in which a number and a boolean differ from the string that looks like it. */
function textOf(value: AnyValue["value"] | undefined): string {
  switch (value?.case) {
    case "stringValue":
      return JSON.stringify(value.value);
    case "intValue":
    case "doubleValue":
    case "boolValue":
      return String(value.value);
    case "arrayValue":
      return `[${value.value.values.map((element) => textOf(element.value))}]`;
    default:
      return "";
  }
}

function entriesOf(attributes: readonly KeyValue[] = []): [string, string][] {
  return attributes.map(({ key, value }): [string, string] => [key, textOf(value?.value)])
    .sort(([a], [b]) => a < b ? -1 : 1);
}

function numberOf(point: NumberDataPoint): number {
  return Number(point.value.value ?? 0);
}

class Sums {
  readonly #series = new Map<string, Series>();

  take(request: ExportMetricsServiceRequest): void {
    for (const { resource, scopeMetrics } of request.resourceMetrics) {
      const ofResource = entriesOf(resource?.attributes);
      for (const { scope, metrics } of scopeMetrics) {
        const ofScope = entriesOf(scope?.attributes);
        for (const { name, data } of metrics) {
          if (data.case !== "sum") continue;
          if (data.value.aggregationTemporality !== AggregationTemporality.CUMULATIVE) continue;
          for (const point of data.value.dataPoints) {
            const ofPoint = entriesOf(point.attributes);
            const identity = JSON.stringify([
              ofResource,
              scope?.name,
              scope?.version,
              ofScope,
              name,
              ofPoint,
            ]);
            this.#put(identity, name, [...ofResource, ...ofScope, ...ofPoint], point);
          }
        }
      }
    }
  }

  #put(identity: string, metric: string, attributes: [string, string][], point: NumberDataPoint): void {
    const series = this.#series.get(identity);
    const time = point.timeUnixNano, value = numberOf(point);
    if (!series) {
      this.#series.set(identity, { metric, attributes: new Map(attributes), time, value });
    } else if (time >= series.time) {
      series.time = time;
      series.value = value;
    }
  }

  sum(metric: string, selection: Selection): number {
    const wanted = Object.entries(selection)
      .map(([key, value]) =>
        [key, typeof value === "string" ? JSON.stringify(value) : String(value)] as const
      );
    let sum = 0;
    for (const series of this.#series.values()) {
      if (series.metric !== metric) continue;
      if (wanted.every(([key, text]) => series.attributes.get(key) === text)) sum += series.value;
    }
    return sum;
  }
}

/** Makes a receiver. Nothing listens yet: give `app.fetch` to a server. */
export function otlpReceiver(): OtlpReceiver {
  const sums = new Sums();
  let requests = 0, bytes = 0;
  const app = new Hono();
  app.post("/v1/metrics", bodyLimit({ maxSize: REQUEST_LIMIT }), async function takeMetrics(context) {
    const body = new Uint8Array(await context.req.arrayBuffer());
    try {
      sums.take(fromBinary(ExportMetricsServiceRequestSchema, body));
    } catch (error) {
      const status = create(StatusSchema, { code: INVALID_ARGUMENT, message: String(error) });
      return context.body(toBinary(StatusSchema, status), 400, PROTOBUF);
    }
    requests++;
    bytes += body.length;
    return context.body(
      toBinary(ExportMetricsServiceResponseSchema, create(ExportMetricsServiceResponseSchema)),
      200,
      PROTOBUF,
    );
  });
  return {
    app,
    get requests() {
      return requests;
    },
    get bytes() {
      return bytes;
    },
    sum: (metric, selection = {}) => sums.sum(metric, selection),
  };
}

import { exporterTime } from "../exporter_time.ts";
import { type By, checkBy } from "../../aggregate/by.ts";
import { CARDINALITY_LIMIT, checkCardinalityLimit } from "../../aggregate/cardinality_limit.ts";
import { checkTemporality, type TemporalityPreference } from "../../aggregate/temporality.ts";
import { checkViews, type View } from "../../aggregate/view.ts";
import { checkTls, type TlsOptions } from "../../host/tls.ts";
import { DEFAULT_ENDPOINT, endpointOf } from "./endpoint.ts";
import {
  environmentCompression,
  environmentEndpoint,
  environmentExportTimeout,
  environmentHeaders,
  environmentInterval,
  environmentProtocol,
  environmentTemporality,
  environmentTimeout,
  environmentTls,
} from "./environment.ts";
import { type GivenHeaders, requestHeaders } from "./headers.ts";
import {
  OTLP_COMPRESSIONS,
  OTLP_PROTOCOLS,
  type OtlpCompression,
  type OtlpProtocol,
  REQUEST_LIMIT,
} from "./request_body.ts";

/** So many bytes are taken by any backend: gRPC's limit for a message, unless it is told otherwise. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

/** Where and how `otlpExporter()` sends. What isn't given is taken from the environment, if it is there. */
export interface OtlpExporterOptions {
  /**
   * The full URL, used as it is. Otherwise `OTEL_EXPORTER_OTLP_METRICS_ENDPOINT`, or `OTEL_EXPORTER_OTLP_ENDPOINT` with
   * `v1/metrics` added.
   * @default "http://localhost:4318/v1/metrics"
   */
  readonly url?: string;
  /**
   * Sent with each request, for credentials and the like. Their values never appear in a report. Otherwise
   * `OTEL_EXPORTER_OTLP_METRICS_HEADERS` or `OTEL_EXPORTER_OTLP_HEADERS`.
   * @default {}
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * How requests are written. Otherwise `OTEL_EXPORTER_OTLP_METRICS_PROTOCOL` or `OTEL_EXPORTER_OTLP_PROTOCOL`.
   * @default "http/protobuf"
   */
  readonly protocol?: OtlpProtocol;
  /**
   * How requests are compressed. Otherwise `OTEL_EXPORTER_OTLP_METRICS_COMPRESSION` or
   * `OTEL_EXPORTER_OTLP_COMPRESSION`.
   * @default "none"
   */
  readonly compression?: OtlpCompression;
  /**
   * Milliseconds after which an export, with all its retries, is given up. Otherwise the smaller one of
   * `OTEL_METRIC_EXPORT_TIMEOUT` (30,000 unless set), and `OTEL_EXPORTER_OTLP_METRICS_TIMEOUT` or
   * `OTEL_EXPORTER_OTLP_TIMEOUT`.
   * @default 10_000
   */
  readonly timeout?: number;
  /**
   * Milliseconds between exports. Otherwise `OTEL_METRIC_EXPORT_INTERVAL`.
   * @default 60_000
   */
  readonly interval?: number;
  /**
   * The most bytes of a request before compression, up to 64 MiB. What has more is sent in several requests; a single
   * point that has more, in one of its own. JSON is about four times as long as protocol buffers, by which it is limited.
   * @default 4_194_304
   */
  readonly maxRequestBytes?: number;
  /**
   * What the points' values are relative to. Otherwise `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`.
   * @default "cumulative"
   */
  readonly temporality?: TemporalityPreference;
  /**
   * What becomes of some metrics on the way.
   * @default []
   */
  readonly views?: readonly View[];
  /**
   * Whether the workers' values are added up, for the process or each NUMA node, or stand beside each other.
   * @default "process"
   */
  readonly by?: By;
  /**
   * Series that there may be of one metric set; what is beyond goes to one with `otel.metric.overflow`.
   * @default 10_000
   */
  readonly cardinalityLimit?: number;
  /**
   * A private authority, and the client's certificate and key, as PEM texts; on Deno and Bun. They never appear in a
   * report. Otherwise the files that `OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE`, `…_CLIENT_CERTIFICATE` and
   * `…_CLIENT_KEY` name, or those without `METRICS_`.
   * @default {}
   */
  readonly tls?: TlsOptions;
}

/** The options, checked and complete. */
export interface OtlpExporterSettings {
  readonly url: URL;
  /** What the program gave, with percore's own. */
  readonly headers: Headers;
  /** What may not appear in a message. */
  readonly secrets: readonly string[];
  readonly protocol: OtlpProtocol;
  readonly compression: OtlpCompression;
  readonly timeout: number;
  readonly interval: number;
  readonly maxRequestBytes: number;
  readonly temporality: TemporalityPreference;
  readonly views: readonly View[];
  readonly by: By;
  readonly cardinalityLimit: number;
  readonly tls: TlsOptions;
}

/**
 * Fills in what the environment says, and the defaults. Throws a TypeError, which names no header's value, for options
 * that can't be used.
 */
export function settingsOf(options: OtlpExporterOptions): OtlpExporterSettings {
  // An option that is given keeps its variable from being read, and so from being complained about.
  const {
    headers = environmentHeaders() ?? {},
    protocol = environmentProtocol() ?? "http/protobuf",
    compression = environmentCompression() ?? "none",
    timeout = Math.min(environmentExportTimeout() ?? 30_000, environmentTimeout() ?? 10_000),
    interval = environmentInterval() ?? 60_000,
    maxRequestBytes = MAX_REQUEST_BYTES,
    temporality = environmentTemporality() ?? "cumulative",
    views = [],
    by = "process",
    cardinalityLimit = CARDINALITY_LIMIT,
    tls = environmentTls(),
  } = options;
  const url = endpointFor(options.url);
  oneOf("protocol", protocol, OTLP_PROTOCOLS);
  oneOf("compression", compression, OTLP_COMPRESSIONS);
  checkTls(tls);
  return {
    url,
    headers: requestHeaders(headers, protocol, compression),
    secrets: secretsOf(headers, url),
    protocol,
    compression,
    timeout: exporterTime("timeout", timeout),
    interval: exporterTime("interval", interval),
    maxRequestBytes: requestBytes(maxRequestBytes),
    temporality: checkTemporality(temporality),
    views: checkViews(views),
    by: checkBy(by),
    cardinalityLimit: checkCardinalityLimit(cardinalityLimit),
    tls,
  };
}

function endpointFor(given: string | undefined): URL {
  if (given !== undefined) return endpointOf(given);
  return environmentEndpoint() ?? new URL(DEFAULT_ENDPOINT);
}

function secretsOf(headers: GivenHeaders, url: URL): string[] {
  return [...Object.values(headers), url.search.slice(1)];
}

function oneOf(option: string, given: string, choices: readonly string[]): void {
  if (choices.includes(given)) return;
  throw new TypeError(`${option}: expected ${choices.join(" or ")}, not ${JSON.stringify(given)}`);
}

function requestBytes(bytes: number): number {
  if (Number.isInteger(bytes) && bytes > 0 && bytes <= REQUEST_LIMIT) return bytes;
  throw new TypeError(
    `maxRequestBytes: expected a whole number of bytes, from 1 to ${REQUEST_LIMIT}, not ${bytes}`,
  );
}

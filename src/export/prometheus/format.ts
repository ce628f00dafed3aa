import type { EscapingScheme } from "./escaping.ts";

/** A format in which Prometheus can be answered. */
export type PrometheusFormat =
  | {
    /** The text format 0.0.4, which every reader knows. Names are always of underscores. */
    readonly syntax: "text";
    readonly version: "0.0.4";
  }
  | {
    /** The text format 1.0.0, whose names may be any of UTF-8. */
    readonly syntax: "text";
    readonly version: "1.0.0";
    readonly escaping: EscapingScheme;
  }
  | {
    /** OpenMetrics before names could be any of UTF-8. */
    readonly syntax: "openmetrics";
    readonly version: "0.0.1";
  }
  | {
    /** OpenMetrics 1.0: exemplars, units and times of creation. */
    readonly syntax: "openmetrics";
    readonly version: "1.0.0";
    readonly escaping: EscapingScheme;
  }
  | {
    /** The protobuf format: `MetricFamily` messages, each behind its length. It alone has native histograms. */
    readonly syntax: "protobuf";
    readonly escaping: EscapingScheme;
  };

/** A format of text. */
export type TextFormat = Exclude<PrometheusFormat, { readonly syntax: "protobuf" }>;

/** The media type of the protobuf format, with what tells it from other uses of that type. */
export const PROTOBUF_TYPE = "application/vnd.google.protobuf",
  PROTOBUF_MESSAGE = "io.prometheus.client.MetricFamily",
  PROTOBUF_ENCODING = "delimited";

/** What a receiver gets that has no wish: text 0.0.4. */
export const TEXT_0_0_4: PrometheusFormat = { syntax: "text", version: "0.0.4" };

/** How a format writes names. */
export function escapingOf(format: PrometheusFormat): EscapingScheme {
  return "escaping" in format ? format.escaping : "underscores";
}

/** The media type that says what a format is; it names the escaping scheme where the receiver could have chosen. */
export function contentType(format: PrometheusFormat): string {
  const escaping = "escaping" in format ? `; escaping=${format.escaping}` : "";
  if (format.syntax === "protobuf") {
    return `${PROTOBUF_TYPE}; proto=${PROTOBUF_MESSAGE}; encoding=${PROTOBUF_ENCODING}${escaping}`;
  }
  const type = format.syntax === "text" ? "text/plain" : "application/openmetrics-text";
  return `${type}; version=${format.version}; charset=utf-8${escaping}`;
}

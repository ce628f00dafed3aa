/**
 * Prometheus' text formats, OpenMetrics and Prometheus' protobuf format for what a reader collects.
 *
 * @module
 */
export { ESCAPING_SCHEMES, type EscapingScheme } from "./escaping.ts";
export {
  type PrometheusFormat,
  PROTOBUF_ENCODING,
  PROTOBUF_MESSAGE,
  PROTOBUF_TYPE,
  TEXT_0_0_4,
} from "./format.ts";
export type { TranslationStrategy } from "./metric_name.ts";
export type { Omissions } from "./omissions.ts";
export {
  PROMETHEUS_CONTENT_TYPE,
  PrometheusRenderer,
  type PrometheusRendererOptions,
  type RenderOptions,
} from "./renderer.ts";

import { writeBool, writeMessages, writeUint32 } from "../otlp/message_fields.ts";
import { BackwardWriter } from "../otlp/backward_writer.ts";
import {
  AggregationTemporality,
  ExponentialHistogram,
  ExportMetricsServiceRequest,
  Gauge,
  Histogram,
  InstrumentationScope,
  Metric,
  Resource,
  ResourceMetrics,
  ScopeMetrics,
  Sum,
} from "../otlp/wire_tags.gen.ts";
import { writeAttributes } from "./any_value.ts";
import {
  CUMULATIVE,
  DELTA,
  EXPONENTIAL_HISTOGRAM,
  GAUGE,
  HISTOGRAM,
  INT,
  type SerializableMetric,
  type SerializableMetrics,
  type SerializableScope,
  type SerializableScopeMetrics,
  SUM,
} from "./metric_data.ts";
import { PointAttributes } from "./point_attributes.ts";
import { writeExponentialPoint, writeHistogramPoint, writeNumberPoint } from "./point_writer.ts";

/** Writes requests, one after another, into memory that is kept. */
export class RequestWriter {
  readonly #writer = new BackwardWriter();
  readonly #attributes = new PointAttributes();

  /** A copy of an encoded `ExportMetricsServiceRequest`. */
  request({ resource, scopeMetrics }: SerializableMetrics): Uint8Array<ArrayBuffer> {
    const writer = this.#writer;
    // What is left of a request that could not be written.
    writer.clear();
    this.#attributes.begin();
    writer.optionalText(ResourceMetrics.schemaUrl, resource.schemaUrl ?? "");
    for (const each of scopeMetrics.toReversed()) this.#scopeMetrics(each);
    const end = writer.length;
    writeAttributes(writer, Resource.attributes, resource.attributes);
    writer.close(ResourceMetrics.resource, end);
    writer.close(ExportMetricsServiceRequest.resourceMetrics, 0);
    return writer.finish();
  }

  #scopeMetrics({ scope, metrics }: SerializableScopeMetrics): void {
    const writer = this.#writer, end = writer.length;
    writer.optionalText(ScopeMetrics.schemaUrl, scope.schemaUrl ?? "");
    for (const metric of metrics.toReversed()) this.#metric(metric);
    writeScope(writer, scope);
    writer.close(ResourceMetrics.scopeMetrics, end);
  }

  #metric(metric: SerializableMetric): void {
    const { name, description, unit } = metric.descriptor, writer = this.#writer, end = writer.length;
    this.#data(metric);
    writer.optionalText(Metric.unit, unit);
    writer.optionalText(Metric.description, description);
    writer.optionalText(Metric.name, name);
    writer.close(ScopeMetrics.metrics, end);
  }

  /** The field of a `Metric` that has its points. Metrics of an unknown kind have none. */
  #data(metric: SerializableMetric): void {
    const writer = this.#writer, attributes = this.#attributes, end = writer.length;
    const isInt = metric.descriptor.valueType === INT;
    switch (metric.dataPointType) {
      case SUM:
        if (metric.isMonotonic) writeBool(writer, Sum.isMonotonic, true);
        writeTemporality(writer, Sum.aggregationTemporality, metric);
        writeMessages(
          writer,
          Sum.dataPoints,
          metric.dataPoints,
          (writer, point) => writeNumberPoint(writer, attributes, point, isInt),
        );
        return writer.close(Metric.sum, end);
      case GAUGE:
        writeMessages(
          writer,
          Gauge.dataPoints,
          metric.dataPoints,
          (writer, point) => writeNumberPoint(writer, attributes, point, isInt),
        );
        return writer.close(Metric.gauge, end);
      case HISTOGRAM:
        writeTemporality(writer, Histogram.aggregationTemporality, metric);
        writeMessages(
          writer,
          Histogram.dataPoints,
          metric.dataPoints,
          (writer, point) => writeHistogramPoint(writer, attributes, point),
        );
        return writer.close(Metric.histogram, end);
      case EXPONENTIAL_HISTOGRAM:
        writeTemporality(writer, ExponentialHistogram.aggregationTemporality, metric);
        writeMessages(
          writer,
          ExponentialHistogram.dataPoints,
          metric.dataPoints,
          (writer, point) => writeExponentialPoint(writer, attributes, point),
        );
        return writer.close(Metric.exponentialHistogram, end);
    }
  }
}

function writeScope(writer: BackwardWriter, scope: SerializableScope): void {
  const { name, version = "", attributes, droppedAttributesCount = 0 } = scope;
  const end = writer.length;
  if (droppedAttributesCount > 0) {
    writeUint32(writer, InstrumentationScope.droppedAttributesCount, droppedAttributesCount);
  }
  if (attributes) writeAttributes(writer, InstrumentationScope.attributes, attributes);
  writer.optionalText(InstrumentationScope.version, version);
  writer.optionalText(InstrumentationScope.name, name);
  writer.close(ScopeMetrics.scope, end);
}

function writeTemporality(
  writer: BackwardWriter,
  tag: number,
  { aggregationTemporality }: SerializableMetric,
): void {
  // Anything else is left out, and so unspecified.
  if (aggregationTemporality === DELTA) writer.varint(AggregationTemporality.delta);
  else if (aggregationTemporality === CUMULATIVE) writer.varint(AggregationTemporality.cumulative);
  else return;
  writer.varint(tag);
}

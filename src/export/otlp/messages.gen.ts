// Generated from proto/ by proto/plugin/encoders.ts. Do not edit.
// Bodies are written backwards: of each message, the field with the highest number first.
import type { BackwardWriter } from "./backward_writer.ts";
import {
  writeBool,
  writeBytes,
  writeDouble,
  writeDoubles,
  writeFixed32,
  writeFixed64,
  writeFixed64s,
  writeInt32,
  writeInt64,
  writeInt64s,
  writeMessage,
  writeMessages,
  writeSint32,
  writeString,
  writeStrings,
  writeUint32,
} from "./message_fields.ts";

/** A batch of metrics. */
export interface ExportMetricsServiceRequest {
  /** One for each resource; usually one. */
  readonly resourceMetrics?: readonly ResourceMetrics[] | undefined;
}

/** Writes the body of a {@linkcode ExportMetricsServiceRequest}. */
export function writeExportMetricsServiceRequest(writer: BackwardWriter, message: ExportMetricsServiceRequest): void {
  if (message.resourceMetrics) writeMessages(writer, 0x0a, message.resourceMetrics, writeResourceMetrics);
}

/** The metrics of one resource. */
export interface ResourceMetrics {
  readonly resource?: Resource | undefined;
  readonly scopeMetrics?: readonly ScopeMetrics[] | undefined;
  /** The schema of the resource's attributes. It doesn't extend to the scopes. */
  readonly schemaUrl?: string | undefined;
}

/** Writes the body of a {@linkcode ResourceMetrics}. */
export function writeResourceMetrics(writer: BackwardWriter, message: ResourceMetrics): void {
  if (message.schemaUrl) writeString(writer, 0x1a, message.schemaUrl);
  if (message.scopeMetrics) writeMessages(writer, 0x12, message.scopeMetrics, writeScopeMetrics);
  if (message.resource) writeMessage(writer, 0x0a, message.resource, writeResource);
}

/** The process, host, service … that all signals of a batch come from. */
export interface Resource {
  /** Keys are unique. */
  readonly attributes?: readonly KeyValue[] | undefined;
  readonly droppedAttributesCount?: number | undefined;
  /** The entities that the attributes make up. */
  readonly entityRefs?: readonly EntityRef[] | undefined;
}

/** Writes the body of a {@linkcode Resource}. */
export function writeResource(writer: BackwardWriter, message: Resource): void {
  if (message.entityRefs) writeMessages(writer, 0x1a, message.entityRefs, writeEntityRef);
  if (message.droppedAttributesCount) writeUint32(writer, 0x10, message.droppedAttributesCount);
  if (message.attributes) writeMessages(writer, 0x0a, message.attributes, writeKeyValue);
}

/** One attribute. */
export interface KeyValue {
  readonly key?: string | undefined;
  readonly value?: AnyValue | undefined;
  /** The key by its place in a profile's table of strings. Profiles only. */
  readonly keyStrindex?: number | undefined;
}

/** Writes the body of a {@linkcode KeyValue}. */
export function writeKeyValue(writer: BackwardWriter, message: KeyValue): void {
  if (message.keyStrindex) writeInt32(writer, 0x18, message.keyStrindex);
  if (message.value) writeMessage(writer, 0x12, message.value, writeAnyValue);
  if (message.key) writeString(writer, 0x0a, message.key);
}

/** The value of an attribute or of a log's body. No member set means: an empty value. */
export interface AnyValue {
  readonly value?:
    | { readonly case: "stringValue"; readonly value: string }
    | { readonly case: "boolValue"; readonly value: boolean }
    | { readonly case: "intValue"; readonly value: number | bigint }
    | { readonly case: "doubleValue"; readonly value: number }
    | { readonly case: "arrayValue"; readonly value: ArrayValue }
    | { readonly case: "kvlistValue"; readonly value: KeyValueList }
    | { readonly case: "bytesValue"; readonly value: Uint8Array }
    | { readonly case: "stringValueStrindex"; readonly value: number }
    | { readonly case: undefined; readonly value?: undefined }
    | undefined;
}

/** Writes the body of a {@linkcode AnyValue}. */
export function writeAnyValue(writer: BackwardWriter, message: AnyValue): void {
  switch (message.value?.case) {
    case "stringValue":
      writeString(writer, 0x0a, message.value.value);
      break;
    case "boolValue":
      writeBool(writer, 0x10, message.value.value);
      break;
    case "intValue":
      writeInt64(writer, 0x18, message.value.value);
      break;
    case "doubleValue":
      writeDouble(writer, 0x21, message.value.value);
      break;
    case "arrayValue":
      writeMessage(writer, 0x2a, message.value.value, writeArrayValue);
      break;
    case "kvlistValue":
      writeMessage(writer, 0x32, message.value.value, writeKeyValueList);
      break;
    case "bytesValue":
      writeBytes(writer, 0x3a, message.value.value);
      break;
    case "stringValueStrindex":
      writeInt32(writer, 0x40, message.value.value);
      break;
  }
}

/** A list of values. A message of its own because a oneof can't hold a repeated field. */
export interface ArrayValue {
  readonly values?: readonly AnyValue[] | undefined;
}

/** Writes the body of a {@linkcode ArrayValue}. */
export function writeArrayValue(writer: BackwardWriter, message: ArrayValue): void {
  if (message.values) writeMessages(writer, 0x0a, message.values, writeAnyValue);
}

/** A map of values, as a list of pairs. Keys are unique. */
export interface KeyValueList {
  readonly values?: readonly KeyValue[] | undefined;
}

/** Writes the body of a {@linkcode KeyValueList}. */
export function writeKeyValueList(writer: BackwardWriter, message: KeyValueList): void {
  if (message.values) writeMessages(writer, 0x0a, message.values, writeKeyValue);
}

/** Names the attributes of a resource that identify one entity, and those that only describe it. */
export interface EntityRef {
  /** The schema of the entity's type and attributes. */
  readonly schemaUrl?: string | undefined;
  readonly type?: string | undefined;
  /** Keys of resource attributes that identify the entity. At least one. */
  readonly idKeys?: readonly string[] | undefined;
  /** Keys of resource attributes that may change while the entity stays the same. */
  readonly descriptionKeys?: readonly string[] | undefined;
}

/** Writes the body of a {@linkcode EntityRef}. */
export function writeEntityRef(writer: BackwardWriter, message: EntityRef): void {
  if (message.descriptionKeys) writeStrings(writer, 0x22, message.descriptionKeys);
  if (message.idKeys) writeStrings(writer, 0x1a, message.idKeys);
  if (message.type) writeString(writer, 0x12, message.type);
  if (message.schemaUrl) writeString(writer, 0x0a, message.schemaUrl);
}

/** The metrics of one instrumentation scope. */
export interface ScopeMetrics {
  readonly scope?: InstrumentationScope | undefined;
  readonly metrics?: readonly Metric[] | undefined;
  /** The schema of the scope, its metrics and their attributes. */
  readonly schemaUrl?: string | undefined;
}

/** Writes the body of a {@linkcode ScopeMetrics}. */
export function writeScopeMetrics(writer: BackwardWriter, message: ScopeMetrics): void {
  if (message.schemaUrl) writeString(writer, 0x1a, message.schemaUrl);
  if (message.metrics) writeMessages(writer, 0x12, message.metrics, writeMetric);
  if (message.scope) writeMessage(writer, 0x0a, message.scope, writeInstrumentationScope);
}

/** Who recorded: a library, or in percore a metric set with the entity that it describes. */
export interface InstrumentationScope {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  /** Keys are unique. */
  readonly attributes?: readonly KeyValue[] | undefined;
  /** How many attributes were left out, by a limit on their number for example. */
  readonly droppedAttributesCount?: number | undefined;
}

/** Writes the body of a {@linkcode InstrumentationScope}. */
export function writeInstrumentationScope(writer: BackwardWriter, message: InstrumentationScope): void {
  if (message.droppedAttributesCount) writeUint32(writer, 0x20, message.droppedAttributesCount);
  if (message.attributes) writeMessages(writer, 0x1a, message.attributes, writeKeyValue);
  if (message.version) writeString(writer, 0x12, message.version);
  if (message.name) writeString(writer, 0x0a, message.name);
}

/** One metric and its data points, all of one kind. */
export interface Metric {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** A UCUM unit, case-sensitive. */
  readonly unit?: string | undefined;
  readonly data?:
    | { readonly case: "gauge"; readonly value: Gauge }
    | { readonly case: "sum"; readonly value: Sum }
    | { readonly case: "histogram"; readonly value: Histogram }
    | { readonly case: "exponentialHistogram"; readonly value: ExponentialHistogram }
    | { readonly case: "summary"; readonly value: Summary }
    | { readonly case: undefined; readonly value?: undefined }
    | undefined;
  /** Says more about the metric without being part of its identity. Keys are unique. */
  readonly metadata?: readonly KeyValue[] | undefined;
}

/** Writes the body of a {@linkcode Metric}. */
export function writeMetric(writer: BackwardWriter, message: Metric): void {
  if (message.metadata) writeMessages(writer, 0x62, message.metadata, writeKeyValue);
  switch (message.data?.case) {
    case "gauge":
      writeMessage(writer, 0x2a, message.data.value, writeGauge);
      break;
    case "sum":
      writeMessage(writer, 0x3a, message.data.value, writeSum);
      break;
    case "histogram":
      writeMessage(writer, 0x4a, message.data.value, writeHistogram);
      break;
    case "exponentialHistogram":
      writeMessage(writer, 0x52, message.data.value, writeExponentialHistogram);
      break;
    case "summary":
      writeMessage(writer, 0x5a, message.data.value, writeSummary);
      break;
  }
  if (message.unit) writeString(writer, 0x1a, message.unit);
  if (message.description) writeString(writer, 0x12, message.description);
  if (message.name) writeString(writer, 0x0a, message.name);
}

/** The latest value at some moment. Values of different points can't be added up in a meaningful way. */
export interface Gauge {
  readonly dataPoints?: readonly NumberDataPoint[] | undefined;
}

/** Writes the body of a {@linkcode Gauge}. */
export function writeGauge(writer: BackwardWriter, message: Gauge): void {
  if (message.dataPoints) writeMessages(writer, 0x0a, message.dataPoints, writeNumberDataPoint);
}

/** One number of a series. */
export interface NumberDataPoint {
  /** Identify the series within its metric. Keys are unique. */
  readonly attributes?: readonly KeyValue[] | undefined;
  /** Where the window begins, in nanoseconds since 1970. 0 when unknown. */
  readonly startTimeUnixNano?: number | bigint | undefined;
  /** Where the window ends, or the moment of a gauge's value. */
  readonly timeUnixNano?: number | bigint | undefined;
  readonly value?:
    | { readonly case: "asDouble"; readonly value: number }
    | { readonly case: "asInt"; readonly value: number | bigint }
    | { readonly case: undefined; readonly value?: undefined }
    | undefined;
  readonly exemplars?: readonly Exemplar[] | undefined;
  /** Bits of DataPointFlags. */
  readonly flags?: number | undefined;
}

/** Writes the body of a {@linkcode NumberDataPoint}. */
export function writeNumberDataPoint(writer: BackwardWriter, message: NumberDataPoint): void {
  if (message.flags) writeUint32(writer, 0x40, message.flags);
  if (message.attributes) writeMessages(writer, 0x3a, message.attributes, writeKeyValue);
  if (message.exemplars) writeMessages(writer, 0x2a, message.exemplars, writeExemplar);
  switch (message.value?.case) {
    case "asDouble":
      writeDouble(writer, 0x21, message.value.value);
      break;
    case "asInt":
      writeFixed64(writer, 0x31, message.value.value);
      break;
  }
  if (message.timeUnixNano) writeFixed64(writer, 0x19, message.timeUnixNano);
  if (message.startTimeUnixNano) writeFixed64(writer, 0x11, message.startTimeUnixNano);
}

/** One recorded value, kept with the trace in which it was recorded. */
export interface Exemplar {
  /** Attributes that the view dropped from the point's own. Keys are unique. */
  readonly filteredAttributes?: readonly KeyValue[] | undefined;
  readonly timeUnixNano?: number | bigint | undefined;
  readonly value?:
    | { readonly case: "asDouble"; readonly value: number }
    | { readonly case: "asInt"; readonly value: number | bigint }
    | { readonly case: undefined; readonly value?: undefined }
    | undefined;
  /** 8 bytes, or empty. */
  readonly spanId?: Uint8Array | undefined;
  /** 16 bytes, or empty. */
  readonly traceId?: Uint8Array | undefined;
}

/** Writes the body of a {@linkcode Exemplar}. */
export function writeExemplar(writer: BackwardWriter, message: Exemplar): void {
  if (message.filteredAttributes) writeMessages(writer, 0x3a, message.filteredAttributes, writeKeyValue);
  if (message.traceId?.length) writeBytes(writer, 0x2a, message.traceId);
  if (message.spanId?.length) writeBytes(writer, 0x22, message.spanId);
  switch (message.value?.case) {
    case "asDouble":
      writeDouble(writer, 0x19, message.value.value);
      break;
    case "asInt":
      writeFixed64(writer, 0x31, message.value.value);
      break;
  }
  if (message.timeUnixNano) writeFixed64(writer, 0x11, message.timeUnixNano);
}

/** What was added up over a window. */
export interface Sum {
  readonly dataPoints?: readonly NumberDataPoint[] | undefined;
  readonly aggregationTemporality?: number | undefined;
  /** Whether the sum never falls. */
  readonly isMonotonic?: boolean | undefined;
}

/** Writes the body of a {@linkcode Sum}. */
export function writeSum(writer: BackwardWriter, message: Sum): void {
  if (message.isMonotonic) writeBool(writer, 0x18, message.isMonotonic);
  if (message.aggregationTemporality) writeInt32(writer, 0x10, message.aggregationTemporality);
  if (message.dataPoints) writeMessages(writer, 0x0a, message.dataPoints, writeNumberDataPoint);
}

/** How values are spread over buckets with explicit bounds. */
export interface Histogram {
  readonly dataPoints?: readonly HistogramDataPoint[] | undefined;
  readonly aggregationTemporality?: number | undefined;
}

/** Writes the body of a {@linkcode Histogram}. */
export function writeHistogram(writer: BackwardWriter, message: Histogram): void {
  if (message.aggregationTemporality) writeInt32(writer, 0x10, message.aggregationTemporality);
  if (message.dataPoints) writeMessages(writer, 0x0a, message.dataPoints, writeHistogramDataPoint);
}

/** One series of a histogram. */
export interface HistogramDataPoint {
  /** Identify the series within its metric. Keys are unique. */
  readonly attributes?: readonly KeyValue[] | undefined;
  readonly startTimeUnixNano?: number | bigint | undefined;
  readonly timeUnixNano?: number | bigint | undefined;
  /** The sum of bucket_counts, if there are any. */
  readonly count?: number | bigint | undefined;
  /** The sum of the values; 0 when there are none. */
  readonly sum?: number | undefined;
  /** One more than explicit_bounds, or none at all. */
  readonly bucketCounts?: ArrayLike<number | bigint> | undefined;
  /** Inclusive upper bounds, ascending; the last bucket goes to infinity. */
  readonly explicitBounds?: ArrayLike<number> | undefined;
  readonly exemplars?: readonly Exemplar[] | undefined;
  /** Bits of DataPointFlags. */
  readonly flags?: number | undefined;
  /** The smallest value in the window. */
  readonly min?: number | undefined;
  /** The largest value in the window. */
  readonly max?: number | undefined;
}

/** Writes the body of a {@linkcode HistogramDataPoint}. */
export function writeHistogramDataPoint(writer: BackwardWriter, message: HistogramDataPoint): void {
  if (message.max !== undefined) writeDouble(writer, 0x61, message.max);
  if (message.min !== undefined) writeDouble(writer, 0x59, message.min);
  if (message.flags) writeUint32(writer, 0x50, message.flags);
  if (message.attributes) writeMessages(writer, 0x4a, message.attributes, writeKeyValue);
  if (message.exemplars) writeMessages(writer, 0x42, message.exemplars, writeExemplar);
  if (message.explicitBounds) writeDoubles(writer, 0x3a, message.explicitBounds);
  if (message.bucketCounts) writeFixed64s(writer, 0x32, message.bucketCounts);
  if (message.sum !== undefined) writeDouble(writer, 0x29, message.sum);
  if (message.count) writeFixed64(writer, 0x21, message.count);
  if (message.timeUnixNano) writeFixed64(writer, 0x19, message.timeUnixNano);
  if (message.startTimeUnixNano) writeFixed64(writer, 0x11, message.startTimeUnixNano);
}

/** How values are spread over buckets whose bounds grow exponentially. */
export interface ExponentialHistogram {
  readonly dataPoints?: readonly ExponentialHistogramDataPoint[] | undefined;
  readonly aggregationTemporality?: number | undefined;
}

/** Writes the body of a {@linkcode ExponentialHistogram}. */
export function writeExponentialHistogram(writer: BackwardWriter, message: ExponentialHistogram): void {
  if (message.aggregationTemporality) writeInt32(writer, 0x10, message.aggregationTemporality);
  if (message.dataPoints) writeMessages(writer, 0x0a, message.dataPoints, writeExponentialHistogramDataPoint);
}

/**
 * One series of an exponential histogram.
 * Bucket i holds the values in (base^i, base^(i+1)], base = 2^(2^-scale).
 */
export interface ExponentialHistogramDataPoint {
  /** Identify the series within its metric. Keys are unique. */
  readonly attributes?: readonly KeyValue[] | undefined;
  readonly startTimeUnixNano?: number | bigint | undefined;
  readonly timeUnixNano?: number | bigint | undefined;
  /** zero_count and all buckets added up. */
  readonly count?: number | bigint | undefined;
  /** The sum of the values; 0 when there are none. */
  readonly sum?: number | undefined;
  readonly scale?: number | undefined;
  /** How many values were no further from zero than zero_threshold. */
  readonly zeroCount?: number | bigint | undefined;
  readonly positive?: ExponentialHistogramDataPoint_Buckets | undefined;
  readonly negative?: ExponentialHistogramDataPoint_Buckets | undefined;
  /** Bits of DataPointFlags. */
  readonly flags?: number | undefined;
  readonly exemplars?: readonly Exemplar[] | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly zeroThreshold?: number | undefined;
}

/** Writes the body of a {@linkcode ExponentialHistogramDataPoint}. */
export function writeExponentialHistogramDataPoint(writer: BackwardWriter, message: ExponentialHistogramDataPoint): void {
  if (message.zeroThreshold !== undefined && !Object.is(message.zeroThreshold, 0)) writeDouble(writer, 0x71, message.zeroThreshold);
  if (message.max !== undefined) writeDouble(writer, 0x69, message.max);
  if (message.min !== undefined) writeDouble(writer, 0x61, message.min);
  if (message.exemplars) writeMessages(writer, 0x5a, message.exemplars, writeExemplar);
  if (message.flags) writeUint32(writer, 0x50, message.flags);
  if (message.negative) writeMessage(writer, 0x4a, message.negative, writeExponentialHistogramDataPoint_Buckets);
  if (message.positive) writeMessage(writer, 0x42, message.positive, writeExponentialHistogramDataPoint_Buckets);
  if (message.zeroCount) writeFixed64(writer, 0x39, message.zeroCount);
  if (message.scale) writeSint32(writer, 0x30, message.scale);
  if (message.sum !== undefined) writeDouble(writer, 0x29, message.sum);
  if (message.count) writeFixed64(writer, 0x21, message.count);
  if (message.timeUnixNano) writeFixed64(writer, 0x19, message.timeUnixNano);
  if (message.startTimeUnixNano) writeFixed64(writer, 0x11, message.startTimeUnixNano);
  if (message.attributes) writeMessages(writer, 0x0a, message.attributes, writeKeyValue);
}

/** A dense run of buckets. */
export interface ExponentialHistogramDataPoint_Buckets {
  /** The index of the first of bucket_counts. */
  readonly offset?: number | undefined;
  readonly bucketCounts?: ArrayLike<number | bigint> | undefined;
}

/** Writes the body of a {@linkcode ExponentialHistogramDataPoint_Buckets}. */
export function writeExponentialHistogramDataPoint_Buckets(writer: BackwardWriter, message: ExponentialHistogramDataPoint_Buckets): void {
  if (message.bucketCounts) writeInt64s(writer, 0x12, message.bucketCounts);
  if (message.offset) writeSint32(writer, 0x08, message.offset);
}

/** Quantiles that the source computed. Can't be merged; kept for older formats. */
export interface Summary {
  readonly dataPoints?: readonly SummaryDataPoint[] | undefined;
}

/** Writes the body of a {@linkcode Summary}. */
export function writeSummary(writer: BackwardWriter, message: Summary): void {
  if (message.dataPoints) writeMessages(writer, 0x0a, message.dataPoints, writeSummaryDataPoint);
}

/** One series of a summary. */
export interface SummaryDataPoint {
  /** Identify the series within its metric. Keys are unique. */
  readonly attributes?: readonly KeyValue[] | undefined;
  readonly startTimeUnixNano?: number | bigint | undefined;
  readonly timeUnixNano?: number | bigint | undefined;
  readonly count?: number | bigint | undefined;
  readonly sum?: number | undefined;
  readonly quantileValues?: readonly SummaryDataPoint_ValueAtQuantile[] | undefined;
  /** Bits of DataPointFlags. */
  readonly flags?: number | undefined;
}

/** Writes the body of a {@linkcode SummaryDataPoint}. */
export function writeSummaryDataPoint(writer: BackwardWriter, message: SummaryDataPoint): void {
  if (message.flags) writeUint32(writer, 0x40, message.flags);
  if (message.attributes) writeMessages(writer, 0x3a, message.attributes, writeKeyValue);
  if (message.quantileValues) writeMessages(writer, 0x32, message.quantileValues, writeSummaryDataPoint_ValueAtQuantile);
  if (message.sum !== undefined && !Object.is(message.sum, 0)) writeDouble(writer, 0x29, message.sum);
  if (message.count) writeFixed64(writer, 0x21, message.count);
  if (message.timeUnixNano) writeFixed64(writer, 0x19, message.timeUnixNano);
  if (message.startTimeUnixNano) writeFixed64(writer, 0x11, message.startTimeUnixNano);
}

/** The value below which a share of all values lies. */
export interface SummaryDataPoint_ValueAtQuantile {
  /** From 0 (the smallest value) to 1 (the largest). */
  readonly quantile?: number | undefined;
  readonly value?: number | undefined;
}

/** Writes the body of a {@linkcode SummaryDataPoint_ValueAtQuantile}. */
export function writeSummaryDataPoint_ValueAtQuantile(writer: BackwardWriter, message: SummaryDataPoint_ValueAtQuantile): void {
  if (message.value !== undefined && !Object.is(message.value, 0)) writeDouble(writer, 0x11, message.value);
  if (message.quantile !== undefined && !Object.is(message.quantile, 0)) writeDouble(writer, 0x09, message.quantile);
}

/** A batch of logs. */
export interface ExportLogsServiceRequest {
  /** One for each resource; usually one. */
  readonly resourceLogs?: readonly ResourceLogs[] | undefined;
}

/** Writes the body of a {@linkcode ExportLogsServiceRequest}. */
export function writeExportLogsServiceRequest(writer: BackwardWriter, message: ExportLogsServiceRequest): void {
  if (message.resourceLogs) writeMessages(writer, 0x0a, message.resourceLogs, writeResourceLogs);
}

/** The records of one resource. */
export interface ResourceLogs {
  readonly resource?: Resource | undefined;
  readonly scopeLogs?: readonly ScopeLogs[] | undefined;
  /** The schema of the resource's attributes. It doesn't extend to the scopes. */
  readonly schemaUrl?: string | undefined;
}

/** Writes the body of a {@linkcode ResourceLogs}. */
export function writeResourceLogs(writer: BackwardWriter, message: ResourceLogs): void {
  if (message.schemaUrl) writeString(writer, 0x1a, message.schemaUrl);
  if (message.scopeLogs) writeMessages(writer, 0x12, message.scopeLogs, writeScopeLogs);
  if (message.resource) writeMessage(writer, 0x0a, message.resource, writeResource);
}

/** The records of one instrumentation scope. */
export interface ScopeLogs {
  readonly scope?: InstrumentationScope | undefined;
  readonly logRecords?: readonly LogRecord[] | undefined;
  /** The schema of the scope and its records. */
  readonly schemaUrl?: string | undefined;
}

/** Writes the body of a {@linkcode ScopeLogs}. */
export function writeScopeLogs(writer: BackwardWriter, message: ScopeLogs): void {
  if (message.schemaUrl) writeString(writer, 0x1a, message.schemaUrl);
  if (message.logRecords) writeMessages(writer, 0x12, message.logRecords, writeLogRecord);
  if (message.scope) writeMessage(writer, 0x0a, message.scope, writeInstrumentationScope);
}

/** One log record. With an event_name it is an event. */
export interface LogRecord {
  /** When it happened, in nanoseconds since 1970. 0 when unknown. */
  readonly timeUnixNano?: number | bigint | undefined;
  /** When it was seen by the one who collects. */
  readonly observedTimeUnixNano?: number | bigint | undefined;
  readonly severityNumber?: number | undefined;
  /** The source's own word for the severity. */
  readonly severityText?: string | undefined;
  readonly body?: AnyValue | undefined;
  /** Keys are unique. */
  readonly attributes?: readonly KeyValue[] | undefined;
  readonly droppedAttributesCount?: number | undefined;
  /** Bits of LogRecordFlags. */
  readonly flags?: number | undefined;
  /** 16 bytes, or empty. */
  readonly traceId?: Uint8Array | undefined;
  /** 8 bytes, or empty. */
  readonly spanId?: Uint8Array | undefined;
  /** Names the event's kind, and so the meaning of body and attributes. */
  readonly eventName?: string | undefined;
}

/** Writes the body of a {@linkcode LogRecord}. */
export function writeLogRecord(writer: BackwardWriter, message: LogRecord): void {
  if (message.eventName) writeString(writer, 0x62, message.eventName);
  if (message.observedTimeUnixNano) writeFixed64(writer, 0x59, message.observedTimeUnixNano);
  if (message.spanId?.length) writeBytes(writer, 0x52, message.spanId);
  if (message.traceId?.length) writeBytes(writer, 0x4a, message.traceId);
  if (message.flags) writeFixed32(writer, 0x45, message.flags);
  if (message.droppedAttributesCount) writeUint32(writer, 0x38, message.droppedAttributesCount);
  if (message.attributes) writeMessages(writer, 0x32, message.attributes, writeKeyValue);
  if (message.body) writeMessage(writer, 0x2a, message.body, writeAnyValue);
  if (message.severityText) writeString(writer, 0x1a, message.severityText);
  if (message.severityNumber) writeInt32(writer, 0x10, message.severityNumber);
  if (message.timeUnixNano) writeFixed64(writer, 0x09, message.timeUnixNano);
}

/** A batch of spans. */
export interface ExportTraceServiceRequest {
  /** One for each resource; usually one. */
  readonly resourceSpans?: readonly ResourceSpans[] | undefined;
}

/** Writes the body of a {@linkcode ExportTraceServiceRequest}. */
export function writeExportTraceServiceRequest(writer: BackwardWriter, message: ExportTraceServiceRequest): void {
  if (message.resourceSpans) writeMessages(writer, 0x0a, message.resourceSpans, writeResourceSpans);
}

/** The spans of one resource. */
export interface ResourceSpans {
  readonly resource?: Resource | undefined;
  readonly scopeSpans?: readonly ScopeSpans[] | undefined;
  /** The schema of the resource's attributes. It doesn't extend to the scopes. */
  readonly schemaUrl?: string | undefined;
}

/** Writes the body of a {@linkcode ResourceSpans}. */
export function writeResourceSpans(writer: BackwardWriter, message: ResourceSpans): void {
  if (message.schemaUrl) writeString(writer, 0x1a, message.schemaUrl);
  if (message.scopeSpans) writeMessages(writer, 0x12, message.scopeSpans, writeScopeSpans);
  if (message.resource) writeMessage(writer, 0x0a, message.resource, writeResource);
}

/** The spans of one instrumentation scope. */
export interface ScopeSpans {
  readonly scope?: InstrumentationScope | undefined;
  readonly spans?: readonly Span[] | undefined;
  /** The schema of the scope and its spans. */
  readonly schemaUrl?: string | undefined;
}

/** Writes the body of a {@linkcode ScopeSpans}. */
export function writeScopeSpans(writer: BackwardWriter, message: ScopeSpans): void {
  if (message.schemaUrl) writeString(writer, 0x1a, message.schemaUrl);
  if (message.spans) writeMessages(writer, 0x12, message.spans, writeSpan);
  if (message.scope) writeMessage(writer, 0x0a, message.scope, writeInstrumentationScope);
}

/** One operation within a trace. */
export interface Span {
  /** 16 bytes, not all zero. */
  readonly traceId?: Uint8Array | undefined;
  /** 8 bytes, not all zero. */
  readonly spanId?: Uint8Array | undefined;
  /** In W3C trace-context form. */
  readonly traceState?: string | undefined;
  /** Empty for a root span. */
  readonly parentSpanId?: Uint8Array | undefined;
  /** Bits of SpanFlags. */
  readonly flags?: number | undefined;
  readonly name?: string | undefined;
  readonly kind?: number | undefined;
  /** In nanoseconds since 1970. */
  readonly startTimeUnixNano?: number | bigint | undefined;
  readonly endTimeUnixNano?: number | bigint | undefined;
  /** Keys are unique. */
  readonly attributes?: readonly KeyValue[] | undefined;
  readonly droppedAttributesCount?: number | undefined;
  readonly events?: readonly Span_Event[] | undefined;
  readonly droppedEventsCount?: number | undefined;
  readonly links?: readonly Span_Link[] | undefined;
  readonly droppedLinksCount?: number | undefined;
  readonly status?: Status | undefined;
}

/** Writes the body of a {@linkcode Span}. */
export function writeSpan(writer: BackwardWriter, message: Span): void {
  if (message.flags) writeFixed32(writer, 0x85, message.flags);
  if (message.status) writeMessage(writer, 0x7a, message.status, writeStatus);
  if (message.droppedLinksCount) writeUint32(writer, 0x70, message.droppedLinksCount);
  if (message.links) writeMessages(writer, 0x6a, message.links, writeSpan_Link);
  if (message.droppedEventsCount) writeUint32(writer, 0x60, message.droppedEventsCount);
  if (message.events) writeMessages(writer, 0x5a, message.events, writeSpan_Event);
  if (message.droppedAttributesCount) writeUint32(writer, 0x50, message.droppedAttributesCount);
  if (message.attributes) writeMessages(writer, 0x4a, message.attributes, writeKeyValue);
  if (message.endTimeUnixNano) writeFixed64(writer, 0x41, message.endTimeUnixNano);
  if (message.startTimeUnixNano) writeFixed64(writer, 0x39, message.startTimeUnixNano);
  if (message.kind) writeInt32(writer, 0x30, message.kind);
  if (message.name) writeString(writer, 0x2a, message.name);
  if (message.parentSpanId?.length) writeBytes(writer, 0x22, message.parentSpanId);
  if (message.traceState) writeString(writer, 0x1a, message.traceState);
  if (message.spanId?.length) writeBytes(writer, 0x12, message.spanId);
  if (message.traceId?.length) writeBytes(writer, 0x0a, message.traceId);
}

/** Something that happened at a moment within the span. */
export interface Span_Event {
  readonly timeUnixNano?: number | bigint | undefined;
  readonly name?: string | undefined;
  /** Keys are unique. */
  readonly attributes?: readonly KeyValue[] | undefined;
  readonly droppedAttributesCount?: number | undefined;
}

/** Writes the body of a {@linkcode Span_Event}. */
export function writeSpan_Event(writer: BackwardWriter, message: Span_Event): void {
  if (message.droppedAttributesCount) writeUint32(writer, 0x20, message.droppedAttributesCount);
  if (message.attributes) writeMessages(writer, 0x1a, message.attributes, writeKeyValue);
  if (message.name) writeString(writer, 0x12, message.name);
  if (message.timeUnixNano) writeFixed64(writer, 0x09, message.timeUnixNano);
}

/** Another span that this one relates to, of the same trace or not. */
export interface Span_Link {
  readonly traceId?: Uint8Array | undefined;
  readonly spanId?: Uint8Array | undefined;
  readonly traceState?: string | undefined;
  /** Keys are unique. */
  readonly attributes?: readonly KeyValue[] | undefined;
  readonly droppedAttributesCount?: number | undefined;
  /** Bits of SpanFlags. */
  readonly flags?: number | undefined;
}

/** Writes the body of a {@linkcode Span_Link}. */
export function writeSpan_Link(writer: BackwardWriter, message: Span_Link): void {
  if (message.flags) writeFixed32(writer, 0x35, message.flags);
  if (message.droppedAttributesCount) writeUint32(writer, 0x28, message.droppedAttributesCount);
  if (message.attributes) writeMessages(writer, 0x22, message.attributes, writeKeyValue);
  if (message.traceState) writeString(writer, 0x1a, message.traceState);
  if (message.spanId?.length) writeBytes(writer, 0x12, message.spanId);
  if (message.traceId?.length) writeBytes(writer, 0x0a, message.traceId);
}

/** How the operation ended. */
export interface Status {
  /** For people; with an error only. */
  readonly message?: string | undefined;
  readonly code?: number | undefined;
}

/** Writes the body of a {@linkcode Status}. */
export function writeStatus(writer: BackwardWriter, message: Status): void {
  if (message.code) writeInt32(writer, 0x18, message.code);
  if (message.message) writeString(writer, 0x12, message.message);
}

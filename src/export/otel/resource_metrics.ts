import type { MetricData, ResourceMetrics, ScopeMetrics } from "@opentelemetry/sdk-metrics";
import type { Collection, SetPoints } from "../../aggregate/collection.ts";
import type { FieldLayout } from "../../set/layout.ts";
import { metricKey } from "../otlp/metric_points.ts";
import { scopeKey } from "../otlp/scope_template.ts";
import {
  CUMULATIVE,
  DELTA,
  DOUBLE,
  EXPONENTIAL_HISTOGRAM,
  GAUGE,
  HISTOGRAM,
  INT,
  type SerializableScope,
  SUM,
} from "./metric_data.ts";
import { producedPoints, readExponential, readHistogram, readNumber } from "./produced_points.ts";
import { ProducerResource } from "./producer_resource.ts";

/** Where the attributes of an entity go. */
export type EntityPlace = "scope" | "points";

/** A collection in the form of OpenTelemetry JS; a copy. A scope appears once, and in it a metric that has points. */
export function resourceMetricsOf({ resource, sets }: Collection, entity: EntityPlace): ResourceMetrics {
  const scopes = new Map<string, SetPoints[]>();
  for (const set of sets) {
    const key = scopeKey(entity === "scope" ? set : { descriptor: set.descriptor, entity: {} });
    const members = scopes.get(key);
    if (members === undefined) scopes.set(key, [set]);
    else members.push(set);
  }
  const scopeMetrics = Array.from(scopes.values(), (members) => scopeMetricsOf(members, entity));
  return {
    resource: new ProducerResource(resource),
    scopeMetrics: scopeMetrics.filter(({ metrics }) => metrics.length > 0),
  };
}

/** The sets are of one scope; there is at least one. */
function scopeMetricsOf(sets: readonly SetPoints[], entity: EntityPlace): ScopeMetrics {
  const metrics = new Map<string, MetricData>();
  for (const set of sets) {
    for (const field of set.layout.fields) {
      const key = metricKey(field.metric), found = metrics.get(key);
      const metric = metricOf(set, field, entity);
      if (metric.dataPoints.length === 0) continue;
      if (found === undefined) metrics.set(key, metric);
      else append(found, metric);
    }
  }
  return { scope: scopeOf(sets[0], entity), metrics: [...metrics.values()] };
}

function scopeOf(set: SetPoints | undefined, entity: EntityPlace): SerializableScope {
  const { name = "", version = "", schemaUrl = "" } = set?.descriptor ?? {};
  const attributes = entity === "scope" && set !== undefined ? { ...set.entity } : {};
  return { name, version, schemaUrl, attributes };
}

function metricOf(set: SetPoints, field: FieldLayout, entity: EntityPlace): MetricData {
  const { name, brief, unit, valueType, instrument, aggregation } = field.metric;
  const common = {
    descriptor: { name, description: brief, unit, valueType: valueType === "int" ? INT : DOUBLE },
    aggregationTemporality: set.temporality === "delta" ? DELTA : CUMULATIVE,
  };
  const onPoints = entity === "points" ? set.entity : {};
  if (instrument === "gauge") {
    return { ...common, dataPointType: GAUGE, dataPoints: producedPoints(set, field, onPoints, readNumber) };
  }
  if (instrument !== "histogram") {
    return {
      ...common,
      dataPointType: SUM,
      isMonotonic: instrument === "counter",
      dataPoints: producedPoints(set, field, onPoints, readNumber),
    };
  }
  return aggregation === "exponential"
    ? {
      ...common,
      dataPointType: EXPONENTIAL_HISTOGRAM,
      dataPoints: producedPoints(set, field, onPoints, readExponential),
    }
    : {
      ...common,
      dataPointType: HISTOGRAM,
      dataPoints: producedPoints(set, field, onPoints, readHistogram),
    };
}

/** Adds the points of a metric to those of the same metric. */
function append(metric: MetricData, more: MetricData): void {
  const points: MetricData["dataPoints"][number][] = metric.dataPoints;
  // One by one: a call takes so many arguments and no more.
  for (const point of more.dataPoints) points.push(point);
}

import type { CollectionResult, MetricCollectOptions, MetricProducer } from "@opentelemetry/sdk-metrics";
import type { ReaderOptions } from "../../aggregate/reader.ts";
import type { MetricReader } from "../../aggregate/telemetry.ts";
import { type EntityPlace, resourceMetricsOf } from "./resource_metrics.ts";

/** What `createTelemetry()` returns, as far as it is needed. */
export interface ProducerSource {
  /** Makes a reader that is independent of all others. */
  reader(options: ReaderOptions): Pick<MetricReader, "collect">;
  /** Waits for the workers' latest values, and resolves with the number of workers that are late. */
  flush(options: { readonly timeout: number }): Promise<number>;
}

/** Options of {@linkcode metricProducer}. */
export interface MetricProducerOptions extends ReaderOptions {
  /**
   * Where the entity's attributes go: to the instrumentation scope, as percore's own exporters have it, or to each
   * point, for exporters that leave out a scope's attributes, as OpenTelemetry's Prometheus exporter does.
   * @default "scope"
   */
  readonly entity?: EntityPlace;
  /**
   * Milliseconds to wait for workers at most, as long as the metric reader allows it. What a worker recorded that is
   * late comes with the next collection.
   * @default 1000
   */
  readonly flushTimeout?: number;
}

/** What the entity's attributes may be exported with. */
const ENTITY_PLACES: readonly string[] = ["scope", "points"] satisfies readonly EntityPlace[];

/**
 * Makes the telemetry of a process a source of metrics for a metric reader of OpenTelemetry JS, by its option
 * `metricProducers`, beside what that SDK has recorded itself. The metrics are those that are recorded from now on, as
 * `reader()` has it.
 *
 * A metric reader acknowledges nothing. With `temporality: "delta"`, what it collects counts as exported, and is lost
 * when its export fails: prefer `cumulative`. Give each metric reader a producer of its own then.
 *
 * Numbers are doubles there: whole ones beyond 2^53 are rounded to the nearest. `collect()` never rejects.
 *
 * @throws {TypeError | RangeError} when an option can't be meant.
 *
 * @example
 * ```ts
 * import { createTelemetry } from "@percore/telemetry";
 * import { metricProducer } from "@percore/telemetry/otel";
 * const telemetry = createTelemetry({ resource: { "service.name": "shop" } });
 * const producer = metricProducer(telemetry);
 * const { errors } = await producer.collect();
 * if (errors.length > 0) throw errors[0];
 * await telemetry.shutdown();
 * ```
 */
export function metricProducer(source: ProducerSource, options: MetricProducerOptions = {}): MetricProducer {
  const { entity = "scope", flushTimeout = 1000, ...readerOptions } = options;
  if (!ENTITY_PLACES.includes(entity)) throw new TypeError(`entity is ${String(entity)}: scope or points`);
  if (!(flushTimeout >= 0)) throw new RangeError(`flushTimeout is ${flushTimeout}: it must be milliseconds`);
  const reader = source.reader(readerOptions);

  async function collect({ timeoutMillis = Infinity }: MetricCollectOptions = {}): Promise<CollectionResult> {
    const errors: unknown[] = [];
    try {
      const timeout = Math.min(flushTimeout, timeoutMillis);
      const late = await source.flush({ timeout });
      if (late > 0) {
        errors.push(new Error(`percore: ${late} of the workers had not answered after ${timeout} ms`));
      }
    } catch (error) {
      errors.push(error);
    }
    try {
      return { resourceMetrics: resourceMetricsOf(reader.collect(), entity), errors };
    } catch (error) {
      errors.push(error);
      return {
        resourceMetrics: resourceMetricsOf({ resource: { attributes: {} }, sets: [] }, entity),
        errors,
      };
    }
  }

  return { collect };
}

import { variable } from "../host/environment.ts";
import { checkMilliseconds, every } from "../host/timer.ts";
import type { Closable } from "../set/metric_set.ts";
import type { MetricSetRegistrar } from "../worker/metric_set_registrar.ts";
import { eventLoopProbe } from "./event_loop_probe.ts";
import { collectionsProbe, jscProbe, resourcesProbe, v8Probe } from "./heap_probes.ts";
import type { Probe } from "./probe.ts";
import { processProbe } from "./process_probe.ts";
import { threadProbe } from "./thread_probe.ts";

/** Options of {@linkcode runtimeMetrics}. */
export interface RuntimeMetricsOptions {
  /**
   * Milliseconds between two samples.
   *
   * @default {5000}
   */
  readonly interval?: number;
  /**
   * Milliseconds between two looks at the event loop.
   *
   * @default {20}
   */
  readonly resolution?: number;
  /**
   * Whether the process is measured, too, and not only this thread: by one of its threads.
   *
   * @default what createTelemetry() has returned does, and what connect() has doesn't
   */
  readonly process?: boolean;
}

/** The metrics of one thread's runtime. */
export interface RuntimeMetrics extends Closable {
  /** Takes a sample now, as it happens at the interval. */
  sample(): void;
}

/** Whether Deno exports the metrics of V8 itself. */
function isDenoExporting(): boolean {
  return ["true", "1"].includes(variable("OTEL_DENO") ?? "");
}

/**
 * Measures the runtime on the calling thread: how late its event loop is, its heap, collections of garbage, its
 * processor time; and on the main thread the process: memory, processor time, threads, file descriptors, context
 * switches, page faults, uptime. Names are those of OpenTelemetry's semantic conventions where there are any. What a
 * runtime doesn't tell, or tells wrong, has no series.
 *
 * Samples at once and at the interval, without keeping the process alive. A sample costs some tenths of a millisecond,
 * on Bun 30 µs more for each megabyte of the heap; a look at the event loop some microseconds.
 *
 * @throws {RangeError} when `interval` or `resolution` isn't more than 0.
 *
 * @example
 * ```ts
 * import { createTelemetry } from "@percore/telemetry";
 * import { runtimeMetrics } from "@percore/telemetry/runtime";
 *
 * const telemetry = createTelemetry({ resource: { "service.name": "shop" } });
 * const reader = telemetry.reader();
 * const metrics = runtimeMetrics(telemetry);
 * const names = reader.collect().sets.flatMap(({ layout }) => layout.fields.map(({ metric }) => metric.name));
 * if (!names.includes("process.memory.usage")) throw new Error("not measured");
 * metrics.close();
 * await telemetry.shutdown();
 * ```
 */
export function runtimeMetrics(
  telemetry: MetricSetRegistrar,
  options: RuntimeMetricsOptions = {},
): RuntimeMetrics {
  const { interval = 5000, resolution = 20, process = telemetry.id === undefined } = options;
  checkMilliseconds("interval", interval);
  checkMilliseconds("resolution", resolution);
  const entity = { "thread.id": telemetry.id ?? 0 };
  const probes: readonly (Probe | undefined)[] = [
    eventLoopProbe(telemetry, entity, resolution),
    isDenoExporting() ? undefined : v8Probe(telemetry, entity),
    isDenoExporting() ? undefined : resourcesProbe(telemetry, entity),
    jscProbe(telemetry, entity),
    collectionsProbe(telemetry, entity),
    threadProbe(telemetry, entity),
    process ? processProbe(telemetry) : undefined,
  ];
  const sample = () => probes.forEach((probe) => probe?.sample());
  sample();
  const stop = every(interval, sample);
  return {
    sample,
    close() {
      stop();
      sample();
      probes.forEach((probe) => probe?.close());
    },
  };
}

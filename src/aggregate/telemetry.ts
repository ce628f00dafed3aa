import { ThreadEnd, type WorkerLike } from "../host/thread.ts";
import { type Cancel, checkMilliseconds, every, waitOf } from "../host/timer.ts";
import type { Attributes } from "../set/attribute.ts";
import type { MetricSetDefinition } from "../set/define.ts";
import type { MetricSet, ValueIndex } from "../set/metric_set.ts";
import { setStrict } from "../set/instrument.ts";
import { controlOf, ControlWord, RING_BYTES } from "../transport/ring.ts";
import { encodeAnswer, writeAnswer } from "../worker/answer.ts";
import { checkExemplarFilters, type ExemplarFilters } from "../worker/exemplar_filters.ts";
import { resourceAttributes } from "../worker/given_attributes.ts";
import type { Hello } from "../worker/hello.ts";
import type { RegistrationArguments } from "../worker/registry.ts";
import { attachWorker, type WorkerHandle } from "../worker/worker_handle.ts";
import { WorkerTelemetry } from "../worker/worker_telemetry.ts";
import { planAggregating } from "./aggregating_plan.ts";
import { Aggregator } from "./aggregator.ts";
import { checkBy } from "./by.ts";
import { CARDINALITY_LIMIT, checkCardinalityLimit } from "./cardinality_limit.ts";
import { checkKeys } from "./check_keys.ts";
import type { Collection, Resource, ResourceEntity } from "./collection.ts";
import { environmentResource, isDisabled, unknownService } from "./environment.ts";
import type { Exporter } from "./exporter.ts";
import type { Health } from "./health.ts";
import type { WorkerState } from "./inspection.ts";
import { PeriodicExport } from "./periodic_export.ts";
import type { Batch, ReaderOptions } from "./reader.ts";
import { checkTemporality } from "./temporality.ts";
import { checkViews } from "./view.ts";
import { AggregatorMetrics, exporterMetrics } from "./self_metrics.ts";

/** What a process's telemetry is made of. */
export interface TelemetryOptions {
  /**
   * The attributes of the process, such as `service.name`. Those of `OTEL_SERVICE_NAME` and
   * `OTEL_RESOURCE_ATTRIBUTES` that aren't given here are added; a service without a name is `unknown_service:` and the
   * executable's name.
   */
  readonly resource: Attributes;
  /** The schema URL of the resource's attributes. */
  readonly resourceSchemaUrl?: string;
  /**
   * The entities that the resource's attributes make up.
   * @default []
   */
  readonly resourceEntities?: readonly ResourceEntity[];
  /**
   * Backends that the values are pushed to. Each has a reader of its own. With `OTEL_SDK_DISABLED=true` in the
   * environment there are none.
   * @default []
   */
  readonly exporters?: readonly Exporter[];
  /**
   * Milliseconds between two drains of the workers' rings.
   * @default 100
   */
  readonly cadence?: number;
  /**
   * Bytes of the ring of this thread's own sets: a power of two, at least 65536. Those of the workers are told to
   * `connect()`.
   * @default 262144
   */
  readonly ringBytes?: number;
  /**
   * Threads that drain the workers' rings and add up what they have, so that this thread has to take only the sums:
   * `aggregating workers`. A worker that is pinned is drained by one of its NUMA node. 0: this thread drains all rings
   * itself, as it does where there are no threads and no shared memory, and when they have failed.
   * @default one for each NUMA node, on a machine that has more than one; otherwise 0
   */
  readonly aggregators?: number;
  /**
   * For development: a recording on this thread that would be refused throws a `RangeError` that names the metric.
   * @default false
   */
  readonly strict?: boolean;
  /**
   * Which metrics have exemplars, on this thread and on the workers, by the metric's name; `always_off` takes away
   * those that the schema gives.
   * @default {}
   */
  readonly exemplars?: ExemplarFilters;
}

const KEYS = [
  "resource",
  "resourceSchemaUrl",
  "resourceEntities",
  "exporters",
  "cadence",
  "ringBytes",
  "aggregators",
  "strict",
  "exemplars",
] as const satisfies readonly (keyof TelemetryOptions)[];

/** Times that this thread's own sets are flushed, and its ring drained, when they don't fit into it at once. */
const OWN_FLUSHES = 1000;
/** How {@linkcode Telemetry.flush} flushes. */
export interface FlushOptions {
  /**
   * Milliseconds within which it resolves. With `export: true`, a quarter of them at most is waited for workers.
   * @default 1,000, with `export: true` 10,000
   */
  readonly timeout?: number;
  /**
   * Whether the exporters export, too, without waiting for their intervals.
   * @default false
   */
  readonly export?: boolean;
}

/** A view of the process's values that is read whenever its owner likes. */
export interface MetricReader {
  /**
   * Takes what has been flushed so far, or handed on by aggregating workers, and returns what has arrived: since the
   * reader was made, or, of delta points, since they were collected last.
   */
  collect(): Collection;
  /**
   * Begins an export. Delta points come again unless it is committed; the next `begin()` or `collect()` rolls back what
   * is neither committed nor rolled back by then.
   */
  begin(): Batch;
}

/** The telemetry of a process, on the thread that aggregates: usually the main thread. */
export class Telemetry {
  /** The name of the channel through which workers' routes ask this thread; see `answerWorkers()` of `./hono`. */
  readonly channel: string = `percore.${String(Math.random()).slice(2)}`;
  readonly #aggregator: Aggregator;
  readonly #own: WorkerTelemetry;
  readonly #self: AggregatorMetrics;
  readonly #exports: readonly PeriodicExport[];
  readonly #stop: Cancel;
  /** What workers are answered. */
  readonly #answer: Uint8Array;
  #workers = 0;
  #isOver = false;
  #shutdown: Promise<void> | undefined;

  /**
   * @internal Programs call {@linkcode createTelemetry}.
   * @throws {TypeError | RangeError} when an option can't be meant.
   */
  constructor(options: TelemetryOptions) {
    if (typeof options?.resource !== "object") {
      throw new TypeError('createTelemetry() takes options, such as {resource: {"service.name": "shop"}}');
    }
    checkKeys("createTelemetry()", options, KEYS);
    const { exemplars = {}, cadence = 100, exporters = [], ringBytes = RING_BYTES } = options;
    checkMilliseconds("cadence", cadence);
    if (!Array.isArray(exporters) || !exporters.every((each) => typeof each?.export === "function")) {
      throw new TypeError("exporters: expected a list of exporters, such as [otlpExporter()]");
    }
    for (const { interval, timeout, ...exporter } of exporters) {
      const { temporality = "cumulative", views = [], by = "process" } = exporter;
      checkTemporality(temporality);
      checkViews(views);
      checkBy(by);
      checkCardinalityLimit(exporter.cardinalityLimit ?? CARDINALITY_LIMIT);
      checkMilliseconds("an exporter's interval", interval);
      checkMilliseconds("an exporter's timeout", timeout);
    }
    checkExemplarFilters(exemplars);
    this.#answer = encodeAnswer({ exemplars, channel: this.channel });
    this.#own = new WorkerTelemetry(ringBytes);
    if (options.strict !== undefined) setStrict(options.strict);
    const { resourceSchemaUrl: schemaUrl, resourceEntities: entities } = options;
    const resource: Resource = {
      attributes: resourceAttributes({
        ...unknownService(),
        ...environmentResource(),
        ...options.resource,
      }),
      ...(schemaUrl === undefined ? {} : { schemaUrl }),
      ...(entities === undefined ? {} : { entities }),
    };
    this.#aggregator = new Aggregator(resource, planAggregating(options.aggregators, cadence));
    this.#aggregator.join(this.#own.memory, 0, undefined, () => {});
    this.#own.start(0, exemplars);
    this.#self = new AggregatorMetrics(this.#own);
    this.#exports = (isDisabled() ? [] : exporters).map((exporter) => {
      const { temporality, views = [], by = "process", cardinalityLimit = CARDINALITY_LIMIT } = exporter;
      const reader = this.reader({ temporality, views, by, cardinalityLimit });
      return new PeriodicExport(exporter, () => reader.begin(), exporterMetrics(this.#own, exporter));
    });
    this.#stop = every(cadence, () => this.drain());
  }

  /** Registers a metric set of this thread; see `WorkerTelemetry.register()`. */
  register<Instruments, Measurement extends readonly ValueIndex[], Registered, Entity>(
    definition: MetricSetDefinition<Instruments, Measurement, Registered, Entity>,
    ...registration: RegistrationArguments<Registered, Entity>
  ): MetricSet<Instruments, Measurement> {
    return this.#own.register(definition, ...registration);
  }

  /**
   * Takes in a worker, which calls `connect()`. Call it in the same turn in which the worker is made, and before
   * you listen to its messages: then you don't see percore's. The worker may also connect long after. A
   * worker that is attached already, here or elsewhere, stays where it is: its handle is returned.
   *
   * A worker that was started by a worker is attached there, see `WorkerTelemetry.attach()`. A pool that emits what
   * its workers post, as Piscina does with its event `message`, can be attached like a worker; for any other one,
   * give `connect()` a port and attach the other end of it.
   *
   * @throws {TypeError} when it isn't given a worker.
   */
  attach(worker: WorkerLike): WorkerHandle {
    return attachWorker(worker, {
      pass: (hello) => this.#join(hello),
      look: () => this.drain(),
      isOver: () => this.#isOver,
    });
  }

  /** Makes a reader, which sees what is recorded from now on: make readers before workers. */
  reader(options: ReaderOptions = {}): MetricReader {
    const reader = this.#aggregator.reader(options);
    const drained = <Result>(take: () => Result) => (): Result => {
      this.drain();
      return take();
    };
    return { collect: drained(() => reader.collect()), begin: drained(() => reader.begin()) };
  }

  /**
   * The workers that are attached, their rings, and the sets that they have registered, as far as frames have told of
   * them. Allocates; for people and tests.
   */
  inspect(): readonly WorkerState[] {
    return this.#aggregator.inspect();
  }

  /** How the telemetry itself is. Allocates; for a health check. */
  health(): Health {
    return {
      isOver: this.#shutdown !== undefined,
      workers: this.inspect().filter(({ id }) => id !== 0).length,
      aggregating: this.#aggregator.aggregating,
      exports: this.#exports.map(({ state }) => state),
    };
  }

  /** Takes what the workers have flushed. Happens by itself at the cadence and before each collection. */
  drain(): void {
    this.#own.flush();
    const begin = performance.now();
    const counts = this.#aggregator.drain((reason, count) => this.#own.refused(reason, count));
    this.#self.drained(counts, begin);
  }

  /**
   * A barrier: when it resolves, all that was recorded before the call, on every worker, is in the readers. With
   * `export: true`, what the readers have is also exported, which has then ended, one way or another; it is what an edge
   * worker hands to `waitUntil()`. How each of them has ended is then in {@linkcode health}. Never rejects.
   *
   * Resolves with the number of workers that did not answer in time: 0 is success.
   *
   * @example
   * ```ts
   * import { createTelemetry, type Exporter } from "@percore/telemetry";
   * const exporter: Exporter = {
   *   name: "broken",
   *   temporality: "cumulative",
   *   interval: 60_000,
   *   timeout: 10_000,
   *   export: () => Promise.resolve({ result: "unavailable", bytes: 0 }),
   * };
   * const telemetry = createTelemetry({ resource: { "service.name": "shop" }, exporters: [exporter] });
   * await telemetry.flush({ export: true });
   * const [state] = telemetry.health().exports;
   * if (state?.last !== "unavailable" || state.failures !== 1) throw new Error("the export has not failed");
   * await telemetry.shutdown({ timeout: 100 });
   * ```
   */
  async flush(options: FlushOptions = {}): Promise<number> {
    const begin = performance.now(), exports = options.export === true && this.#shutdown === undefined;
    const timeout = waitOf(options.timeout, exports ? 10_000 : 1000);
    // This thread's own sets don't wait for anybody.
    for (let tries = 0; tries < OWN_FLUSHES && !this.#own.flush(); tries++) this.drain();
    const silent = await this.#aggregator.barrier(() => this.drain(), exports ? timeout / 4 : timeout);
    if (exports) {
      await Promise.all(this.#exports.map((each) => each.push(timeout - (performance.now() - begin))));
    }
    return silent;
  }

  /**
   * Flushes, exports once more and stops all timers, within `timeout` milliseconds (10,000 by default). Never
   * rejects; a second call returns the first one's promise.
   */
  shutdown(options: { readonly timeout?: number } = {}): Promise<void> {
    this.#shutdown ??= this.#finish(waitOf(options.timeout, 10_000));
    return this.#shutdown;
  }

  #join(hello: Hello): void {
    // Through a channel, a worker is offered to all that have attached it.
    if (Atomics.exchange(controlOf(hello.ring), ControlWord.claimed, 1) !== 0) return;
    writeAnswer(hello.answer, this.#answer);
    this.#aggregator.join(hello, ++this.#workers, new ThreadEnd(hello.thread), () => this.#self.left());
    this.#self.joined();
  }

  async #finish(timeout: number): Promise<void> {
    const begin = performance.now();
    await this.flush({ timeout: timeout / 4 });
    this.#stop();
    // Before the last export: it has what is in the rings, also when an aggregating worker does nothing.
    this.#aggregator.close();
    await Promise.all(this.#exports.map((each) => each.finish(timeout - (performance.now() - begin))));
    this.#own.end();
    this.drain();
    this.#isOver = true;
  }
}

/**
 * Starts the telemetry of a process.
 *
 * @throws {TypeError | RangeError} when an option isn't what it may be, which says what it may.
 *
 * @example
 * ```ts
 * import { createTelemetry } from "@percore/telemetry";
 * const telemetry = createTelemetry({ resource: { "service.name": "shop" } });
 * await telemetry.shutdown();
 * ```
 */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  return new Telemetry(options);
}

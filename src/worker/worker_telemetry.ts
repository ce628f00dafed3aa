import { unixNanos } from "../host/clock.ts";
import type { PortLike, WorkerLike } from "../host/thread.ts";
import { waitOf } from "../host/timer.ts";
import { announce, changed } from "../host/wait.ts";
import { arena } from "../set/arena.ts";
import type { MetricSetDefinition } from "../set/define.ts";
import type { MetricSet, ValueIndex } from "../set/metric_set.ts";
import { controlOf, ControlWord, createRing, isRingSize } from "../transport/ring.ts";
import { RingWriter } from "../transport/ring_writer.ts";
import type { ExemplarFilters } from "./exemplar_filters.ts";
import { Flusher } from "./flusher.ts";
import { type Hello, postHello } from "./hello.ts";
import { type RegistrationArguments, Registry } from "./registry.ts";
import { SelfMetrics } from "./self_metrics.ts";
import { attachWorker, type WorkerHandle } from "./worker_handle.ts";

/** Milliseconds that {@linkcode WorkerTelemetry.close} waits for room in the ring, unless told otherwise. */
const CLOSE_TIMEOUT = 5000;

/** What a program records with on one thread: it registers metric sets here, and what they hold is flushed. */
export class WorkerTelemetry {
  /** @internal The memory that the thread that drains it needs. */
  readonly memory: { readonly arena: ArrayBufferLike; readonly ring: ArrayBufferLike; readonly root: number };
  readonly #port: PortLike | undefined;
  readonly #control: Int32Array;
  readonly #flusher: Flusher;
  readonly #registry: Registry;
  #self: SelfMetrics | undefined;
  #id = 0;
  #channel: string | undefined;
  #closed: Promise<boolean> | undefined;

  /**
   * @internal Programs call `connect()` on workers, which have a port to the thread that drains them and an epoch of
   * their own, and `createTelemetry()` on the main thread.
   * @throws {RangeError} when the ring can't have `ringBytes`.
   */
  constructor(ringBytes: number, port?: PortLike, epoch = 0) {
    if (!isRingSize(ringBytes)) {
      throw new RangeError(`ringBytes is ${ringBytes}: it must be a power of two from 65536 to 1073741824`);
    }
    const ring = createRing(ringBytes, epoch);
    const writer = new RingWriter(ring);
    this.#port = port;
    this.#control = controlOf(ring);
    this.#flusher = new Flusher(arena, writer);
    this.#registry = new Registry(writer, this.#flusher);
    this.memory = { arena, ring, root: this.#registry.root };
  }

  /** The worker's number in its process, from 1; 0 is the main thread, and a worker that nobody has attached. */
  get id(): number {
    return this.#id;
  }

  /**
   * The name of the channel through which routes of this worker ask the thread that aggregates; `undefined` in a
   * worker that nobody has attached.
   */
  get channel(): string | undefined {
    return this.#channel;
  }

  /** @internal Begins to measure percore itself, under the worker's number. To be called before sets are registered. */
  start(id: number, exemplars: ExemplarFilters, channel?: string): void {
    this.#id = id;
    this.#channel = channel;
    this.#registry.filter(exemplars);
    this.#self = new SelfMetrics(this.#registry, id);
  }

  /** @internal Counts recordings that were refused, also in a worker that can't say so itself any more. */
  refused(reason: number, count: number): void {
    this.#self?.refused(reason, count);
  }

  /**
   * Registers a metric set, with the values of its registration attributes and of its entity's identity. The same
   * set may be registered many times, with different values or the same ones.
   *
   * A value that is missing or of a wrong type is left out with a warning; when the arena is full, the set records
   * nothing, with a warning.
   *
   * @throws {TypeError} when it isn't given a metric set.
   */
  register<Instruments, Measurement extends readonly ValueIndex[], Attributes, Entity>(
    definition: MetricSetDefinition<Instruments, Measurement, Attributes, Entity>,
    ...[registration]: RegistrationArguments<Attributes, Entity>
  ): MetricSet<Instruments, Measurement> {
    return this.#registry.register(definition, registration);
  }

  /**
   * Takes in a worker that this one has started: what it offers with `connect()` is passed on to the thread that
   * aggregates, which has it from then on as any other worker. Call it in the same turn in which the worker is
   * made. The offer is passed on when this worker's event loop is idle.
   *
   * @throws {TypeError} when it isn't given a worker.
   */
  attach(worker: WorkerLike): WorkerHandle {
    const pass = (hello: Hello) => {
      if (this.#port !== undefined) postHello(this.#port, hello);
    };
    const isOver = () => Atomics.load(this.#control, ControlWord.closed) !== 0;
    return attachWorker(worker, { pass, look: () => {}, isOver });
  }

  /**
   * Hands what was recorded to the aggregator. Happens by itself at the cadence; an engine that never returns to
   * its event loop calls it. False when the ring is full: the values stay and travel with a later flush.
   */
  flush(): boolean {
    const barrier = Atomics.load(this.#control, ControlWord.barrier);
    const begin = performance.now();
    const frames = this.#flusher.frames, cells = this.#flusher.cells;
    this.#registry.takeInvalid((reason, count) => this.refused(reason, count));
    const whole = this.#registry.flush(unixNanos());
    this.#self?.flushed(this.#flusher.frames - frames, this.#flusher.cells - cells, whole, begin);
    if (whole && Atomics.load(this.#control, ControlWord.passed) !== barrier) {
      announce(this.#control, ControlWord.passed, barrier);
    }
    return whole;
  }

  /**
   * Closes all sets and hands over what they hold; waits for room in the ring if need be, for `timeout`
   * milliseconds at most. False when the time was too short: the rest is salvaged when the thread has ended.
   */
  close(options: { readonly timeout?: number } = {}): Promise<boolean> {
    this.#closed ??= this.#close(waitOf(options.timeout, CLOSE_TIMEOUT));
    return this.#closed;
  }

  /** @internal Closes all sets; the next flush hands over what they hold. */
  end(): void {
    this.flush();
    this.#registry.close();
  }

  async #close(timeout: number): Promise<boolean> {
    const deadline = performance.now() + timeout;
    this.end();
    for (;;) {
      const head = Atomics.load(this.#control, ControlWord.head);
      if (this.flush()) break;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await changed(this.#control, ControlWord.head, head, left);
    }
    announce(this.#control, ControlWord.closed, 1);
    return true;
  }
}

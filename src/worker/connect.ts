import { parentPort, type PortLike, threadName } from "../host/thread.ts";
import { pin, pinning } from "../host/pinning.ts";
import { after, checkMilliseconds, every, waitOf } from "../host/timer.ts";
import { changed } from "../host/wait.ts";
import { describe, warnOnce } from "../host/warn.ts";
import { setStrict } from "../set/instrument.ts";
import { controlOf, ControlWord, RING_BYTES } from "../transport/ring.ts";
import { ANSWER_BYTES, readAnswer } from "./answer.ts";
import { type Hello, postHello, PROTOCOL } from "./hello.ts";
import { WorkerTelemetry } from "./worker_telemetry.ts";

/** Milliseconds between flushes, unless told otherwise. */
export const CADENCE = 100;

/** Milliseconds between two offers to a thread that doesn't answer: doubled from the first to the last. */
const FIRST_OFFER = 20, LAST_OFFER = 1000;

/** Milliseconds after which a flush that found no room is tried again at the latest. */
const RETRY = 1000;

/** How a worker joins its process's telemetry. */
export interface ConnectOptions {
  /**
   * Milliseconds between flushes.
   * @default 100
   */
  readonly cadence?: number;
  /**
   * Bytes of the ring in which frames wait to be drained: a power of two, at least 65536. The default holds what 14
   * sets of 8 values that are all in use flush in ten seconds; with a full ring, flushes are put off and nothing is
   * lost.
   * @default 262144
   */
  readonly ringBytes?: number;
  /**
   * Milliseconds to wait to be attached. Afterwards the worker goes on all the same; what it records waits in its
   * lanes and its ring until it is attached. Its metrics have the exemplars that their schema says, whatever
   * `createTelemetry()` is told.
   * @default 5000
   */
  readonly timeout?: number;
  /**
   * What takes the worker's offer to the thread that calls `telemetry.attach()` with the other end of it: a
   * `MessagePort`, or a `BroadcastChannel`, in which any number of workers can be offered, also by a pool that keeps
   * its workers' own messages to itself. It isn't needed any more, and may be closed, when `connect()` has resolved
   * and {@linkcode WorkerTelemetry.id} isn't 0.
   * @default the thread that started this one
   */
  readonly port?: PortLike;
  /**
   * For development: a recording that would be refused throws a `RangeError` that names the metric.
   * @default false
   */
  readonly strict?: boolean;
  /**
   * Pins the worker's thread to this cpu first, as `pin()` of `@percore/telemetry/numa` does: what it records
   * lies in memory of the cpu's node. A worker that can't be pinned goes on all the same;
   * `percore.pinning.thread.tried` says why.
   * @default the thread runs wherever it may
   */
  readonly cpu?: number;
}

/**
 * Joins a worker to the telemetry of the thread that started it and that calls `telemetry.attach(worker)`, before
 * or after this call. Once it has resolved, nothing that the worker records is lost, however the worker ends.
 *
 * @throws {Error} on the main thread, whose own sets are registered with `telemetry.register()`; and where threads
 * can't share memory, as in a web page that isn't cross-origin isolated.
 * @throws {TypeError} when `port` can't take messages.
 * @throws {RangeError} when `ringBytes` isn't a possible size, `cadence` not more than 0, or `cpu` no number of a cpu.
 *
 * @example In a worker
 * ```ts ignore
 * import { connect } from "@percore/telemetry";
 * const telemetry = await connect();
 * // … telemetry.register() …
 * await telemetry.close();
 * ```
 *
 * @example In the worker of a pool whose main thread calls `telemetry.attach(new BroadcastChannel("shop.telemetry"))`
 * ```ts ignore
 * import { connect } from "@percore/telemetry";
 * const port = new BroadcastChannel("shop.telemetry");
 * const telemetry = await connect({ port });
 * port.close();
 * ```
 */
export async function connect(options: ConnectOptions = {}): Promise<WorkerTelemetry> {
  const port = options.port ?? parentPort();
  if (port === undefined) {
    throw new Error(
      "connect() joins a worker to its parent; on the main thread, use createTelemetry().register()",
    );
  }
  if (typeof port.postMessage !== "function") {
    throw new TypeError(
      "connect() takes a port with postMessage(), such as a MessagePort or a BroadcastChannel",
    );
  }
  if (typeof SharedArrayBuffer === "undefined") {
    throw new Error(
      "connect() needs memory that threads can share, which there is none of here (browsers have it in pages that " +
        "are cross-origin isolated); use createTelemetry() in the worker itself",
    );
  }
  const cadence = checkMilliseconds("cadence", options.cadence ?? CADENCE);
  // First of all: memory lies on the node of the thread that touches it first.
  if (options.cpu !== undefined) pin(options.cpu);
  const epoch = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const telemetry = new WorkerTelemetry(options.ringBytes ?? RING_BYTES, port, epoch);
  if (options.strict !== undefined) setStrict(options.strict);
  const control = controlOf(telemetry.memory.ring);
  const answer = new SharedArrayBuffer(ANSWER_BYTES);
  offer(telemetry, control, answer, port);
  const timeout = waitOf(options.timeout, 5000);
  await changed(control, ControlWord.worker, 0, timeout);
  const id = Atomics.load(control, ControlWord.worker);
  if (id === 0) {
    warnOnce(
      `nobody has attached this worker within ${timeout} ms: it goes on with the number 0, and what it records waits`,
    );
    telemetry.start(id, {});
  } else {
    const { exemplars, channel } = readAnswer(answer);
    telemetry.start(id, exemplars, channel);
  }
  const stop = every(cadence, () => telemetry.flush());
  answerBarriers(telemetry, control).catch((error) =>
    warnOnce(`barriers are not answered any more: ${describe(error)}`)
  );
  void changed(control, ControlWord.closed, 0, Infinity).then(stop);
  return telemetry;
}

/** Offers the memory until it is taken: a message that nobody listened for yet is gone. */
function offer(
  telemetry: WorkerTelemetry,
  control: Int32Array,
  answer: SharedArrayBuffer,
  port: PortLike,
): void {
  const place = pinning();
  const hello: Hello = {
    percore: PROTOCOL,
    ...telemetry.memory,
    answer,
    thread: threadName(),
    node: place?.pinned ? place.node : undefined,
  };
  let delay = FIRST_OFFER;
  function again(): void {
    if (Atomics.load(control, ControlWord.worker) !== 0) return;
    if (!postHello(port, hello)) return;
    after(delay, again);
    delay = Math.min(delay * 2, LAST_OFFER);
  }
  again();
}

/** Flushes whenever the aggregator asks for a barrier, without waiting for the cadence. */
async function answerBarriers(telemetry: WorkerTelemetry, control: Int32Array): Promise<void> {
  let seen = 0;
  while (Atomics.load(control, ControlWord.closed) === 0) {
    await changed(control, ControlWord.barrier, seen, Infinity);
    seen = Atomics.load(control, ControlWord.barrier);
    for (;;) {
      const head = Atomics.load(control, ControlWord.head);
      if (telemetry.flush() || Atomics.load(control, ControlWord.closed) !== 0) break;
      // The ring is full: the rest can go when the aggregator has drained it.
      await changed(control, ControlWord.head, head, RETRY);
    }
  }
}

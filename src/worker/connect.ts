import { pin, pinning } from "../host/pinning.ts";
import { threadName, toParent } from "../host/thread.ts";
import { after, every } from "../host/timer.ts";
import { changed } from "../host/wait.ts";
import { warnOnce } from "../host/warn.ts";
import { setStrict } from "../set/instrument.ts";
import { CONTROL_BYTES, ControlWord, RING_BYTES } from "../transport/ring.ts";
import { ANSWER_BYTES, readAnswer } from "./answer.ts";
import { type Hello, PROTOCOL } from "./hello.ts";
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
   * Bytes of the ring in which frames wait to be drained: a power of two, at least 65536.
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
   * For development: a recording that would be refused throws a `RangeError` that names the metric.
   * @default false
   */
  readonly strict?: boolean;
  /**
   * Pins the worker's thread to this cpu first, as `pin()` of `@percore/telemetry/numa` does: what it records
   * lies in memory of the cpu's node. A worker that can't be pinned goes on all the same;
   * `percore.pinning.threads` says why.
   * @default the thread runs wherever it may
   */
  readonly cpu?: number;
}

/**
 * Joins a worker to the telemetry of the thread that started it and that calls `telemetry.attach(worker)`, before
 * or after this call. Once it has resolved, nothing that the worker records is lost, however the worker ends.
 *
 * @throws {Error} on the main thread, whose own sets are registered with `telemetry.register()`.
 * @throws {RangeError} when `ringBytes` isn't a possible size, or `cpu` no number of a cpu.
 */
export async function connect(options: ConnectOptions = {}): Promise<WorkerTelemetry> {
  const post = toParent();
  if (post === undefined) {
    throw new Error(
      "connect() joins a worker to its parent; on the main thread, use createTelemetry().register()",
    );
  }
  // First of all: memory lies on the node of the thread that touches it first.
  if (options.cpu !== undefined) pin(options.cpu);
  const telemetry = new WorkerTelemetry(options.ringBytes ?? RING_BYTES);
  if (options.strict !== undefined) setStrict(options.strict);
  const control = new Int32Array(telemetry.memory.ring, 0, CONTROL_BYTES / 4);
  const answer = new SharedArrayBuffer(ANSWER_BYTES);
  offer(telemetry, control, answer, post);
  await changed(control, ControlWord.worker, 0, options.timeout ?? 5000);
  const id = Atomics.load(control, ControlWord.worker);
  telemetry.start(id, id === 0 ? {} : readAnswer(answer).exemplars);
  const stop = every(options.cadence ?? CADENCE, () => telemetry.flush());
  answerBarriers(telemetry, control).catch((error) =>
    warnOnce(`barriers are not answered any more: ${error}`)
  );
  void changed(control, ControlWord.closed, 0, Infinity).then(stop);
  return telemetry;
}

/** Offers the memory until it is taken: a message that nobody listened for yet is gone. */
function offer(
  telemetry: WorkerTelemetry,
  control: Int32Array,
  answer: SharedArrayBuffer,
  post: (message: unknown) => void,
): void {
  const epoch = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const place = pinning();
  const hello: Hello = {
    percore: PROTOCOL,
    epoch,
    ...telemetry.memory,
    answer,
    thread: threadName(),
    node: place?.pinned ? place.node : undefined,
  };
  let delay = FIRST_OFFER;
  function again(): void {
    if (Atomics.load(control, ControlWord.worker) !== 0) return;
    post(hello);
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

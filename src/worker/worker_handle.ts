import {
  isVisible,
  isWorker,
  onGone,
  onMessage,
  onThreadEnd,
  type ThreadName,
  type WorkerLike,
} from "../host/thread.ts";
import { after } from "../host/timer.ts";
import { announce, delay } from "../host/wait.ts";
import { warnOnce } from "../host/warn.ts";
import { controlOf, ControlWord } from "../transport/ring.ts";
import { type Hello, isHello, PROTOCOL } from "./hello.ts";

/** Milliseconds between two looks at a worker that somebody waits for. */
const LOOK = 5;

/** Milliseconds after which a worker that hasn't connected is worth a warning. */
const PATIENCE = 5000;

/** What was offered and is not yet over. */
interface Offered {
  readonly control: Int32Array;
  readonly thread: ThreadName | undefined;
}

/** The workers that are attached, in this thread: what one of two listeners has taken, the other one doesn't see. */
const handles = new WeakMap<WorkerLike, WorkerHandle>();

/** What becomes of the workers that are attached. */
export interface Attaching {
  /** Takes an offer that isn't answered yet. */
  pass(hello: Hello): void;
  /** Called when the program waits for what happens to the workers. */
  look(): void;
  /** Whether nobody takes anything any more. */
  isOver(): boolean;
}

/**
 * The handle of a worker, made when it is first asked for.
 *
 * @throws {TypeError} when it isn't given a worker.
 */
export function attachWorker(worker: WorkerLike, attaching: Attaching): WorkerHandle {
  if (typeof worker !== "object" || worker === null || !("addEventListener" in worker || "on" in worker)) {
    throw new TypeError("attach() takes a Worker, or what else delivers messages: a port, a channel, a pool");
  }
  const known = handles.get(worker);
  if (known !== undefined) return known;
  const handle = new WorkerHandle(worker, attaching);
  handles.set(worker, handle);
  return handle;
}

/**
 * A worker that was attached, with those that it has attached itself: tells when it has joined and when its last
 * value is in.
 */
export class WorkerHandle {
  readonly #attaching: Attaching;
  /** By the ring's epoch. */
  readonly #offered = new Map<number, Offered>();
  /** Whether the runtime says when the thread has ended. */
  readonly #told: boolean;
  #attached = false;
  #gone = false;

  /** @internal See {@linkcode attachWorker}. */
  constructor(worker: WorkerLike, attaching: Attaching) {
    this.#attaching = attaching;
    // For as long as the worker exists: it may connect again.
    onMessage(worker, (message) => this.#take(message));
    onGone(worker, () => this.#gone = true);
    this.#told = onThreadEnd(worker, () => this.#end(({ thread }) => !isVisible(thread)));
    // A port or a pool may be there long before a worker is.
    if (isWorker(worker)) after(PATIENCE, () => this.#remind());
  }

  /**
   * Resolves when the worker has called `connect()` and was answered: to true; or to false when it has failed or
   * ended without that, or the telemetry has shut down.
   */
  async attached(): Promise<boolean> {
    while (!this.#over() && !this.#attached) await delay(LOOK);
    return this.#attached;
  }

  /**
   * Resolves when the worker has ended and all that it recorded has been taken over, or the telemetry has shut down;
   * the same goes for the workers that it has attached itself. On Deno, where `terminate()` has no event, a worker
   * that is terminated before it has connected is not seen to end: say it with {@linkcode threadEnded}.
   */
  async ended(): Promise<void> {
    for (this.#attaching.look(); !this.#over(); this.#attaching.look()) await delay(LOOK);
  }

  /**
   * Says that the worker's thread has ended, and with it those that it has started. Needed where percore can't see
   * it by itself: on Deno without `--allow-all` or not on Linux, and in browsers. Must not be called before the
   * thread has come to rest, which is up to 50 ms after `terminate()` has returned.
   */
  threadEnded(): void {
    this.#gone = true;
    this.#end(() => true);
  }

  #end(which: (offered: Offered) => boolean): void {
    for (const offered of this.#offered.values()) {
      if (which(offered)) announce(offered.control, ControlWord.gone, 1);
    }
  }

  /** Forgets what is over; true when nothing is left to wait for. */
  #over(): boolean {
    for (const [epoch, { control }] of this.#offered) {
      if (Atomics.load(control, ControlWord.worker) !== 0) this.#attached = true;
      if (Atomics.load(control, ControlWord.left) !== 0) this.#offered.delete(epoch);
    }
    return this.#attaching.isOver() || this.#offered.size === 0 && (this.#attached || this.#gone);
  }

  #take(message: unknown): boolean {
    if (!isHello(message)) return false;
    if (message.percore !== PROTOCOL) {
      warnOnce("a worker uses another version of percore than the thread that attached it: it is left alone");
      return true;
    }
    const { ring, thread } = message, control = controlOf(ring);
    this.#over();
    // An offer is repeated until its answer is seen, so it may be an old one.
    if (Atomics.load(control, ControlWord.left) === 0) {
      this.#offered.set(Atomics.load(control, ControlWord.epoch), { control, thread });
    }
    if (!this.#told && !isVisible(thread)) {
      warnOnce(
        "the end of a worker's thread can't be seen here: call threadEnded() on its handle, or use --allow-all",
      );
    }
    if (Atomics.load(control, ControlWord.worker) === 0) this.#attaching.pass(message);
    return true;
  }

  #remind(): void {
    if (!this.#over() && !this.#attached) {
      warnOnce("a worker was attached 5 s ago and hasn't called connect() yet");
    }
  }
}

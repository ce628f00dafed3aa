import { onMessage, ThreadEnd, type WorkerLike } from "../host/thread.ts";
import { delay } from "../host/wait.ts";
import { warnOnce } from "../host/warn.ts";
import { type Hello, isHello, PROTOCOL } from "../worker/hello.ts";

/** Milliseconds between two looks at a worker that somebody waits for. */
const LOOK = 5;

type Join = (hello: Hello, end: ThreadEnd, onEnd: () => void) => void;

/** A worker that was attached: tells when it has joined and when its last value is in. */
export class WorkerHandle {
  readonly #worker: WorkerLike;
  readonly #join: Join;
  readonly #drain: () => void;
  readonly #epochs = new Set<number>();
  readonly #unlisten: () => void;
  #thread: ThreadEnd | undefined;
  #open = 0;
  #ended = false;

  /**
   * @internal `join` is called with the worker's memory, once for each `connect()` in it; `drain` takes what has
   * been flushed.
   */
  constructor(worker: WorkerLike, join: Join, drain: () => void) {
    this.#worker = worker;
    this.#join = join;
    this.#drain = drain;
    this.#unlisten = onMessage(worker, (message) => this.#take(message));
  }

  /** Resolves when the worker has called `connect()` and was answered. */
  async attached(): Promise<void> {
    while (this.#epochs.size === 0) await delay(LOOK);
  }

  /**
   * Resolves when the worker has ended and all that it recorded has been taken over. A worker that has never
   * connected doesn't end.
   */
  async ended(): Promise<void> {
    for (this.#drain(); !this.#ended; this.#drain()) await delay(LOOK);
  }

  /**
   * Says that the worker's thread has ended. Needed on Deno alone, where it runs without `--allow-all` or not on
   * Linux: there percore can't see it by itself. Must not be called before the thread has come to rest, which is
   * up to 50 ms after `terminate()` has returned.
   */
  threadEnded(): void {
    this.#thread?.announce();
  }

  #left(): void {
    this.#open--;
    if (this.#open > 0) return;
    this.#unlisten();
    this.#thread?.dispose();
    this.#ended = true;
  }

  #take(message: unknown): boolean {
    if (!isHello(message)) return false;
    if (message.percore !== PROTOCOL) {
      warnOnce("a worker uses another version of percore than the thread that attached it: it is left alone");
      return true;
    }
    if (this.#epochs.has(message.epoch)) return true;
    this.#epochs.add(message.epoch);
    this.#open++;
    this.#thread ??= new ThreadEnd(this.#worker, message.thread);
    if (!this.#thread.visible) {
      warnOnce(
        "the end of a worker's thread can't be seen here: call threadEnded() on its handle, or use --allow-all",
      );
    }
    this.#join(message, this.#thread, () => this.#left());
    return true;
  }
}

import { onMessage, ThreadEnd, type WorkerLike } from "../host/thread.ts";
import { warnOnce } from "../host/warn.ts";
import { type Hello, isHello, PROTOCOL } from "../worker/hello.ts";

/** A worker that was attached: tells when it has joined and when its last value is in. */
export class WorkerHandle {
  /** Resolves when the worker has called `connect()` and was answered. */
  readonly attached: Promise<void>;
  /** Resolves when the worker has ended and all that it recorded has been taken over. */
  readonly ended: Promise<void>;
  /** @internal When the worker's thread ends. */
  readonly thread: { end: ThreadEnd | undefined } = { end: undefined };
  readonly #worker: WorkerLike;
  readonly #epochs = new Set<number>();
  readonly #unlisten: () => void;
  #resolveAttached: () => void = () => {};
  #resolveEnded: () => void = () => {};
  #open = 0;

  /** @internal `join` is called with the worker's memory, once for each `connect()` in it. */
  constructor(worker: WorkerLike, join: (hello: Hello, end: ThreadEnd, handle: WorkerHandle) => void) {
    this.#worker = worker;
    this.attached = new Promise((resolve) => this.#resolveAttached = resolve);
    this.ended = new Promise((resolve) => this.#resolveEnded = resolve);
    this.#unlisten = onMessage(worker, (message) => this.#take(message, join));
  }

  /**
   * Says that the worker's thread has ended. Needed on Deno alone, where it runs without `--allow-all` or not on
   * Linux: there percore can't see it by itself. Must not be called before the thread has come to rest, which is
   * up to 50 ms after `terminate()` has returned.
   */
  threadEnded(): void {
    this.thread.end?.announce();
  }

  /** @internal One of the worker's memories has been taken over. */
  left(): void {
    this.#open--;
    if (this.#open > 0) return;
    this.#unlisten();
    this.thread.end?.dispose();
    this.#resolveEnded();
  }

  #take(message: unknown, join: (hello: Hello, end: ThreadEnd, handle: WorkerHandle) => void): boolean {
    if (!isHello(message)) return false;
    if (message.percore !== PROTOCOL) {
      warnOnce("a worker uses another version of percore than the thread that attached it: it is left alone");
      return true;
    }
    if (this.#epochs.has(message.epoch)) return true;
    this.#epochs.add(message.epoch);
    this.#open++;
    this.thread.end ??= new ThreadEnd(this.#worker, message.thread);
    if (!this.thread.end.visible) {
      warnOnce("the end of a worker's thread can't be seen here: call threadEnded() on its handle, or use --allow-all");
    }
    join(message, this.thread.end, this);
    this.#resolveAttached();
    return true;
  }
}

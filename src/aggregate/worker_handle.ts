import { onGone, onMessage, ThreadEnd, type WorkerLike } from "../host/thread.ts";
import { after } from "../host/timer.ts";
import { delay } from "../host/wait.ts";
import { warnOnce } from "../host/warn.ts";
import { type Hello, isHello, PROTOCOL } from "../worker/hello.ts";

/** Milliseconds between two looks at a worker that somebody waits for. */
const LOOK = 5;

/** Milliseconds after which a worker that hasn't connected is worth a warning. */
const PATIENCE = 5000;

type Join = (hello: Hello, end: ThreadEnd, onEnd: () => void) => void;

/** A worker that was attached: tells when it has joined and when its last value is in. */
export class WorkerHandle {
  readonly #worker: WorkerLike;
  readonly #join: Join;
  readonly #drain: () => void;
  readonly #epochs = new Set<number>();
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
    // For as long as the worker exists: it may connect again.
    onMessage(worker, (message) => this.#take(message));
    // A worker that never connected has nothing to be taken over.
    onGone(worker, () => this.#ended ||= this.#epochs.size === 0);
    after(PATIENCE, () => {
      if (this.#epochs.size === 0 && !this.#ended) {
        warnOnce("a worker was attached 5 s ago and hasn't called connect() yet");
      }
    });
  }

  /**
   * Resolves when the worker has called `connect()` and was answered: to true; or to false when it has failed or
   * ended without that.
   */
  async attached(): Promise<boolean> {
    while (this.#epochs.size === 0 && !this.#ended) await delay(LOOK);
    return this.#epochs.size > 0;
  }

  /**
   * Resolves when the worker has ended and all that it recorded has been taken over. On Deno, where `terminate()`
   * has no event, a worker that is terminated before it has connected is not seen to end.
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
    this.#ended = this.#open === 0;
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
    this.#ended = false;
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

import { fileSystem, runtime, workerThreads } from "./runtime.ts";

/** A worker as the thread that started it holds it: of the web's kind, or of `node:worker_threads`. */
export type WorkerLike = WebWorkerLike | NodeWorkerLike;

/** What is used of a web `Worker`. */
export interface WebWorkerLike {
  /** Adds a listener. */
  addEventListener(type: string, listener: (event: Event) => void): void;
  /** Removes it. */
  removeEventListener(type: string, listener: (event: Event) => void): void;
}

/** What is used of a `Worker` of `node:worker_threads`. */
export interface NodeWorkerLike {
  /** Adds a listener. */
  on(event: string, listener: (value: unknown) => void): unknown;
  /** Removes it. */
  off(event: string, listener: (value: unknown) => void): unknown;
}

/** How this thread can post a message to the one that started it; `undefined` when it is the main thread. */
export function toParent(): ((message: unknown) => void) | undefined {
  const port = workerThreads()?.parentPort;
  if (port) return (message) => port.postMessage(message);
  if (runtime.WorkerGlobalScope === undefined || runtime.postMessage === undefined) return undefined;
  return (message) => runtime.postMessage?.(message);
}

/**
 * Listens to a worker's messages. A listener that returns true has taken the message: on a web worker, listeners
 * that were added later don't see it.
 */
export function onMessage(worker: WorkerLike, take: (message: unknown) => boolean): () => void {
  if ("addEventListener" in worker) {
    const listener = (event: Event) => {
      if (event instanceof MessageEvent && take(event.data)) event.stopImmediatePropagation();
    };
    worker.addEventListener("message", listener);
    return () => worker.removeEventListener("message", listener);
  }
  worker.on("message", take);
  return () => worker.off("message", take);
}

/** The operating system's thread, as `/proc` names it: the process's task directory. */
export interface ThreadName {
  readonly task: string;
}

/** The name of the calling thread, where the operating system tells it and the runtime permits to ask. */
export function threadName(): ThreadName | undefined {
  try {
    const fs = mayReadProc() ? fileSystem() : undefined;
    return fs && { task: `/proc/${fs.readlinkSync("/proc/thread-self")}` };
  } catch {
    return undefined;
  }
}

/**
 * Tells whether a worker's thread has ended. `terminate()` returns up to tens of milliseconds before the thread's
 * last store, so a call of it proves nothing; this does: the thread is gone from the operating system's list, or
 * the runtime has said so after the fact.
 */
export class ThreadEnd {
  readonly #stat: string | undefined;
  readonly #started: string | undefined;
  readonly #unlisten: () => void;
  #announced = false;

  /** `thread` is what {@linkcode threadName} returned in the worker. */
  constructor(worker: WorkerLike, thread: ThreadName | undefined) {
    this.#stat = thread && mayReadProc() ? `${thread.task}/stat` : undefined;
    this.#started = this.#startTime();
    this.#unlisten = this.#listen(worker);
  }

  /** Whether the end can be seen at all; if not, {@linkcode announce} must tell it. */
  get visible(): boolean {
    return this.#stat !== undefined || runtime.Deno === undefined;
  }

  /** Takes somebody's word for it that the thread has ended. */
  announce(): void {
    this.#announced = true;
  }

  /** Whether the thread has ended. Reads a small file. */
  ended(): boolean {
    if (this.#announced || this.#stat === undefined) return this.#announced;
    return this.#started === undefined || this.#startTime() !== this.#started;
  }

  /** Stops listening. */
  dispose(): void {
    this.#unlisten();
  }

  #listen(worker: WorkerLike): () => void {
    // Deno has no such event for web workers, and fires the other one before the thread has ended.
    if (runtime.Deno !== undefined) return () => {};
    const ended = () => this.announce();
    if ("addEventListener" in worker) {
      worker.addEventListener("close", ended);
      return () => worker.removeEventListener("close", ended);
    }
    worker.on("exit", ended);
    return () => worker.off("exit", ended);
  }

  /** When the thread was started: a later thread may have got the same number. */
  #startTime(): string | undefined {
    if (this.#stat === undefined) return undefined;
    try {
      const stat = fileSystem()?.readFileSync(this.#stat, "utf8");
      // Field 22; the second one is a name in parentheses that may hold anything.
      return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    } catch {
      return undefined;
    }
  }
}

function mayReadProc(): boolean {
  // To ask for what isn't granted would make Deno prompt, in the middle of somebody's program.
  return runtime.Deno === undefined ||
    runtime.Deno.permissions.querySync({ name: "read", path: "/proc" }).state === "granted";
}

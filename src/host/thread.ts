import { fileSystem, isPermitted, runtime, workerThreads } from "./runtime.ts";

/** A worker as the thread that started it holds it: of the web's kind, or of `node:worker_threads`. */
export type WorkerLike = WebWorkerLike | NodeWorkerLike;

/** What is used of a web `Worker`. */
export interface WebWorkerLike {
  /** Adds a listener. */
  addEventListener(type: string, listener: (event: Event) => void): void;
}

/** What is used of a `Worker` of `node:worker_threads`. */
export interface NodeWorkerLike {
  /** Adds a listener. */
  on(event: string, listener: (value: unknown) => void): unknown;
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
export function onMessage(worker: WorkerLike, take: (message: unknown) => boolean): void {
  if ("addEventListener" in worker) {
    const listener = (event: Event) => {
      if (event instanceof MessageEvent && take(event.data)) event.stopImmediatePropagation();
    };
    worker.addEventListener("message", listener);
  } else {
    worker.on("message", take);
  }
}

/** Calls `gone` when the runtime says that a worker failed or ended, which it may not, or before the thread's end. */
export function onGone(worker: WorkerLike, gone: () => void): void {
  if ("addEventListener" in worker) {
    worker.addEventListener("error", gone);
    worker.addEventListener("close", gone);
  } else {
    worker.on("exit", gone);
  }
}

/** The operating system's thread, as `/proc` names it: the process's task directory. */
export interface ThreadName {
  readonly task: string;
}

/** The name of the calling thread, where the operating system tells it and the runtime permits to ask. */
export function threadName(): ThreadName | undefined {
  try {
    const fs = isPermitted("read", "/proc") ? fileSystem() : undefined;
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
  /** When the thread was started: a later thread may have got the same number. */
  #started: string | undefined;
  #announced = false;

  /** `thread` is what {@linkcode threadName} returned in the worker. */
  constructor(worker: WorkerLike, thread: ThreadName | undefined) {
    this.#stat = thread && isPermitted("read", "/proc") ? `${thread.task}/stat` : undefined;
    this.ended();
    // Deno has no such event for web workers, and fires the other one before the thread has ended.
    if (runtime.Deno !== undefined) return;
    if ("addEventListener" in worker) worker.addEventListener("close", () => this.announce());
    else worker.on("exit", () => this.announce());
  }

  /** Whether the end can be seen at all; if not, {@linkcode announce} must tell it. */
  get visible(): boolean {
    return this.#stat !== undefined || runtime.Deno === undefined;
  }

  /** Takes somebody's word for it that the thread has ended. */
  announce(): void {
    this.#announced = true;
  }

  /** Whether the thread is known to have ended. Reads a small file. */
  ended(): boolean {
    if (this.#announced || this.#stat === undefined) return this.#announced;
    try {
      const stat = fileSystem()?.readFileSync(this.#stat, "utf8");
      // Field 22; the second one is a name in parentheses that may hold anything.
      const started = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
      this.#started ??= started;
      this.#announced = started !== this.#started;
    } catch (error) {
      // Whatever else keeps the file from being read, such as too many open files, says nothing of the thread.
      this.#announced = error instanceof Error && "code" in error &&
        (error.code === "ENOENT" || error.code === "ESRCH");
    }
    return this.#announced;
  }
}

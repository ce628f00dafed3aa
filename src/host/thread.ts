import { readProc, startedIn } from "./proc.ts";
import { fileSystem, isPermitted, runtime, workerThreads } from "./runtime.ts";

/**
 * A worker as the thread that started it holds it, of the web's kind or of `node:worker_threads`; or what else
 * delivers the messages of one or more workers: a `MessagePort`, a `BroadcastChannel`, a pool that emits them.
 */
export type WorkerLike = WebWorkerLike | NodeWorkerLike;

/** What is used of a web `Worker`, a port or a channel. */
export interface WebWorkerLike {
  /** Adds a listener. */
  addEventListener(type: string, listener: (event: Event) => void): void;
  /** Ports deliver nothing before it is called. */
  start?(): void;
}

/** What is used of a `Worker` of `node:worker_threads`, or of a pool of them. */
export interface NodeWorkerLike {
  /** Adds a listener. */
  on(event: string, listener: (value: unknown) => void): unknown;
}

/** What takes messages to another thread: its parent's port, a `MessagePort`, a `BroadcastChannel`. */
export interface PortLike {
  /** Posts a message, with shared memory in it. */
  postMessage(message: unknown): void;
}

/** How this thread reaches the one that started it; `undefined` when it is the main thread. */
export function parentPort(): PortLike | undefined {
  const port = workerThreads()?.parentPort;
  if (port) return port;
  if (runtime.WorkerGlobalScope === undefined || runtime.postMessage === undefined) return undefined;
  return { postMessage: (message) => runtime.postMessage?.(message) };
}

/** Whether it is a worker itself, which has a beginning and an end, and not what delivers messages of others. */
export function isWorker(worker: WorkerLike): boolean {
  return "terminate" in worker;
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
    worker.start?.();
  } else {
    worker.on("message", take);
  }
}

/** Calls `gone` when the runtime says that a worker failed or ended, which it may not, or before the thread's end. */
export function onGone(worker: WorkerLike, gone: () => void): void {
  if (!isWorker(worker)) return;
  if ("addEventListener" in worker) {
    worker.addEventListener("error", gone);
    worker.addEventListener("close", gone);
  } else {
    worker.on("exit", gone);
  }
}

/**
 * Calls `ended` when the runtime says that a worker's thread runs no more code, nor do the threads that it has
 * started: false where it never says so.
 */
export function onThreadEnd(worker: WorkerLike, ended: () => void): boolean {
  // Browsers and Deno have no such event for web workers, and Deno fires the other one before the thread has ended.
  if (!isWorker(worker) || runtime.Deno !== undefined || runtime.process === undefined) return false;
  if ("addEventListener" in worker) worker.addEventListener("close", ended);
  else worker.on("exit", ended);
  return true;
}

/** The operating system's thread, as `/proc` names it: the process's task directory. */
export interface ThreadName {
  readonly task: string;
}

/** The name of the calling thread, where the operating system tells it and the runtime permits to ask. */
export function threadName(): ThreadName | undefined {
  return readProc((fs) => ({ task: `/proc/${fs.readlinkSync("/proc/thread-self")}` }));
}

/** Whether the end of a thread can be seen here, by {@linkcode ThreadEnd}. */
export function isVisible(thread: ThreadName | undefined): thread is ThreadName {
  return thread !== undefined && isPermitted("read", "/proc");
}

/**
 * Tells whether a worker's thread has ended: it is gone from the operating system's list. `terminate()` returns up
 * to tens of milliseconds before the thread's last store, so a call of it proves nothing. Bun's `close` event may
 * come a millisecond before the thread's end, too, and no event tells of a thread that native code has ended.
 */
export class ThreadEnd {
  readonly #stat: string | undefined;
  /** When the thread was started: a later thread may have got the same number. */
  #started: string | undefined;
  #ended = false;

  /** `thread` is what {@linkcode threadName} returned in the worker. */
  constructor(thread: ThreadName | undefined) {
    this.#stat = isVisible(thread) ? `${thread.task}/stat` : undefined;
    this.ended();
  }

  /** Whether the thread is known to have ended. Reads a small file. */
  ended(): boolean {
    if (this.#ended || this.#stat === undefined) return this.#ended;
    try {
      const stat = fileSystem()?.readFileSync(this.#stat, "utf8");
      const started = stat === undefined ? undefined : startedIn(stat);
      this.#started ??= started;
      this.#ended = started !== this.#started;
    } catch (error) {
      // Whatever else keeps the file from being read, such as too many open files, says nothing of the thread.
      this.#ended = error instanceof Error && "code" in error &&
        (error.code === "ENOENT" || error.code === "ESRCH");
    }
    return this.#ended;
  }
}

import { workerThreads } from "./runtime.ts";

/** A thread that percore runs for itself. It doesn't keep the process alive. */
export interface OwnThread {
  /** Posts a message, with shared memory in it. */
  post(message: unknown): void;
  /** Ends it, now or a little later. */
  terminate(): void;
}

/**
 * Starts a thread; `lost` is called when it has failed or ended by itself. `undefined` where there are no threads that
 * don't keep the process alive, as in browsers.
 */
export function startThread(module: URL, lost: (reason: unknown) => void): OwnThread | undefined {
  const threads = workerThreads();
  if (threads?.Worker === undefined || typeof SharedArrayBuffer === "undefined") return undefined;
  const { protocol, href } = module;
  // Deno starts such threads from files alone; a module from elsewhere, as from JSR, is imported by one of a line.
  const source = protocol === "file:"
    ? module
    : new URL(`data:text/javascript,import ${JSON.stringify(href)}`);
  const worker = new threads.Worker(source);
  worker.on("error", lost);
  worker.on("exit", (code) => lost(`its thread has ended, with code ${code}`));
  worker.unref();
  return { post: (message) => worker.postMessage(message), terminate: () => void worker.terminate() };
}

/** In such a thread: calls `take` with each message. */
export function onOrder(take: (message: unknown) => void): void {
  workerThreads()?.parentPort?.on("message", take);
}

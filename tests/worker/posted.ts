import type { Worker as NodeWorker } from "node:worker_threads";

/** Resolves when a worker posts a message, and not at others: percore's offer may be among them. */
export function posted(worker: Worker | NodeWorker, message: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (data: unknown) => {
      if (data === message) resolve();
    };
    if ("addEventListener" in worker) worker.addEventListener("message", ({ data }) => look(data));
    else worker.on("message", look);
  });
}

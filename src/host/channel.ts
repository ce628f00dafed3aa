import { workerThreads } from "./runtime.ts";

/** One end of a channel between all threads of the process that know its name. */
export interface Channel {
  /** Posts a message to all other ends, with shared memory in it. */
  post(message: unknown): void;
  /** Ends it. */
  close(): void;
}

/** What is used of a `BroadcastChannel`. */
export interface BroadcastChannelLike {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
  unref?(): unknown;
}

/** Opens an end of a channel, which doesn't keep the process alive. `undefined` where there are no channels. */
export function openChannel(name: string, take: (message: unknown) => void): Channel | undefined {
  // Deno's global one can't be told not to keep the process alive; the one of node:worker_threads can.
  const Constructor = workerThreads()?.BroadcastChannel;
  if (Constructor === undefined) return undefined;
  const channel = new Constructor(name);
  channel.onmessage = ({ data }) => take(data);
  channel.unref?.();
  return { post: (message) => channel.postMessage(message), close: () => channel.close() };
}

/** What the demo's threads say to each other. */
export type ToEngine =
  | {
    readonly kind: "start";
    readonly port: number;
    readonly instance: string;
    readonly region: string;
    readonly tally: SharedArrayBuffer;
  }
  | { readonly kind: "stop" };
export type FromEngine = { readonly kind: "ready" } | { readonly kind: "stopped" };

export type ToLoad =
  | {
    readonly kind: "start";
    readonly port: number;
    readonly clients: number;
    readonly counts: SharedArrayBuffer;
  }
  | { readonly kind: "stop" };
export type FromLoad = { readonly kind: "stopped" };

/** The header by which the load generator knows an answer of the shop; its value is the worker's number. */
export const ANSWERED_BY = "x-shop-worker";

/** Where the load generator's counts stand: responses received, requests that were cut off. */
export const Count = { responses: 0, cutOff: 1 } as const;

interface Message {
  readonly kind: string;
}

/** The global object of a worker, as far as both runtimes agree. */
declare const self: {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
};

/** Messages of one kind, awaited in whatever order they arrive. */
function inbox<In extends Message>() {
  const here = new Map<string, PromiseWithResolvers<In>>();
  const slot = (kind: string): PromiseWithResolvers<In> => {
    const found = here.get(kind) ?? Promise.withResolvers<In>();
    here.set(kind, found);
    return found;
  };
  return {
    take: (message: In) => slot(message.kind).resolve(message),
    received: async <Kind extends In["kind"]>(kind: Kind): Promise<Extract<In, { kind: Kind }>> => {
      const message = await slot(kind).promise;
      // The slot of a kind holds messages of that kind alone.
      return message as Extract<In, { kind: Kind }>;
    },
  };
}

/** A worker's side: what it receives from the main thread, and how it answers. */
export function onRequest<In extends Message, Out extends Message>() {
  const { take, received } = inbox<In>();
  self.onmessage = ({ data }) => take(data);
  return { received, send: (message: Out) => self.postMessage(message) };
}

/** The main thread's side of one worker. */
export function talkTo<Out extends Message, In extends Message>(worker: Worker) {
  const { take, received } = inbox<In>();
  worker.onmessage = ({ data }) => take(data);
  return { received, send: (message: Out) => worker.postMessage(message) };
}

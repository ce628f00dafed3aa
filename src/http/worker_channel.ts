import { type Channel, openChannel } from "../host/channel.ts";
import type { Answer } from "./answers.ts";
import { LimitError } from "./limits.ts";
import { sharedRendering } from "./rendering.ts";

/** What a worker asks of the thread that aggregates. */
export interface Ask {
  readonly percore: "ask";
  /** Names the request, in all workers of the process. */
  readonly id: string;
  /** The default path of the route that is asked for. */
  readonly path: string;
  /** The request's header `Accept`. */
  readonly accept: string;
}

/** What that thread answers: one answer for all that have asked the same. */
export interface Answered {
  readonly percore: "answered";
  readonly ids: readonly string[];
  readonly status: Answer["status"];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: SharedArrayBuffer;
}

/** Whether a message is a worker's question. */
export function isAsk(message: unknown): message is Ask {
  return typeof message === "object" && message !== null && "percore" in message &&
    message.percore === "ask" &&
    "id" in message && typeof message.id === "string" && "path" in message &&
    typeof message.path === "string" &&
    "accept" in message && typeof message.accept === "string";
}

function isAnswered(message: unknown): message is Answered {
  return typeof message === "object" && message !== null && "percore" in message &&
    message.percore === "answered";
}

/** A worker's end of the channel to the thread that aggregates. */
export class WorkerChannel {
  readonly #channel: Channel | undefined;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  readonly #worker = String(Math.random()).slice(2);
  #asked = 0;

  constructor(name: string | undefined) {
    this.#channel = name === undefined ? undefined : openChannel(name, (message) => this.#take(message));
  }

  /**
   * What the thread that aggregates answers. Never resolves if it doesn't: whoever waits has a deadline, and calls
   * `forget` then.
   *
   * @throws {LimitError} when nobody has attached the worker.
   */
  ask(path: string, accept: string): { readonly answer: Promise<Answer>; readonly forget: () => void } {
    if (this.#channel === undefined) {
      throw new LimitError("this worker is attached to no thread that could answer");
    }
    const id = `${this.#worker}-${++this.#asked}`;
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#channel.post({ percore: "ask", id, path, accept } satisfies Ask);
    return { answer, forget: () => this.#waiting.delete(id) };
  }

  #take(message: unknown): void {
    if (!isAnswered(message)) return;
    const { ids, status, headers, body } = message;
    for (const id of ids) {
      this.#waiting.get(id)?.({ status, headers, body: sharedRendering(body) });
      this.#waiting.delete(id);
    }
  }
}

const channels = new WeakMap<object, WorkerChannel>();

/** The channel of a worker, which all its routes share. */
export function channelOf(worker: { readonly channel: string | undefined }): WorkerChannel {
  const known = channels.get(worker), channel = known ?? new WorkerChannel(worker.channel);
  if (known === undefined) channels.set(worker, channel);
  return channel;
}

import { type Channel, openChannel } from "../host/channel.ts";
import { headerPairs } from "./header_pairs.ts";
import { LimitError } from "./limits.ts";

/** The headers of a request that make a difference to its answer. */
const ASKED_HEADERS = ["accept", "accept-encoding", "if-none-match"];

/** Characters of a header that are passed on: nobody's wishes are more than that. */
const MAX_HEADER = 4096;

/** A request, as far as it makes a difference to its answer: those of the same text get the same answer. */
export interface Question {
  /** `GET` or `HEAD`. */
  readonly method: string;
  /** The default path of the route that is asked for, and the query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What a worker asks of the thread that aggregates. */
export interface Ask {
  readonly percore: "ask";
  /** Names the request, in all workers of the process. */
  readonly id: string;
  /** The question, as JSON. */
  readonly question: string;
  /** Milliseconds after which nobody waits for the answer any more. */
  readonly patience: number;
}

/** What that thread answers: one answer for all that have asked the same. */
export interface Answered {
  readonly percore: "answered";
  readonly ids: readonly string[];
  readonly status: AnsweredStatus;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where the response has no body. */
  readonly body: SharedArrayBuffer;
}

/** The statuses that the routes answer with. */
export const ANSWERED_STATUSES = [200, 304, 400, 404, 500, 503] as const;
export type AnsweredStatus = (typeof ANSWERED_STATUSES)[number];

/** What to ask the route at `target` for a request. */
export function questionOf({ method, headers }: Request, target: string): Question {
  return {
    method: method === "HEAD" ? method : "GET",
    target,
    headers: headerPairs(headers, ASKED_HEADERS).map(([name, value]) => [name, value.slice(0, MAX_HEADER)]),
  };
}

/** Whether a message is a worker's question. */
export function isAsk(message: unknown): message is Ask {
  return typeof message === "object" && message !== null && "percore" in message &&
    message.percore === "ask" &&
    "id" in message && typeof message.id === "string" &&
    "question" in message && typeof message.question === "string" &&
    "patience" in message && typeof message.patience === "number";
}

function isAnswered(message: unknown): message is Answered {
  return typeof message === "object" && message !== null && "percore" in message &&
    message.percore === "answered";
}

/** A worker's end of the channel to the thread that aggregates. */
export class WorkerChannel {
  readonly #channel: Channel | undefined;
  readonly #waiting = new Map<string, (answered: Answered) => void>();
  readonly #worker = String(Math.random()).slice(2);
  #asked = 0;

  constructor(name: string | undefined) {
    this.#channel = name === undefined ? undefined : openChannel(name, (message) => this.#take(message));
  }

  /**
   * What the thread that aggregates answers. Never resolves if it doesn't: whoever waits does so for `patience`
   * milliseconds, and calls `forget` then.
   *
   * @throws {LimitError} when nobody has attached the worker.
   */
  ask(
    question: Question,
    patience: number,
  ): { readonly answer: Promise<Answered>; readonly forget: () => void } {
    if (this.#channel === undefined) {
      throw new LimitError("this worker is attached to no thread that could answer");
    }
    const id = `${this.#worker}-${++this.#asked}`;
    const answer = new Promise<Answered>((resolve) => this.#waiting.set(id, resolve));
    this.#channel.post({ percore: "ask", id, question: JSON.stringify(question), patience } satisfies Ask);
    return { answer, forget: () => this.#waiting.delete(id) };
  }

  #take(message: unknown): void {
    if (!isAnswered(message)) return;
    for (const id of message.ids) {
      this.#waiting.get(id)?.(message);
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

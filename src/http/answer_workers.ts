import { type Channel, openChannel } from "../host/channel.ts";
import { describe, warnOnce } from "../host/warn.ts";
import { headerPairs } from "./header_pairs.ts";
import type { TelemetrySource } from "./metrics_source.ts";
import { routesForWorkers, type TelemetryRoutesOptions } from "./telemetry_routes.ts";
import {
  type Answered,
  ANSWERED_STATUSES,
  type AnsweredStatus,
  isAsk,
  type Question,
} from "./worker_channel.ts";

/** Headers that a worker passes on. */
const HEADERS = ["Content-Type", "Content-Encoding", "Cache-Control", "ETag", "Vary", "Retry-After"];

/** Who has asked a question. */
interface Asker {
  readonly id: string;
  /** When it gives up. */
  readonly until: number;
}

/**
 * Answers the routes of workers that serve HTTP themselves, as with a port that all workers share: whichever worker is
 * asked, the answer has the values of the whole process. Call it on the thread that has called `createTelemetry()`. In
 * the workers, pass what `connect()` returned to {@linkcode metricsRoutes} or {@linkcode telemetryRoutes}.
 *
 * Questions and answers travel through a `BroadcastChannel` of this process, the bytes in shared memory. Who asks for the
 * same at the same time gets the same answer. A worker that isn't answered within its route's `deadline` answers 503.
 *
 * @param options What the routes are. Their paths and guards are those of the workers.
 * @returns What ends it.
 */
export function answerWorkers(source: TelemetrySource, options: TelemetryRoutesOptions = {}): () => void {
  const app = routesForWorkers(source, options);
  /** By question: who asks it. */
  const waiting = new Map<string, Asker[]>();
  let isBusy = false;
  const channel = openChannel(source.channel, (message) => {
    if (!isAsk(message)) return;
    const { id, question, patience } = message, same = waiting.get(question);
    const asker = { id, until: performance.now() + patience };
    if (same === undefined) waiting.set(question, [asker]);
    else same.push(asker);
    void answerAll();
  });

  /** One after the other: what is asked while an answer is made waits for the next one. */
  async function answerAll(): Promise<void> {
    if (isBusy || channel === undefined) return;
    isBusy = true;
    for (const [question, askers] of waiting) {
      waiting.delete(question);
      // What nobody waits for any more isn't made: otherwise, who asks much would be answered ever later.
      const now = performance.now(), ids = askers.filter(({ until }) => until > now).map(({ id }) => id);
      if (ids.length === 0) continue;
      try {
        await answer(channel, JSON.parse(question), ids);
      } catch (error) {
        warnOnce(`a worker could not be answered: ${describe(error)}`);
      }
    }
    isBusy = false;
  }

  async function answer(channel: Channel, question: Question, ids: readonly string[]): Promise<void> {
    const { method, target, headers: asked } = question;
    const response = await app.request(target, { method, headers: asked.map((header) => [...header]) });
    const bytes = await response.bytes(), body = new SharedArrayBuffer(bytes.length);
    new Uint8Array(body).set(bytes);
    channel.post(
      {
        percore: "answered",
        ids,
        status: statusOf(response),
        headers: Object.fromEntries(headerPairs(response.headers, HEADERS)),
        body,
      } satisfies Answered,
    );
  }

  return () => channel?.close();
}

function statusOf({ status }: Response): AnsweredStatus {
  return ANSWERED_STATUSES.find((each) => each === status) ?? 500;
}

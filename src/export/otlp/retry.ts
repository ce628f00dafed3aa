import type { Verdict } from "./answer.ts";
import type { Deadline } from "./deadline.ts";

/** Milliseconds before the first retry. */
const FIRST_DELAY = 250;

/** Milliseconds that doubling doesn't exceed. */
const LONGEST_DELAY = 5_000;

/**
 * Milliseconds to wait before a retry, numbered from 0: twice as long each time, and up to a half of it less by chance,
 * so that the senders that lost a backend together don't return together.
 */
export function backoff(retry: number): number {
  return Math.min(FIRST_DELAY * 2 ** retry, LONGEST_DELAY) * (1 - Math.random() / 2);
}

/**
 * Attempts again as long as the backend is unavailable and the deadline allows, with exponential back-off, and no
 * sooner than the backend asks for (OTLP specification, "OTLP/HTTP Throttling"). A wait that would outlast the
 * deadline isn't begun.
 */
export async function withRetries(attempt: () => Promise<Verdict>, deadline: Deadline): Promise<Verdict> {
  for (let retry = 0;; retry++) {
    const verdict = await attempt();
    if (verdict.result !== "unavailable") return verdict;
    const wait = Math.max(backoff(retry), verdict.retryAfter ?? 0);
    if (wait >= deadline.left) return verdict;
    await deadline.pause(wait);
    if (deadline.signal.aborted) return verdict;
  }
}

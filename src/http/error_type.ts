/** The status from which on it is the server that has failed. */
const SERVER_ERROR = 500;

/** What `error.type` is for an error without a name. */
const OTHER = "_OTHER";

/** What `error.type` is when the client has gone away in the middle of a body. */
export const ABORTED = "aborted";

/** `error.type` of a request that was answered; `undefined` when it hasn't failed. */
export function failureOf(status: number, error: unknown): string | undefined {
  if (status < SERVER_ERROR) return undefined;
  return error === undefined ? String(status) : nameOf(error);
}

/** The name of what was thrown. */
export function nameOf(error: unknown): string {
  try {
    if (error instanceof Error && typeof error.name === "string" && error.name !== "") return error.name;
  } catch {
    // A program may throw anything, even what can't be looked at.
  }
  return OTHER;
}

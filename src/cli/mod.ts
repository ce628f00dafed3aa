/**
 * The command line, `percore COMMAND …`, for programs that have one of their own.
 *
 * @module
 */
export type { Output } from "./command.ts";
export { run } from "./run.ts";

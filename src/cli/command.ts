/** Where a command writes, line by line. */
export interface Output {
  /** What was asked for: standard output. */
  out(line: string): void;
  /** What went wrong: standard error. */
  error(line: string): void;
  /** What is being done just now, for who looks on; the next one takes its place, and an empty one takes it away. */
  progress?(line: string): void;
}

/** How a command ended. */
export const ExitCode = {
  done: 0,
  /** It was not done, or not all of it. */
  failed: 1,
  /** It can't be meant like that. */
  usage: 2,
} as const;

/** One command of `percore`. Each has a file of its own, and a line in the table of commands.ts. */
export interface Command {
  readonly name: string;
  /** What it does, in half a line. */
  readonly brief: string;
  /** What `--help` shows. */
  readonly help: string;
  /**
   * Does it. Resolves to an exit code.
   *
   * @param args What was typed behind the command's name.
   * @throws {UsageError}
   */
  run(args: readonly string[], output: Output): Promise<number>;
}

/** Thrown for a command that can't be meant like that; its message says what is wrong. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Thrown for a command that can't be done; its message says why. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

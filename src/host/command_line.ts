import { runtime } from "./runtime.ts";

/** What was typed behind the command's name. */
export function commandArguments(): readonly string[] {
  return runtime.process?.argv?.slice(2) ?? [];
}

/** What the process ends with, once it has nothing left to do. */
export function setExitCode(code: number): void {
  if (runtime.process !== undefined) runtime.process.exitCode = code;
}

/** Resolves when the user wants the process to end (SIGINT), or whoever started it does (SIGTERM); no longer when `signal` aborts. */
export function interruption(signal: AbortSignal): Promise<void> {
  const { process } = runtime;
  return new Promise((resolve) => {
    const listener = () => resolve();
    const signals = ["SIGINT", "SIGTERM"] as const;
    for (const name of signals) process?.once?.(name, listener);
    signal.addEventListener("abort", () => {
      for (const name of signals) process?.removeListener?.(name, listener);
    });
  });
}

/** Writes a line of progress to a terminal, over the one before; nothing, where standard error is no terminal. */
export function progressLine(text: string): void {
  const errors = runtime.process?.stderr;
  // Erases the line, and what was there stays erased with an empty text.
  if (errors?.isTTY === true) errors.write(`\r\x1b[K${text}`);
}

import { runtime } from "./runtime.ts";

/** What was typed behind the command's name. */
export function commandArguments(): readonly string[] {
  return runtime.process?.argv?.slice(2) ?? [];
}

/** What the process ends with, once it has nothing left to do. */
export function setExitCode(code: number): void {
  if (runtime.process !== undefined) runtime.process.exitCode = code;
}

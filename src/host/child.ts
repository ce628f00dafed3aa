import { runtime } from "./runtime.ts";

/** How a command of the system ended. */
export interface Ended {
  /** `undefined` when it could not be started, was ended by a signal, or wrote more than was asked for. */
  readonly code: number | undefined;
  readonly output: Uint8Array;
  readonly errors: string;
}

/**
 * Runs a command of the system and waits for its end. No shell reads its arguments.
 *
 * @param input What it reads from standard input.
 * @param most How many bytes it may write.
 */
export function runChild(command: string, args: readonly string[], input: string, most: number): Ended {
  const children = runtime.process?.getBuiltinModule?.("node:child_process");
  if (children === undefined) throw new Error("this runtime starts no commands");
  const { status, stdout, stderr, error } = children.spawnSync(command, args, {
    input,
    maxBuffer: most,
    shell: false,
  });
  return {
    code: error === undefined ? status ?? undefined : undefined,
    output: stdout ?? new Uint8Array(),
    errors: error?.message ?? new TextDecoder().decode(stderr ?? new Uint8Array()),
  };
}

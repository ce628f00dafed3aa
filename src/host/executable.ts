import { runtime } from "./runtime.ts";

/** The name of the runtime's executable, without its folder; `undefined` where the runtime doesn't tell. */
export function executableName(): string | undefined {
  return runtime.process?.execPath?.split(/[/\\]/).at(-1);
}

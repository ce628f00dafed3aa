import { type FileSystem, fileSystem, isPermitted } from "./runtime.ts";

/** What is read of `/proc`; nothing where there is none, or it may not be read. */
export function readProc<Result>(read: (fs: FileSystem) => Result): Result | undefined {
  try {
    const fs = isPermitted("read", "/proc") ? fileSystem() : undefined;
    return fs && read(fs);
  } catch {
    return undefined;
  }
}

/** When a process or a thread was started, in ticks since the machine was, by its file `stat`. */
export function startedIn(stat: string): string | undefined {
  // Field 22; the second one is a name in parentheses that may hold anything.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

import { type Paths, runtime } from "./runtime.ts";

/** The system's paths. @throws where the runtime has none. */
export function paths(): Paths {
  const paths = runtime.process?.getBuiltinModule?.("node:path");
  if (paths === undefined) throw new Error("this runtime has no paths");
  return paths;
}

/** A path with slashes, whatever the system has between folders. */
export function withSlashes(path: string): string {
  const { sep } = paths();
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

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

/** A path in its shortest form, with slashes. */
export function normalPath(path: string): string {
  const short = withSlashes(paths().normalize(path));
  return short.length > 1 ? short.replace(/\/$/, "") : short;
}

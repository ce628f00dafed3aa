import type { DeclaredImport, ImportKind } from "./declared.ts";
import type { Problems } from "./diagnostic.ts";
import { importsShape } from "./language.ts";
import { checkShape } from "./shape.ts";
import { property, type Written } from "./written.ts";

const IMPORTED = [
  "metrics",
  "events",
  "spans",
  "entities",
  "attribute_groups",
] as const satisfies readonly ImportKind[];

/** What a file takes from the registries that its schema depends on. */
export function readImports(file: Written, problems: Problems): readonly DeclaredImport[] {
  const value = property(file, "imports");
  if (value === undefined) return [];
  const place = file.place.at("imports");
  const shape = checkShape(importsShape, place, value, problems);
  return IMPORTED.flatMap((kind) =>
    (shape?.[kind] ?? []).map((pattern, index) => ({ kind, pattern, place: place.at(kind, index) }))
  );
}

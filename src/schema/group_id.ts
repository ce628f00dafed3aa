import type { DeclaredKind } from "./declared.ts";

/** The id that a definition has as a group of version 1. */
export function groupIdOf(kind: DeclaredKind, name: string): string {
  return kind === "attribute group" ? name : `${kind}.${name}`;
}

/** The name in the id of a group or of a refinement, which may begin with its kind. */
export function nameInId(kind: DeclaredKind, id: string): string {
  return id.startsWith(`${kind}.`) ? id.slice(kind.length + 1) : id;
}

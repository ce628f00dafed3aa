import type { DeclaredKind, DeclaredRefinement } from "./declared.ts";

/** The name in the id of a refinement, which may begin with its kind, as the ids of groups do. */
export function nameInId(kind: DeclaredKind, id: string): string {
  return id.startsWith(`${kind}.`) ? id.slice(kind.length + 1) : id;
}

/** Registries have two refinements in a row at most. The limit keeps what they inherit small. */
export const DEEPEST = 100;

/** Something that may refine others like it, by their ids. */
export type Chained = Pick<DeclaredRefinement, "id" | "ref" | "place">;

/** Refinements, each after the one that it refines, with the number of those in the row that leads to it. */
export function basesFirst<Refining extends Chained>(
  kind: DeclaredKind,
  refinements: readonly Refining[],
): ReadonlyMap<Refining, number> {
  const byId = new Map(refinements.map((refinement) => [nameInId(kind, refinement.id), refinement]));
  const depths = new Map<Refining, number>();
  for (const refinement of refinements) {
    const row = new Set<Refining>();
    let next: Refining | undefined = refinement;
    while (next !== undefined && !row.has(next) && !depths.has(next)) {
      row.add(next);
      next = byId.get(next.ref);
    }
    let depth = (next && depths.get(next)) ?? 0;
    for (const each of [...row].toReversed()) depths.set(each, ++depth);
  }
  return depths;
}

import type { DeclaredKind, DeclaredRefinement } from "./declared.ts";
import type { Problems } from "./diagnostic.ts";
import { nameInId } from "./group_id.ts";
import type { Refinement } from "./model.ts";
import type { NameTable } from "./name_table.ts";
import { quote } from "./printable.ts";

/** Registries have two refinements in a row at most. The limit keeps what they inherit small. */
const DEEPEST = 100;

/** Something that may refine others like it, by their ids. */
type Chained = Pick<DeclaredRefinement, "id" | "ref" | "place">;

/** Refinements, each after the one that it refines, with the number of those in the row that leads to it. */
function basesFirst<Refining extends Chained>(
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

/**
 * What refinements are, each made after those that it refines. Those with problems are reported, and left out.
 *
 * @param read What one is, with those before it by their ids.
 */
export function readInOrder<Refining extends Chained, Base>(
  kind: DeclaredKind,
  refinements: readonly Refining[],
  read: (declared: Refining, before: ReadonlyMap<string, Refinement<Base>>) => Refinement<Base> | undefined,
  problems: Problems,
): ReadonlyMap<Refining, Refinement<Base>> {
  const before = new Map<string, Refinement<Base>>();
  const results = new Map<Refining, Refinement<Base>>();
  for (const [declared, depth] of basesFirst(kind, refinements)) {
    if (depth > DEEPEST) {
      const message = `the ${kind} ${quote(declared.id)} refines more than ${DEEPEST} others in a row`;
      problems.add("PC102", declared.place, message, { expected: "fewer refinements of refinements" });
      continue;
    }
    const refinement = read(declared, before);
    if (refinement === undefined) continue;
    results.set(declared, refinement);
    if (!before.has(refinement.id)) before.set(refinement.id, refinement);
  }
  return results;
}

/**
 * What a refinement refines, and the definition that this leads to. A definition goes before another refinement of that
 * name. `undefined`, and a problem, if there is neither.
 */
export function refinedBy<Base>(
  { ref, place }: Chained,
  definitions: NameTable<Base>,
  before: ReadonlyMap<string, Refinement<Base>>,
): { readonly from: Base; readonly base: Base } | undefined {
  const other = definitions.has(ref) ? undefined : before.get(ref);
  if (other !== undefined) return { from: other, base: other.base };
  const base = definitions.resolve(ref, place.at("ref"));
  return base && { from: base, base };
}

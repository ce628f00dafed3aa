import type { z } from "zod";
import type { DeclaredAssociation } from "./declared.ts";
import type { Problems } from "./diagnostic.ts";
import { checkOneOf } from "./one_of.ts";
import { isPresent } from "./present.ts";
import { checkShape } from "./shape.ts";
import { itemsOf, type Written } from "./written.ts";

/** An association as a file format writes it: an entity's name, a mapping that has it as `type`, or a mapping of others. */
export type AssociationShape = z.ZodType<
  | string
  | { readonly type: string }
  | { readonly one_of?: readonly unknown[] | undefined; readonly all_of?: readonly unknown[] | undefined }
>;

function associationOf(
  written: Written,
  shape: AssociationShape,
  problems: Problems,
): DeclaredAssociation | undefined {
  const { value, place } = written;
  const checked = checkShape(shape, place, value, problems);
  if (checked === undefined) return undefined;
  if (typeof checked === "string") return { kind: "entity", type: checked, place };
  if ("type" in checked) return { kind: "entity", type: checked.type, place };
  checkOneOf(checked, "one_of or all_of", place, problems);
  const kind = checked.one_of === undefined ? "all_of" : "one_of";
  return { kind, of: associationsOf(itemsOf(written, kind), shape, problems) };
}

function associationsOf(
  items: readonly Written[],
  shape: AssociationShape,
  problems: Problems,
): readonly DeclaredAssociation[] {
  return items.map((item) => associationOf(item, shape, problems)).filter(isPresent);
}

/** The entities that a signal is associated with: one of those of its list; none if there is no list. */
export function readAssociations(
  signal: Written,
  shape: AssociationShape,
  problems: Problems,
): { readonly associations?: DeclaredAssociation } {
  const of = associationsOf(itemsOf(signal, "entity_associations"), shape, problems);
  return of.length === 0 ? {} : { associations: { kind: "one_of", of } };
}

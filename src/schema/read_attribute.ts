import type { z } from "zod";
import { described } from "./attribute.ts";
import type { DeclaredAttribute } from "./declared.ts";
import type { Problems } from "./diagnostic.ts";
import { readMembers } from "./enum_members.ts";
import type { Shapes } from "./language.ts";
import { checkShape } from "./shape.ts";
import { itemsOf, property, type Written } from "./written.ts";

/** The shapes of an attribute and of a value of an enum, in one format. */
interface AttributeShapes {
  readonly attribute: z.ZodType<z.infer<Shapes["attribute"]>>;
  readonly member: Shapes["member"];
}

/**
 * Reads the definition of an attribute.
 *
 * @param isOwn Whether it is in a file of percore's own format.
 */
export function readAttribute(
  written: Written,
  shapes: AttributeShapes,
  isOwn: boolean,
  problems: Problems,
): DeclaredAttribute | undefined {
  const { value, place } = written;
  const type = { value: property(written, "type"), place: place.at("type") };
  const members = readMembers(itemsOf(type, "members"), shapes.member, isOwn, problems);
  const shape = checkShape(shapes.attribute, place, value, problems);
  if (shape === undefined) return undefined;
  const { key, examples } = shape;
  return {
    place,
    key,
    type: typeof shape.type === "string" ? shape.type : { members },
    ...(examples === undefined ? {} : { examples }),
    ...described(shape, place, problems),
  };
}

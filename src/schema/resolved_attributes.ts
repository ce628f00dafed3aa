import { requirementLevelOf } from "./attribute.ts";
import type { DeclaredAttribute, DeclaredReference } from "./declared.ts";
import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import type { ReferenceShape } from "./language.ts";
import { isPresent } from "./present.ts";
import { readAttribute } from "./read_attribute.ts";
import { RESOLVED } from "./resolved_language.ts";
import { checkShape } from "./shape.ts";
import { itemsOf, type Written } from "./written.ts";

type UseShape = Pick<ReferenceShape, "requirement_level" | "sampling_relevant">;

/** Reads the attributes of what Weaver has resolved, be they written out or in a catalog. */
export class ResolvedAttributes {
  readonly #problems: Problems;
  /** What a file in that form has; `undefined` where an attribute has problems. */
  readonly #catalog: readonly (DeclaredAttribute | undefined)[] | undefined;
  readonly #definitions = new Map<string, DeclaredAttribute>();

  /** @param catalog The attributes to which uses are indices; none if they are written out. */
  constructor(catalog: readonly Written[] | undefined, problems: Problems) {
    this.#problems = problems;
    this.#catalog = catalog?.map((item) => this.#attribute(item));
  }

  /** The definitions, and what is used and defined elsewhere: the first use of each counts as its definition. */
  get definitions(): readonly DeclaredAttribute[] {
    return [...this.#definitions.values()];
  }

  /** Reads a definition. */
  define(written: Written): void {
    const attribute = this.#catalog === undefined ? this.#attribute(written) : this.#indexed(
      checkShape(RESOLVED.index, written.place, written.value, this.#problems),
      written.place,
    );
    if (attribute !== undefined) this.#definitions.set(attribute.key, attribute);
  }

  /** The attributes of a definition, in the order in which they are written. */
  uses(written: Written, key: "attributes" | "identity" | "description"): readonly DeclaredReference[] {
    return itemsOf(written, key).map((item) => this.#use(item)).filter(isPresent);
  }

  #use(written: Written): DeclaredReference | undefined {
    const { value, place } = written;
    if (this.#catalog === undefined) {
      const shape = checkShape(RESOLVED.inlined, place, value, this.#problems);
      return this.#reference(shape, this.#attribute(written), place);
    }
    const shape = checkShape(RESOLVED.indexed, place, value, this.#problems);
    return this.#reference(shape, this.#indexed(shape?.base, place.at("base")), place);
  }

  #reference(
    shape: UseShape | undefined,
    attribute: DeclaredAttribute | undefined,
    place: Place,
  ): DeclaredReference | undefined {
    if (shape === undefined || attribute === undefined) return undefined;
    const { key, type: _, ...use } = attribute;
    const definition = this.#definitions.get(key) ?? attribute;
    this.#definitions.set(key, definition);
    // A note that the definition has and the use doesn't was taken away.
    const note = definition.note !== undefined && use.note === undefined ? { note: "" } : {};
    return { ...use, ...note, place, ref: key, ...this.#level(shape, place) };
  }

  #level(shape: UseShape, place: Place) {
    const { requirement_level: level, sampling_relevant: isSamplingRelevant } = shape;
    const at = place.at("requirement_level");
    return {
      ...(level === undefined ? {} : { requirementLevel: requirementLevelOf(level, at, this.#problems) }),
      ...(isSamplingRelevant === undefined ? {} : { isSamplingRelevant }),
    };
  }

  #indexed(index: number | undefined, place: Place): DeclaredAttribute | undefined {
    const catalog = this.#catalog ?? [];
    if (index === undefined) return undefined;
    if (index >= catalog.length) {
      const expected = `an index of attribute_catalog, which has ${catalog.length} attributes`;
      this.#problems.add("PC112", place, `no attribute ${index} is in the catalog`, { expected });
    }
    return catalog[index];
  }

  #attribute(written: Written): DeclaredAttribute | undefined {
    return readAttribute(written, RESOLVED, false, this.#problems);
  }
}

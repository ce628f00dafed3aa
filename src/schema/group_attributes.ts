import { declaredReference, described } from "./attribute.ts";
import type { DeclaredAttribute, DeclaredFile, DeclaredReference } from "./declared.ts";
import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import { readMembers } from "./enum_members.ts";
import { checkExamples } from "./examples.ts";
import { type GroupAttributeShape, GROUPS } from "./groups_language.ts";
import { DEFINITION } from "./language.ts";
import type { AttributeType } from "./model.ts";
import { quote } from "./printable.ts";
import { checkShape } from "./shape.ts";
import { checkPresent, modernized } from "./older_words.ts";
import { itemsOf, property, type Written } from "./written.ts";

type Broken = DeclaredFile["broken"][number];

/** Reads the attributes of groups: an item is a reference, or a definition that belongs to the group as well. */
export class GroupAttributeReader {
  readonly #problems: Problems;
  /** The definitions of all groups so far. */
  readonly definitions: DeclaredAttribute[] = [];
  /** The definitions that have problems. */
  readonly broken: Broken[] = [];

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** The attributes that one group uses, each once. */
  read(group: Written): readonly DeclaredReference[] {
    const uses = new Map<string, DeclaredReference>();
    const prefix = property(group, "prefix");
    for (const item of itemsOf(group, "attributes")) {
      const isReference = property(item, "ref") !== undefined;
      const written = modernized(item, this.#problems);
      const use = isReference
        ? this.#reference(written)
        : this.#definition(written, typeof prefix === "string" && prefix !== "" ? `${prefix}.` : "");
      if (use === undefined) continue;
      const { ref } = use;
      if (uses.has(ref)) {
        const place = item.place.at(isReference ? "ref" : "id");
        const message = `the attribute ${quote(ref)} stands twice in the group`;
        this.#problems.add("PC133", place, message, {
          expected: "each attribute once: the first one counts",
        });
      } else {
        uses.set(ref, use);
      }
    }
    return [...uses.values()];
  }

  #reference({ value, place }: Written): DeclaredReference | undefined {
    const shape = checkShape(GROUPS.reference, place, value, this.#problems);
    if (shape === undefined) return undefined;
    const { role } = shape;
    return { ...declaredReference(shape, place, this.#problems), ...(role === undefined ? {} : { role }) };
  }

  #definition(written: Written, prefix: string): DeclaredReference | undefined {
    const { value, place } = written;
    const type = { value: property(written, "type"), place: place.at("type") };
    const members = itemsOf(type, "members").map((item) => modernized(item, this.#problems));
    const values = readMembers(members, DEFINITION.member, false, this.#problems);
    const shape = checkShape(GROUPS.attribute, place, value, this.#problems);
    if (shape === undefined) return this.#breaks(written, prefix);
    checkPresent(written, "stability", "a stability", this.#problems);
    for (const member of members) checkPresent(member, "stability", "a stability", this.#problems);
    const attributeType = typeof shape.type === "string" ? shape.type : { members: values };
    this.#check(shape, attributeType, place);
    const key = prefix + shape.id;
    // What a reference says of itself is what the definition says: only its level and its role are the group's.
    const { requirementLevel, isSamplingRelevant } = declaredReference(
      { ref: key, requirement_level: shape.requirement_level, sampling_relevant: shape.sampling_relevant },
      place,
      this.#problems,
    );
    this.definitions.push({
      place,
      namePlace: place.at("id"),
      key,
      type: attributeType,
      ...(shape.examples === undefined ? {} : { examples: shape.examples }),
      ...(requirementLevel === undefined ? {} : { requirementLevel }),
      ...described(shape, place, this.#problems),
    });
    return {
      place,
      ref: key,
      ...(requirementLevel === undefined ? {} : { requirementLevel }),
      ...(isSamplingRelevant === undefined ? {} : { isSamplingRelevant }),
      ...(shape.role === undefined ? {} : { role: shape.role }),
    };
  }

  #breaks(written: Written, prefix: string): undefined {
    const id = property(written, "id");
    if (typeof id !== "string") return;
    this.broken.push({ kind: "attribute", name: prefix + id, place: written.place.at("id") });
  }

  #check(shape: GroupAttributeShape, type: AttributeType, place: Place): void {
    const { brief, deprecated, examples } = shape;
    if (brief === undefined && deprecated === undefined) {
      const expected = "a string, or the key deprecated";
      this.#problems.add("PC105", place, `the key "brief" is missing`, { expected });
    }
    if (typeof shape.type === "object" && shape.type.allow_custom_values !== undefined) {
      const message = `"allow_custom_values" has no meaning any more`;
      const hint = { expected: "no such key" };
      this.#problems.add("PC130", place.at("type", "allow_custom_values"), message, hint, "key");
    }
    if (examples !== undefined) checkExamples(examples, type, place.at("examples"), this.#problems);
    else if (type === "string" || type === "string[]") {
      this.#problems.add("PC132", place, `the key "examples" is missing`, {
        expected: `examples of a ${type}`,
      });
    }
  }
}

import { declaredReference } from "./attribute.ts";
import type { DeclaredReference } from "./declared.ts";
import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import type { AttachmentShape, Shapes } from "./language.ts";
import { entityKeys } from "./layer_keys.ts";
import type { Attribute, Entity, MeasurementAttribute, UsedAttribute } from "./model.ts";
import { quote } from "./printable.ts";
import { checkShape } from "./shape.ts";
import { itemsOf, type Written } from "./written.ts";

/** The attributes of a set, by the moment at which their values are given. */
export interface Attachments {
  readonly registration: readonly UsedAttribute[];
  readonly measurement: readonly MeasurementAttribute[];
}

/** Reports an attribute that stands twice in one layer of a set or an entity, or in two of them. */
export function checkLayer(
  key: string,
  layer: string,
  layers: Map<string, string>,
  place: Place,
  problems: Problems,
): void {
  const first = layers.get(key);
  layers.set(key, first ?? layer);
  if (first === undefined) return;
  if (first === layer) {
    const message = `the attribute ${quote(key)} is attached twice`;
    return problems.add("PC111", place, message, { expected: "each attribute once" });
  }
  const message = `the attribute ${quote(key)} is in two layers: ${first} and ${layer}`;
  problems.add("PC123", place, message, { expected: "each attribute in one layer" });
}

/** Whether the values of an attribute are texts, with or without names. */
function isText({ type }: Attribute): boolean {
  return typeof type === "string" ? type === "string" : typeof type.members[0]?.value === "string";
}

/** Whether the values of an attribute are known beforehand. */
export function isClosed({ type }: Attribute): boolean {
  if (typeof type === "string") return type === "boolean";
  return type.members.every(({ value }) => typeof value !== "number" || Number.isSafeInteger(value));
}

/** Reads the attributes of a schema's sets. */
export class AttachmentReader {
  readonly #use: (reference: DeclaredReference) => UsedAttribute | undefined;
  readonly #problems: Problems;
  /** The first bound of each attribute: all sets of a schema share one dictionary of its values. */
  readonly #bounds = new Map<string, { readonly bound: number; readonly place: Place }>();

  /** @param use What a reference means; reports one that means nothing. */
  constructor(use: (reference: DeclaredReference) => UsedAttribute | undefined, problems: Problems) {
    this.#use = use;
    this.#problems = problems;
  }

  /** The attributes of one set, as far as they have no problems. */
  read(set: Written, entity: Entity | undefined, shape: Shapes["attachment"]): Attachments {
    const layers = new Map<string, string>();
    for (const key of entityKeys(entity)) layers.set(key, "entity");
    const registration: UsedAttribute[] = [];
    const measurement: MeasurementAttribute[] = [];
    for (const { value, place } of itemsOf(set, "attributes")) {
      const reference: AttachmentShape | undefined = checkShape(shape, place, value, this.#problems);
      if (reference === undefined) continue;
      const { ref, attach } = reference;
      checkLayer(ref, attach, layers, place.at("ref"), this.#problems);
      const attribute = this.#use(declaredReference(reference, place, this.#problems));
      if (attribute === undefined) continue;
      this.#checkBound(attribute, reference, place);
      if (attach === "registration") registration.push(attribute);
      else measurement.push(measured(attribute, reference));
    }
    return { registration, measurement };
  }

  #checkBound(attribute: Attribute, { attach, bound }: AttachmentShape, place: Place): void {
    const { key, type } = attribute;
    const isMeasured = attach === "measurement";
    const isBounded = isText(attribute) || type === "int";
    const kind = typeof type === "string" ? type : isClosed(attribute) ? "enum" : "enum of fractions";
    if (isMeasured && isBounded && bound !== undefined) {
      return this.#checkAgreement(key, bound, place.at("bound"));
    }
    if (isMeasured && !isClosed(attribute)) {
      const expected = isBounded
        ? "bound: N beside it, the number of values to tell apart, or attach: registration"
        : "an enum, a boolean, a string or an int, or attach: registration";
      const message = `the measurement attribute ${quote(key)} is of type ${kind}`;
      return this.#problems.add("PC121", place.at("ref"), message, { expected });
    }
    if (bound === undefined) return;
    const message = `"bound" on a ${isMeasured ? "measurement" : "registration"} attribute of type ${kind}`;
    const expected = isMeasured
      ? "no such key: its values are known beforehand"
      : "attach: measurement, or no such key";
    this.#problems.add("PC124", place.at("bound"), message, { expected }, "key");
  }

  #checkAgreement(key: string, bound: number, place: Place): void {
    const first = this.#bounds.get(key) ?? { bound, place };
    this.#bounds.set(key, first);
    if (first.bound === bound) return;
    const message = `the attribute ${quote(key)} has another bound in another set`;
    this.#problems.add("PC125", place, message, { expected: `${first.bound}, as at ${first.place}` });
  }
}

function measured(attribute: UsedAttribute, { bound }: AttachmentShape): MeasurementAttribute {
  const isOptional = attribute.requirementLevel.level !== "required";
  return { ...attribute, ...(bound === undefined ? {} : { bound }), isOptional };
}

import { refined } from "./attribute.ts";
import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import { type AttachmentShape, attachmentShape } from "./language.ts";
import type { Attribute, Entity, MeasurementAttribute } from "./model.ts";
import type { NameTable } from "./name_table.ts";
import { quote } from "./printable.ts";
import { checkShape } from "./shape.ts";
import { itemsOf, type Written } from "./written.ts";

/** The attributes of a set, by the moment at which their values are given. */
export interface Attachments {
  readonly registration: readonly Attribute[];
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

/** Reads the attributes of a schema's sets. */
export class AttachmentReader {
  readonly #attributes: NameTable<Attribute>;
  readonly #problems: Problems;
  /** The first bound of each attribute: all sets of a schema share one dictionary of its values. */
  readonly #bounds = new Map<string, { readonly bound: number; readonly place: Place }>();

  /** @param attributes The attributes that the schema defines. */
  constructor(attributes: NameTable<Attribute>, problems: Problems) {
    this.#attributes = attributes;
    this.#problems = problems;
  }

  /** The attributes of one set, as far as they have no problems. */
  read(set: Written, entity: Entity | undefined): Attachments {
    const layers = new Map<string, string>();
    for (const { key } of [...entity?.identity ?? [], ...entity?.description ?? []]) {
      layers.set(key, "entity");
    }
    const registration: Attribute[] = [];
    const measurement: MeasurementAttribute[] = [];
    for (const { value, place } of itemsOf(set, "attributes")) {
      const reference = checkShape(attachmentShape, place, value, this.#problems);
      if (reference === undefined) continue;
      const { ref, attach } = reference;
      checkLayer(ref, attach, layers, place.at("ref"), this.#problems);
      const definition = this.#attributes.resolve(ref, place.at("ref"));
      if (definition === undefined) continue;
      this.#checkBound(definition, reference, place);
      const attribute = refined(definition, reference, place, this.#problems);
      if (attach === "registration") registration.push(attribute);
      else measurement.push(measured(attribute, reference));
    }
    return { registration, measurement };
  }

  #checkBound({ key, type }: Attribute, { attach, bound }: AttachmentShape, place: Place): void {
    const isMeasured = attach === "measurement";
    if (isMeasured && (type === "string" || type === "int")) {
      if (bound !== undefined) return this.#checkAgreement(key, bound, place.at("bound"));
      const expected = "bound: N beside it, the number of values to tell apart, or attach: registration";
      return this.#unbounded(key, type, expected, place.at("ref"));
    }
    const isClosed = typeof type !== "string" || type === "boolean";
    if (isMeasured && !isClosed) {
      const expected = "an enum, a boolean, a string or an int, or attach: registration";
      return this.#unbounded(key, type, expected, place.at("ref"));
    }
    if (bound === undefined) return;
    const kind = typeof type === "string" ? type : "enum";
    const message = `"bound" on a ${isMeasured ? "measurement" : "registration"} attribute of type ${kind}`;
    const expected = isMeasured
      ? "no such key: its values are known beforehand"
      : "attach: measurement, or no such key";
    this.#problems.add("PC124", place.at("bound"), message, { expected }, "key");
  }

  #unbounded(key: string, type: string, expected: string, place: Place): void {
    const message = `the measurement attribute ${quote(key)} is of type ${type}`;
    this.#problems.add("PC121", place, message, { expected });
  }

  #checkAgreement(key: string, bound: number, place: Place): void {
    const first = this.#bounds.get(key) ?? { bound, place };
    this.#bounds.set(key, first);
    if (first.bound === bound) return;
    const message = `the attribute ${quote(key)} has another bound in another set`;
    this.#problems.add("PC125", place, message, { expected: `${first.bound}, as at ${first.place}` });
  }
}

function measured(attribute: Attribute, reference: AttachmentShape): MeasurementAttribute {
  const { bound, requirement_level: level } = reference;
  return { ...attribute, ...(bound === undefined ? {} : { bound }), isOptional: level !== "required" };
}

import type { z } from "zod";
import { AttachmentReader, checkLayer } from "./attachment.ts";
import { attributeOf, documentationOf, memberOf, refined, stabilityOf } from "./attribute.ts";
import type { Problems } from "./diagnostic.ts";
import { Place, type SchemaDocument } from "./document.ts";
import {
  attributeShape,
  entityShape,
  fileShape,
  identityShape,
  memberShape,
  metricSetShape,
  metricShape,
} from "./language.ts";
import { metricOf } from "./metric.ts";
import type { Attribute, Entity, Member, MetricField, MetricSet, SchemaFile, Stability } from "./model.ts";
import { NameTable } from "./name_table.ts";
import { checkField, checkMemberId } from "./property_name.ts";
import { checkShape } from "./shape.ts";
import { storageOf } from "./storage.ts";
import { itemsOf, property, type Written } from "./written.ts";

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/**
 * Turns the values of a schema's documents into its definitions. A definition with problems is reported and left
 * out, but what depends on it is checked all the same: all problems are found in one run.
 */
export class Resolver {
  readonly #problems: Problems;
  readonly #attributes: NameTable<Attribute>;
  readonly #entities: NameTable<Entity>;
  readonly #metricSets: NameTable<MetricSet>;
  readonly #metrics: NameTable<MetricField>;
  readonly #attachments: AttachmentReader;

  /** @param isComplete Whether all files could be read; if not, a name that nobody defines is no problem. */
  constructor(problems: Problems, isComplete: boolean) {
    this.#problems = problems;
    this.#attributes = new NameTable("attribute", problems, isComplete);
    this.#entities = new NameTable("entity", problems, isComplete);
    this.#metricSets = new NameTable("metric set", problems);
    this.#metrics = new NameTable("metric", problems);
    this.#attachments = new AttachmentReader(this.#attributes, problems);
  }

  resolve(documents: readonly SchemaDocument[]): readonly SchemaFile[] {
    const roots = documents.map((document) => ({ value: document.value, place: new Place(document, []) }));
    for (const root of roots) this.#check(fileShape, root);
    // Names are known across all files before the first reference to one is looked up.
    const attributes = roots.map((root) => itemsOf(root, "attributes").map((item) => this.#attribute(item)));
    const entities = roots.map((root) => itemsOf(root, "entities").map((item) => this.#entity(item)));
    const metricSets = roots.map((root) => itemsOf(root, "metric_sets").map((item) => this.#metricSet(item)));
    return documents.map((document, index) => ({
      file: document.source.file,
      attributes: attributes[index]?.filter(isPresent) ?? [],
      entities: entities[index]?.filter(isPresent) ?? [],
      metricSets: metricSets[index]?.filter(isPresent) ?? [],
    }));
  }

  #check<Shape extends z.ZodType>(shape: Shape, { value, place }: Written): z.infer<Shape> | undefined {
    return checkShape(shape, place, value, this.#problems);
  }

  #attribute(written: Written): Attribute | undefined {
    const shape = this.#check(attributeShape, written);
    const members = this.#members({ value: property(written, "type"), place: written.place.at("type") });
    const attribute = shape && attributeOf(shape, members, written.place, this.#problems);
    this.#attributes.declare(property(written, "key"), written.place.at("key"), attribute);
    return attribute;
  }

  #members(type: Written): readonly Member[] {
    const ids = new NameTable<Member>("enum id", this.#problems);
    const values = new NameTable<Member>("enum value", this.#problems);
    return itemsOf(type, "members").map((item) => {
      const shape = this.#check(memberShape, item);
      const member = shape && memberOf(shape, item.place, this.#problems);
      const id = property(item, "id");
      const value = property(item, "value");
      checkMemberId(id, item.place.at("id"), this.#problems);
      // An id that is given twice is one problem, not also a value that is given twice.
      const isRepeated = value === undefined && typeof id === "string" && ids.has(id);
      ids.declare(id, item.place.at("id"), member);
      if (!isRepeated) {
        values.declare(value ?? id, item.place.at(value === undefined ? "id" : "value"), member);
      }
      return member;
    }).filter(isPresent);
  }

  #entity(written: Written): Entity | undefined {
    const { place } = written;
    const shape = this.#check(entityShape, written);
    const layers = new Map<string, string>();
    const attributesOf = (layer: "identity" | "description") =>
      itemsOf(written, layer).map((item) => {
        const reference = this.#check(identityShape, item);
        if (reference === undefined) return undefined;
        const at = item.place.at("ref");
        checkLayer(reference.ref, layer, layers, at, this.#problems);
        const attribute = this.#attributes.resolve(reference.ref, at);
        return attribute && refined(attribute, reference, item.place, this.#problems);
      }).filter(isPresent);
    const [identity, description] = [attributesOf("identity"), attributesOf("description")];
    const entity = shape && {
      type: shape.type,
      identity,
      description,
      brief: shape.brief,
      stability: stabilityOf(shape.stability),
      ...documentationOf(shape, place, this.#problems),
      place,
    };
    this.#entities.declare(property(written, "type"), place.at("type"), entity);
    return entity;
  }

  #metricSet(written: Written): MetricSet | undefined {
    const { place } = written;
    const shape = this.#check(metricSetShape, written);
    const name = property(written, "entity");
    const entity = typeof name === "string" ? this.#entities.resolve(name, place.at("entity")) : undefined;
    const { registration, measurement } = this.#attachments.read(written, entity);
    const stability = stabilityOf(shape?.stability ?? "development");
    const fields = new NameTable<MetricField>("field", this.#problems);
    const metrics = itemsOf(written, "metrics").map((item) => {
      const metric = this.#metric(item, stability);
      this.#metrics.declare(property(item, "name"), item.place.at("name"), metric);
      fields.declare(property(item, "field"), item.place.at("field"), metric);
      return metric;
    });
    const storage = storageOf(written, measurement, this.#problems);
    const set = shape && {
      name: shape.name,
      ...(entity === undefined ? {} : { entity }),
      registration,
      measurement,
      storage,
      metrics: metrics.filter(isPresent),
      brief: shape.brief,
      stability,
      ...documentationOf(shape, place, this.#problems),
      place,
    };
    this.#metricSets.declare(property(written, "name"), place.at("name"), set);
    return set;
  }

  #metric(written: Written, inherited: Stability): MetricField | undefined {
    const shape = this.#check(metricShape, written);
    checkField(property(written, "field"), written.place.at("field"), this.#problems);
    return shape && metricOf(shape, written.place, inherited, this.#problems);
  }
}

import { AttachmentReader } from "./attachment.ts";
import { described } from "./attribute.ts";
import type { DeclaredFile, DeclaredReference } from "./declared.ts";
import { definitionOf } from "./definition_of.ts";
import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import { DEFINITION, PERCORE, type Shapes } from "./language.ts";
import { fieldOf, metricOf, takenField } from "./metric_field.ts";
import type { Entity, Metric, MetricField, MetricSet, Stability, UsedAttribute } from "./model.ts";
import { NameTable } from "./name_table.ts";
import { isPresent } from "./present.ts";
import { quote } from "./printable.ts";
import { checkField } from "./property_name.ts";
import { isRefinement } from "./refined_entity.ts";
import { checkShape } from "./shape.ts";
import { storageOf } from "./storage.ts";
import { itemsOf, property, type Written } from "./written.ts";

/** Reads the metric sets of a schema, once its entities and the metrics that stand by themselves are known. */
export class MetricSetReader {
  readonly #entities: NameTable<Entity>;
  readonly #metrics: NameTable<Metric>;
  readonly #problems: Problems;
  readonly #attachments: AttachmentReader;
  readonly #sets: NameTable<MetricSet>;
  /** Where a metric is in a set, by the metric's name: where a set defines it, or takes it. */
  readonly #inSets = new Map<string, Place>();
  /** Where the public attribute groups stand that aren't sets themselves, by id. */
  readonly #publicGroups = new Map<string, Place>();

  /**
   * @param entities What sets may be about.
   * @param metrics What sets may take; the metrics that they define are entered as well.
   * @param use What a reference to an attribute means; reports one that means nothing.
   */
  constructor(
    entities: NameTable<Entity>,
    metrics: NameTable<Metric>,
    use: (reference: DeclaredReference) => UsedAttribute | undefined,
    problems: Problems,
  ) {
    this.#entities = entities;
    this.#metrics = metrics;
    this.#problems = problems;
    this.#attachments = new AttachmentReader(use, problems);
    this.#sets = new NameTable("metric set", problems);
  }

  /** Notes what a file has that sets may be at odds with. All files are noted before the sets of one are read. */
  prepare(file: DeclaredFile): void {
    for (const { id, visibility, isSet = false, place } of file.groups) {
      if (visibility === "public" && !isSet) this.#publicGroups.set(id, place.at("id"));
    }
    // No set takes a metric that another one defines.
    for (const item of file.metricSets.flatMap((set) => itemsOf(set, "metrics"))) {
      const name = property(item, "name");
      if (typeof name !== "string" || property(item, "ref") !== undefined) continue;
      if (!this.#inSets.has(name)) this.#inSets.set(name, item.place.at("name"));
    }
  }

  /** The sets of a file, without those that have problems. */
  read({ format, metricSets }: DeclaredFile): readonly MetricSet[] {
    const isOwn = format === "percore/1";
    return metricSets.map((written) => {
      const set = this.#set(written, isOwn ? PERCORE : DEFINITION);
      if (isOwn) this.#checkGroups(written);
      return set;
    }).filter(isPresent);
  }

  #set(written: Written, shapes: typeof PERCORE | typeof DEFINITION): MetricSet | undefined {
    const { place, value } = written;
    const shape = checkShape(shapes.metricSet, place, value, this.#problems);
    const name = property(written, "entity");
    const entity = typeof name === "string" ? this.#setEntity(name, place.at("entity")) : undefined;
    const { registration, measurement } = this.#attachments.read(written, entity, shapes.attachment);
    const said = shape && described(shape, place, this.#problems);
    const stability = said?.stability ?? "development";
    const fields = new NameTable<MetricField>("field", this.#problems);
    const metrics = itemsOf(written, "metrics").map((item) => {
      checkField(property(item, "field"), item.place.at("field"), this.#problems);
      const field = property(item, "ref") === undefined
        ? this.#field(item, stability, shapes.field, entity, [...registration, ...measurement])
        : this.#takenField(item, shapes.fieldReference);
      fields.declare(property(item, "field"), item.place.at("field"), field);
      return field;
    });
    const storage = storageOf(written, measurement, this.#problems);
    const set = shape && {
      name: shape.name,
      ...(entity === undefined ? {} : { entity }),
      registration,
      measurement,
      storage,
      metrics: metrics.filter(isPresent),
      isProposed: false,
      ...definitionOf({ ...said, place }),
    };
    this.#sets.declare(property(written, "name"), place.at("name"), set);
    return set;
  }

  /** Reports a set that has the name of a public group: as a registry, the set is one. */
  #checkGroups(set: Written): void {
    const name = property(set, "name");
    const group = typeof name === "string" ? this.#publicGroups.get(name) : undefined;
    if (group === undefined) return;
    const message = `the metric set ${quote(String(name))} has the name of a public attribute group`;
    this.#problems.add("PC111", set.place.at("name"), message, {
      expected: `another name: the group is at ${group}`,
    });
  }

  /** The entity that a set is about. A refinement has its base's type, so that what is exported would be the base. */
  #setEntity(name: string, place: Place): Entity | undefined {
    const entity = this.#entities.resolve(name, place);
    if (entity === undefined || !isRefinement(entity)) return entity;
    const message = `${quote(name)} is a refinement of the entity ${quote(entity.type)}`;
    this.#problems.add("PC112", place, message, {
      expected: "the type of an entity",
      suggestion: entity.type,
    });
    return undefined;
  }

  #field(
    item: Written,
    inherited: Stability,
    shape: Shapes["field"],
    entity: Entity | undefined,
    attributes: readonly UsedAttribute[],
  ): MetricField | undefined {
    const { value, place } = item;
    const checked = checkShape(shape, place, value, this.#problems);
    const field = checked && fieldOf(checked, place, inherited, this.#problems);
    // It is a metric like those that stand by themselves: nobody else may have its name, and others may refine it.
    const metric = field && metricOf(field, entity, attributes);
    this.#metrics.declare(property(item, "name"), place.at("name"), metric);
    return field;
  }

  #takenField({ value, place }: Written, shape: Shapes["fieldReference"]): MetricField | undefined {
    const checked = checkShape(shape, place, value, this.#problems);
    if (checked === undefined) return undefined;
    const { ref } = checked;
    const at = place.at("ref");
    const metric = this.#metrics.resolve(ref, at);
    const first = this.#inSets.get(ref);
    this.#inSets.set(ref, first ?? at);
    if (first !== undefined) {
      this.#problems.add("PC111", at, `the metric ${quote(ref)} is in two sets`, {
        expected: `each metric in one set: the first is at ${first}`,
      });
    }
    return metric && takenField(checked, metric, place, this.#problems);
  }
}

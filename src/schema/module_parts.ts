import type {
  Attribute,
  Entity,
  EnumType,
  MeasurementAttribute,
  MetricSet,
  SchemaFile,
  UsedAttribute,
} from "./model.ts";

/** What is generated for an attribute, by who uses it. */
export interface AttributeUse {
  readonly attribute: Attribute;
  /** An enumeration: some set is recorded with one of its members. */
  isEnumerated: boolean;
  /** The dictionary of so many values: some set is recorded with any value. */
  bound: number | undefined;
  /** The type of an enum's values. */
  isTyped: boolean;
}

/** What the module of one file is generated from. */
export interface ModuleParts {
  readonly file: SchemaFile;
  /** In the order in which they are defined; those alone for which something is generated. */
  readonly attributes: readonly AttributeUse[];
  readonly entities: readonly Entity[];
}

/** An attribute that an enumeration is generated for: indices stand for its members alone. */
export function isEnumerated({ type, bound }: MeasurementAttribute): boolean {
  return typeof type !== "string" && bound === undefined;
}

/** An enum whose values are written out; truth values have a type already. */
export function isWrittenOut(type: Attribute["type"]): type is EnumType {
  return typeof type !== "string" && type.members.some(({ value }) => typeof value !== "boolean");
}

/**
 * Which file's module has what is generated for an attribute or an entity: that of the file that defines it. A registry
 * that gives only a part of what it was made of may use what no file defines: that is in the module of the first file
 * that uses it.
 */
export class SchemaParts {
  readonly parts: readonly ModuleParts[];
  readonly #uses = new Map<Attribute, AttributeUse>();
  readonly #byKey = new Map<string, Attribute>();
  readonly #entities = new Map<Entity, SchemaFile>();
  readonly #attributeFiles = new Map<Attribute, SchemaFile>();

  constructor(files: readonly SchemaFile[]) {
    for (const file of files) {
      for (const attribute of file.attributes) this.#defines(file, attribute);
      for (const entity of file.entities) this.#entities.set(entity, file);
    }
    for (const file of files) this.#usedBy(file);
    const entities = Map.groupBy(this.#entities.keys(), (entity) => this.#entities.get(entity));
    const attributes = Map.groupBy(this.#attributeFiles.keys(), (each) => this.#attributeFiles.get(each));
    this.parts = files.map((file) => ({
      file,
      attributes: (attributes.get(file) ?? []).flatMap((attribute) => this.#uses.get(attribute) ?? []),
      entities: entities.get(file) ?? [],
    }));
  }

  /** What is generated for the attribute that is referred to. */
  useOf({ definition }: UsedAttribute): AttributeUse | undefined {
    return this.#uses.get(this.#known(definition) ?? definition);
  }

  /** The file whose module has what is generated for an attribute. */
  fileOfAttribute(attribute: Attribute): SchemaFile | undefined {
    return this.#attributeFiles.get(attribute);
  }

  /** The file whose module has an entity's type and descriptor. */
  fileOfEntity(entity: Entity): SchemaFile | undefined {
    return this.#entities.get(entity);
  }

  #defines(file: SchemaFile, attribute: Attribute): void {
    this.#attributeFiles.set(attribute, file);
    if (!this.#byKey.has(attribute.key)) this.#byKey.set(attribute.key, attribute);
  }

  #known(definition: Attribute): Attribute | undefined {
    return this.#attributeFiles.has(definition) ? definition : this.#byKey.get(definition.key);
  }

  #usedBy(file: SchemaFile): void {
    const { events, spans, refinements } = file;
    for (const { identity, description } of [...file.entities, ...refinements.entities]) {
      this.#typed(file, [...identity, ...description]);
    }
    for (const { attributes } of [...events, ...spans, ...refinements.events, ...refinements.spans]) {
      this.#typed(file, attributes);
    }
    for (const { attributes } of refinements.metrics) this.#typed(file, attributes);
    for (const set of file.metricSets) this.#usedBySet(file, set);
  }

  #usedBySet(file: SchemaFile, { entity, registration, measurement }: MetricSet): void {
    if (entity !== undefined && !this.#entities.has(entity)) {
      this.#entities.set(entity, file);
      this.#typed(file, [...entity.identity, ...entity.description]);
    }
    this.#typed(file, registration);
    for (const attribute of measurement) {
      const { type, bound } = attribute;
      if (isEnumerated(attribute)) {
        this.#use(file, attribute).isEnumerated = true;
      } else if (bound !== undefined) {
        const use = this.#use(file, attribute);
        use.bound = Math.max(use.bound ?? 0, bound);
        if (isWrittenOut(type)) use.isTyped = true;
      }
    }
  }

  #typed(file: SchemaFile, attributes: readonly UsedAttribute[]): void {
    for (const each of attributes) if (isWrittenOut(each.type)) this.#use(file, each).isTyped = true;
  }

  #use(file: SchemaFile, { definition }: UsedAttribute): AttributeUse {
    let attribute = this.#known(definition);
    if (attribute === undefined) this.#defines(file, attribute = definition);
    let use = this.#uses.get(attribute);
    if (use === undefined) {
      this.#uses.set(attribute, use = { attribute, isEnumerated: false, bound: undefined, isTyped: false });
    }
    return use;
  }
}

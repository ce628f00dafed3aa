import type { AttributeUse, Entity, ModuleParts, SchemaFile, UsedAttribute } from "../schema/mod.ts";
import { stringLiteral } from "./literal.ts";
import { Module } from "./module.ts";
import type { ModulePlan } from "./module_plan.ts";

/** What one module can refer to: what it has itself, and what it imports as soon as somebody asks for it. */
export class Scope {
  readonly file: SchemaFile;
  readonly module: Module;
  readonly #plan: ModulePlan;
  /** The values that the module declares, and that aren't types as well. */
  readonly #values: ReadonlySet<string>;

  /** @param library What the module imports the library as. */
  constructor(plan: ModulePlan, { file, attributes }: ModuleParts, library: string) {
    this.#plan = plan;
    this.file = file;
    this.module = new Module(library);
    const { names } = plan;
    this.#values = new Set([
      ...file.metricSets.flatMap((set) => Object.values(names.ofMetricSet(set))),
      ...attributes.map((use) => names.ofAttribute(use).bounded),
    ]);
  }

  /** The names of all modules. */
  get names(): ModulePlan["names"] {
    return this.#plan.names;
  }

  /** The type of an enum's values; `undefined` if none is generated. */
  valueType(attribute: UsedAttribute): string | undefined {
    const use = this.names.parts.useOf(attribute);
    return use?.isTyped ? this.#attributeType(use, this.names.ofAttribute(use).value) : undefined;
  }

  /** The type of the indices of an enumeration. */
  indexType(attribute: UsedAttribute): string {
    const use = this.names.parts.useOf(attribute);
    return use === undefined ? "number" : this.#attributeType(use, this.names.ofAttribute(use).enumeration);
  }

  /** The type of the values of an entity's attributes. */
  entityType(entity: Entity): string {
    return this.#type(this.names.ofEntity(entity).values, this.names.parts.fileOfEntity(entity));
  }

  /** Whether the module has a descriptor of an entity, or a copy. */
  hasDescriptor(entity: Entity): boolean {
    return !this.#plan.isImportable(this.file, entity);
  }

  /** The constant that has an entity's descriptor. */
  entityDescriptor(entity: Entity): string {
    const { descriptor } = this.names.ofEntity(entity), owner = this.names.parts.fileOfEntity(entity);
    if (owner === undefined || this.hasDescriptor(entity)) return descriptor;
    return this.module.value(descriptor, this.#plan.specifierOf(this.file, owner));
  }

  #attributeType({ attribute }: AttributeUse, name: string): string {
    return this.#type(name, this.names.parts.fileOfAttribute(attribute));
  }

  #type(name: string, owner: SchemaFile | undefined): string {
    if (owner === undefined || owner === this.file) return name;
    const specifier = this.#plan.specifierOf(this.file, owner);
    // A name that is imported can't be declared as well, even if one is a type and the other one a value.
    return this.#values.has(name)
      ? `import(${stringLiteral(specifier)}).${name}`
      : this.module.type(name, specifier);
  }
}

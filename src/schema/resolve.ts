import { annotationAt } from "./annotations.ts";
import { AttachmentReader, checkLayer } from "./attachment.ts";
import { AttributeLists, type AttributeSource, type References, referencesTo } from "./attribute_users.ts";
import { described } from "./attribute.ts";
import type {
  Declared,
  DeclaredAssociation,
  DeclaredAttribute,
  DeclaredEntity,
  DeclaredEntityRefinement,
  DeclaredEvent,
  DeclaredFile,
  DeclaredKind,
  DeclaredMetric,
  DeclaredReference,
  DeclaredRefinement,
  DeclaredSignal,
  DeclaredSpan,
  DeclaredUser,
} from "./declared.ts";
import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import { DEFINITION, PERCORE, type Shapes } from "./language.ts";
import { fieldOf, metricOf, takenField } from "./metric_field.ts";
import type {
  Association,
  Attribute,
  AttributeGroup,
  AttributeType,
  Definition,
  Entity,
  Event,
  FileFormat,
  Metric,
  MetricField,
  MetricSet,
  Refinement,
  RequirementLevel,
  SchemaFile,
  Signal,
  Span,
  Stability,
  UsedAttribute,
} from "./model.ts";
import { NameTable } from "./name_table.ts";
import { isPresent } from "./present.ts";
import { listed, quote } from "./printable.ts";
import { checkField } from "./property_name.ts";
import { checkShape } from "./shape.ts";
import { isRefinement } from "./refined_entity.ts";
import { basesFirst, type Chained, DEEPEST, nameInId } from "./refinement_order.ts";
import { storageOf } from "./storage.ts";
import type { UseLimit } from "./use_limit.ts";
import { overlaid, refined, unrefined } from "./used_attribute.ts";
import { valueTypeOf } from "./value_type.ts";
import { itemsOf, property, type Written } from "./written.ts";

/** What a declaration says of itself, as a definition. */
function definitionOf(declared: Declared): Definition {
  const { place, brief = "", note, stability = "development", deprecated, annotations } = declared;
  return {
    brief,
    ...(note === undefined || note === "" ? {} : { note }),
    stability,
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(annotations === undefined ? {} : { annotations }),
    place,
  };
}

/**
 * The type that a definition gives an attribute. In semantic conventions, an enum is open; one of percore/1 is closed, and
 * an annotation says so where it is written as a registry.
 */
function typeOf({ type, annotations }: DeclaredAttribute, format: FileFormat): AttributeType {
  const isOpen = format !== "percore/1" && annotationAt(annotations, "percore", "closed") !== true;
  return typeof type !== "string" && isOpen ? { ...type, isOpen } : type;
}

/** What a registry defines, by kind and name, for references in it and in registries that depend on it. */
interface Tables {
  readonly attribute: NameTable<Attribute>;
  readonly group: NameTable<AttributeSource>;
  /** What `extends` of version 1 can name. */
  readonly extended: NameTable<AttributeSource>;
  readonly entity: NameTable<Entity>;
  readonly metric: NameTable<Metric>;
  readonly event: NameTable<Event>;
  readonly span: NameTable<Span>;
}

/** The kinds of signals. */
type SignalKind = "metric" | "event" | "span";

/** The kinds of what can be refined. */
type RefinableKind = SignalKind | "entity";

/**
 * Turns what a registry's files declare into its definitions. A definition with problems was reported and left out, but
 * what depends on it is checked all the same: all problems are found in one run.
 */
export class Resolver {
  readonly #problems: Problems;
  readonly #limit: UseLimit;
  readonly #tables: Tables;
  readonly #lists: AttributeLists;
  readonly #attachments: AttachmentReader;
  readonly #metricSets: NameTable<MetricSet>;
  /** The levels that definitions of version 1 have for references that say none. */
  readonly #levels = new Map<Attribute, RequirementLevel>();
  /** What groups of version 1 that refine others lead to, by their ids. */
  readonly #baseNames = new Map<string, string>();
  /** The references that were reported: groups have many users. */
  readonly #reported = new Set<Declared["place"]>();
  /** Public attribute groups that aren't sets themselves, by id. */
  readonly #publicGroups = new Map<string, Place>();
  /** Where a metric is in a set, by the metric's name: where a set defines it, or takes it. */
  readonly #inSets = new Map<string, Place>();

  /**
   * @param isComplete Whether all files could be read; if not, a name that nobody defines is no problem.
   * @param limit How many attributes there may be in all definitions.
   * @param dependencies What names may mean that the registry doesn't define.
   */
  constructor(
    problems: Problems,
    isComplete: boolean,
    limit: UseLimit,
    dependencies: readonly Resolver[] = [],
  ) {
    this.#problems = problems;
    this.#limit = limit;
    const table = <T>(kind: string, tableOf: (tables: Tables) => NameTable<T>) =>
      new NameTable<T>(kind, problems, isComplete, dependencies.map((other) => tableOf(other.#tables)));
    this.#tables = {
      attribute: table("attribute", ({ attribute }) => attribute),
      group: table("attribute group", ({ group }) => group),
      extended: table("group", ({ extended }) => extended),
      entity: table("entity", ({ entity }) => entity),
      metric: table("metric", ({ metric }) => metric),
      event: table("event", ({ event }) => event),
      span: table("span", ({ span }) => span),
    };
    this.#metricSets = new NameTable("metric set", problems);
    this.#lists = new AttributeLists(this.#tables.group, this.#tables.extended, limit, problems);
    this.#attachments = new AttachmentReader((reference) => this.#used(reference), problems);
  }

  /** Resolves all files together, since any may refer to any. */
  resolve(files: readonly DeclaredFile[]): readonly SchemaFile[] {
    for (const { broken } of files) {
      for (const { kind, name, place } of broken) {
        this.#tables[TABLES[kind]].declare(name, place, undefined);
        const id = groupIdOf(kind, name);
        if (!this.#tables.extended.has(id)) this.#tables.extended.declare(id, place, undefined);
      }
    }
    // Names are known across all files before the first reference to one is looked up.
    const attributes = files.map((file) =>
      file.attributes.map((attribute) => this.#attribute(attribute, file.format))
    );
    for (const file of files) this.#declareSources(file);
    const attributeGroups = files.map((file) => this.#groups(file));
    const entities = files.map((file) => this.#entities(file));
    const entityRefinements = this.#entityRefinements(files);
    const signals = files.map((file) => this.#signals(file));
    for (const file of files) this.#declareFields(file);
    // Before refinements, which may refine the metrics that sets define.
    const metricSets = files.map((file) =>
      file.metricSets.map((set) => this.#metricSet(set, file)).filter(isPresent)
    );
    const refinements = this.#refinements(files);
    return files.map(({ file, format, annotations }, index) => ({
      file,
      format,
      ...(annotations === undefined ? {} : { annotations }),
      isForeign: false,
      attributes: attributes[index] ?? [],
      attributeGroups: attributeGroups[index] ?? [],
      entities: entities[index] ?? [],
      ...signals[index] ?? NO_SIGNALS,
      refinements: { ...refinements[index] ?? NO_SIGNALS, entities: entityRefinements[index] ?? [] },
      metricSets: metricSets[index] ?? [],
    }));
  }

  #attribute(declared: DeclaredAttribute, format: FileFormat): Attribute {
    const { key, examples, place, namePlace = place.at("key"), requirementLevel } = declared;
    const attribute = {
      key,
      type: typeOf(declared, format),
      ...(examples === undefined ? {} : { examples }),
      ...definitionOf(declared),
    };
    if (requirementLevel !== undefined) this.#levels.set(attribute, requirementLevel);
    this.#tables.attribute.declare(key, namePlace, attribute);
    return attribute;
  }

  /** What a reference means; `undefined`, and a problem at its first use, if there is no such attribute. */
  #used(reference: DeclaredReference): UsedAttribute | undefined {
    const { ref, place } = reference;
    const table = this.#tables.attribute;
    const isReported = this.#reported.has(place);
    const attribute = isReported ? undefined : table.resolve(ref, place.at("ref"));
    if (attribute === undefined) {
      this.#reported.add(place);
      return undefined;
    }
    return refined(unrefined(attribute, this.#levels.get(attribute)), reference);
  }

  #attributesOf(references: References): readonly UsedAttribute[] {
    return [...references.values()].map((reference) => this.#used(reference)).filter(isPresent);
  }

  /** Declares all that others may take attributes from. */
  #declareSources(file: DeclaredFile): void {
    const declare = (kind: DeclaredKind, name: string, user: DeclaredUser) => {
      const source = this.#lists.source(kind, name, user);
      if (kind === "attribute group") this.#tables.group.declare(name, user.place.at("id"), source);
      // The same id twice does no harm unless the names are the same too, which is reported where these are declared.
      const { groupId = groupIdOf(kind, name) } = user;
      const isMinted = user.groupId === undefined || kind === "attribute group";
      if (isMinted && this.#tables.extended.has(groupId)) return;
      this.#tables.extended.declare(groupId, user.place.at("id"), source, "warning");
    };
    for (const group of file.groups) {
      declare("attribute group", group.id, group);
      const isPublic = group.visibility === "public" && group.isSet !== true;
      if (isPublic) this.#publicGroups.set(group.id, group.place.at("id"));
    }
    for (const metric of file.metrics) declare("metric", metric.name, metric);
    for (const event of file.events) declare("event", event.name, event);
    for (const span of file.spans) declare("span", span.type, span);
    for (const entity of file.entities) declare("entity", entity.type, userOf(entity));
  }

  #groups(file: DeclaredFile): readonly AttributeGroup[] {
    return file.groups.filter(({ isSet }) => !isSet).map((group) => {
      const { id, visibility } = group;
      const attributes = this.#attributesOf(this.#tables.group.find(id)?.references() ?? new Map());
      return { id, visibility, attributes, ...definitionOf(group) };
    });
  }

  #entities(file: DeclaredFile): readonly Entity[] {
    return this.#definitions("entity", file.entities).map((declared) => {
      const { type, place, namePlace = place.at("type") } = declared;
      return declaredIn(this.#tables.entity, type, namePlace, this.#entity(declared));
    });
  }

  /** The refinements of entities, by file. Associations may name them, as if they were entities. */
  #entityRefinements(files: readonly DeclaredFile[]): readonly (readonly Refinement<Entity>[])[] {
    const table = this.#tables.entity;
    const read = this.#chained<DeclaredEntityRefinement, Entity>(
      "entity",
      files.flatMap((file) => file.entityRefinements),
      (declared, refined) => this.#entityRefinement(declared, refined),
    );
    const refinements = files.map((file): readonly Refinement<Entity>[] => [
      ...file.entityRefinements.map(read).filter(isPresent),
      ...this.#extensions("entity", file.entities, table, (declared, { type }) => ({
        ...this.#entity(declared),
        type,
      })),
    ]);
    for (const refinement of refinements.flat()) {
      table.declare(refinement.id, refinement.place.at("id"), refinement);
    }
    return refinements;
  }

  /**
   * What refinements are, each after those that it refines.
   *
   * @param read What one is, with those before it by their ids.
   */
  #chained<Declared extends Chained, Base>(
    kind: RefinableKind,
    refinements: readonly Declared[],
    read: (
      declared: Declared,
      refined: ReadonlyMap<string, Refinement<Base>>,
    ) => Refinement<Base> | undefined,
  ): (declared: Declared) => Refinement<Base> | undefined {
    const refined = new Map<string, Refinement<Base>>();
    const results = new Map<Declared, Refinement<Base>>();
    for (const [declared, depth] of basesFirst(kind, refinements)) {
      if (depth > DEEPEST) {
        const message = `the ${kind} ${quote(declared.id)} refines more than ${DEEPEST} others in a row`;
        this.#problems.add("PC102", declared.place, message, {
          expected: "fewer refinements of refinements",
        });
        continue;
      }
      const refinement = read(declared, refined);
      if (refinement === undefined) continue;
      results.set(declared, refinement);
      if (!refined.has(refinement.id)) refined.set(refinement.id, refinement);
    }
    return (declared) => results.get(declared);
  }

  #entity(declared: DeclaredEntity): Entity {
    const { type, requirementLevel } = declared;
    const { identity, description } = this.#layersOf(declared);
    const layers = new Map<string, string>();
    for (const { ref, place } of identity) {
      checkLayer(ref, "identity", layers, place.at("ref"), this.#problems);
    }
    for (const { ref, place } of description) {
      checkLayer(ref, "description", layers, place.at("ref"), this.#problems);
    }
    const attributesOf = (references: readonly DeclaredReference[]) =>
      references.map((reference) => this.#used(reference)).filter(isPresent);
    return {
      type,
      identity: attributesOf(identity),
      description: attributesOf(description),
      ...(requirementLevel === undefined ? {} : { requirementLevel }),
      ...definitionOf(declared),
    };
  }

  /** The attributes of an entity, with those that it inherits, which have roles. */
  #layersOf(declared: DeclaredEntity): Pick<DeclaredEntity, "identity" | "description"> {
    if (declared.extends === undefined) return declared;
    const references = [
      ...this.#lists.source("entity", declared.type, userOf(declared)).references().values(),
    ];
    return {
      identity: references.filter(({ role }) => role === "identifying"),
      description: references.filter(({ role }) => role !== "identifying"),
    };
  }

  #entityRefinement(
    declared: DeclaredEntityRefinement,
    others: ReadonlyMap<string, Refinement<Entity>>,
  ): Refinement<Entity> | undefined {
    const { id, ref, place } = declared;
    const table = this.#tables.entity;
    const other = table.has(ref) ? undefined : others.get(ref);
    const base = other ?? table.resolve(ref, place.at("ref"));
    if (base === undefined) return undefined;
    const count = base.identity.length + base.description.length + declared.description.length;
    if (!this.#limit.take(count, place)) return undefined;
    const merged = (layer: "identity" | "description") => {
      const attributes = new Map(base[layer].map((attribute) => [attribute.key, attribute]));
      const others = new Set(
        base[layer === "identity" ? "description" : "identity"].map(({ key }) => key),
      );
      for (const reference of declared[layer]) {
        const known = attributes.get(reference.ref);
        const isMoved = others.has(reference.ref);
        if (isMoved || layer === "identity" && known === undefined) {
          this.#changedIdentity(reference, base);
          continue;
        }
        const attribute = known === undefined ? this.#used(reference) : refined(known, reference);
        if (attribute !== undefined) attributes.set(attribute.key, attribute);
      }
      return [...attributes.values()];
    };
    return {
      ...overlaid(base, declared),
      identity: merged("identity"),
      description: merged("description"),
      id: nameInId("entity", id),
      base: other === undefined ? base : other.base,
      place,
    };
  }

  #changedIdentity({ ref, place }: DeclaredReference, { type, identity }: Entity): void {
    const message = `the refinement changes whether ${quote(ref)} identifies the entity ${quote(type)}`;
    const keys = listed(identity.map(({ key }) => key));
    this.#problems.add("PC117", place.at("ref"), message, {
      expected: `the identity as it is (${
        keys === "" ? "no attribute" : keys
      }), and any other attributes in its description`,
    });
  }

  #signals(file: DeclaredFile): Signals {
    const { metric, event, span } = this.#tables;
    return {
      metrics: this.#definitions("metric", file.metrics).map((declared) => {
        const { name, place, namePlace = place.at("name") } = declared;
        return declaredIn(metric, name, namePlace, this.#metric(declared));
      }),
      events: this.#definitions("event", file.events).map((declared) => {
        const { name, place, namePlace = place.at("name") } = declared;
        return declaredIn(event, name, namePlace, this.#event(declared));
      }),
      spans: this.#definitions("span", file.spans).map((declared) => {
        const { type, place, namePlace = place.at("type") } = declared;
        return declaredIn(span, type, namePlace, this.#span(declared));
      }),
    };
  }

  /** Those that don't refine others. */
  #definitions<Extension extends Extending>(
    kind: RefinableKind,
    declared: readonly Extension[],
  ): readonly Extension[] {
    return declared.filter((extension) => !this.#isRefinement(kind, extension));
  }

  #metric(declared: DeclaredMetric): Metric {
    const { name, instrument, unit, annotations } = declared;
    const valueType = valueTypeOf(instrument, annotations);
    return { name, instrument, unit, valueType, ...this.#signal("metric", name, declared) };
  }

  #event(declared: DeclaredEvent): Event {
    const { name } = declared;
    return { name, ...this.#signal("event", name, declared) };
  }

  #span(declared: DeclaredSpan): Span {
    const { type, kind, nameNote } = declared;
    return { type, kind, nameNote, ...this.#signal("span", type, declared) };
  }

  #signal(kind: SignalKind, name: string, declared: DeclaredSignal, base?: Signal): Signal {
    const inherited = base && (() => referencesTo(base.attributes));
    const source = this.#lists.source(kind, name, declared, inherited);
    const { associations: written, requirementLevel } = declared;
    const associations = written === undefined ? base?.associations : this.#association(written);
    return {
      ...(base === undefined ? definitionOf(declared) : overlaid(base, declared)),
      place: declared.place,
      attributes: this.#attributesOf(source.references()),
      ...(associations === undefined ? {} : { associations }),
      ...(requirementLevel === undefined ? {} : { requirementLevel }),
    };
  }

  #association(declared: DeclaredAssociation): Association {
    if (declared.kind !== "entity") {
      return { kind: declared.kind, of: declared.of.map((part) => this.#association(part)) };
    }
    const { type, place } = declared;
    return { kind: "entity", type, entity: this.#tables.entity.resolve(type, place) };
  }

  /** Whether a group of version 1 refines another one of its kind. */
  #isRefinement(kind: RefinableKind, { extends: parent }: Extending): boolean {
    return parent !== undefined && this.#tables.extended.find(parent.id)?.kind === kind;
  }

  /** The refinements of signals, by file. */
  #refinements(files: readonly DeclaredFile[]): readonly Omit<SchemaFile["refinements"], "entities">[] {
    const { metric, event, span } = this.#tables;
    const read = <Base extends Signal>(
      kind: SignalKind,
      table: NameTable<Base>,
      of: (file: DeclaredFile) => readonly DeclaredRefinement[],
    ) => {
      const result = this.#chained<DeclaredRefinement, Base>(
        kind,
        files.flatMap(of),
        (declared, refined) => this.#refinement(kind, table, refined, declared),
      );
      return (file: DeclaredFile) => of(file).map(result).filter(isPresent);
    };
    const metrics = read("metric", metric, (file) => file.metricRefinements);
    const events = read("event", event, (file) => file.eventRefinements);
    const spans = read("span", span, (file) => file.spanRefinements);
    return files.map((file) => ({
      metrics: [
        ...metrics(file),
        ...this.#extensions("metric", file.metrics, metric, (declared) => this.#metric(declared)),
      ],
      events: [
        ...events(file),
        ...this.#extensions("event", file.events, event, (declared) => this.#event(declared)),
      ],
      spans: [
        ...spans(file),
        ...this.#extensions("span", file.spans, span, (declared, { type }) => ({
          ...this.#span(declared),
          type,
        })),
      ],
    }));
  }

  /**
   * The groups of version 1 that extend others of their kind, as refinements of what these lead to. Of that they inherit
   * the attributes, and nothing else.
   */
  #extensions<Extension extends Extending, Base extends Definition>(
    kind: RefinableKind,
    declared: readonly Extension[],
    table: NameTable<Base>,
    read: (extension: Extension, base: Base) => Base,
  ): readonly Refinement<Base>[] {
    return declared.filter((extension) => this.#isRefinement(kind, extension)).map((extension) => {
      const { groupId = "", place } = extension;
      const name = this.#baseName(kind, extension);
      const base = name === undefined ? undefined : table.find(name);
      if (name === undefined) {
        const message = `the ${kind} ${quote(groupId)} refines itself, through others`;
        this.#problems.add("PC116", place, message, { expected: `a ${kind} that doesn't lead back to it` });
      }
      return base && { ...read(extension, base), id: nameInId(kind, groupId), base };
    }).filter(isPresent);
  }

  /** The name of what an extension refines in the end; `undefined` if that is itself. */
  #baseName(kind: RefinableKind, extension: Extending): string | undefined {
    const seen = new Set<string>();
    let name: string | undefined;
    let id = extension.extends?.id;
    while (id !== undefined && name === undefined && !seen.has(id)) {
      seen.add(id);
      const source = this.#tables.extended.find(id);
      const next = source?.extends;
      name = this.#baseNames.get(id);
      if (next === undefined || this.#tables.extended.find(next)?.kind !== kind) name ??= source?.name ?? id;
      id = next;
    }
    if (name !== undefined) { for (const id of seen) this.#baseNames.set(id, name); }
    return name;
  }

  /** @param refined What a refinement may refine besides definitions: other refinements, by id. */
  #refinement<Base extends Signal>(
    kind: SignalKind,
    table: NameTable<Base>,
    refined: ReadonlyMap<string, Refinement<Base>>,
    declared: DeclaredRefinement,
  ): Refinement<Base> | undefined {
    const { id, ref, place, nameNote } = declared;
    const other = table.has(ref) ? undefined : refined.get(ref);
    const base = other ?? table.resolve(ref, place.at("ref"));
    if (base === undefined) return undefined;
    return {
      ...overlaid(base, declared),
      ...this.#signal(kind, id, declared, base),
      ...(nameNote === undefined ? {} : { nameNote }),
      id: nameInId(kind, id),
      base: other === undefined ? base : other.base,
    };
  }

  /** Notes the metrics that sets define: no set takes those of another one. */
  #declareFields(file: DeclaredFile): void {
    for (const item of file.metricSets.flatMap((set) => itemsOf(set, "metrics"))) {
      const name = property(item, "name");
      if (typeof name !== "string" || property(item, "ref") !== undefined) continue;
      if (!this.#inSets.has(name)) this.#inSets.set(name, item.place.at("name"));
    }
  }

  #metricSet(written: Written, { format }: DeclaredFile): MetricSet | undefined {
    const shapes = format === "percore/1" ? PERCORE : DEFINITION;
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
    const setName = property(written, "name");
    this.#metricSets.declare(setName, place.at("name"), set);
    // As a registry, the set is a public group of that name.
    const group = typeof setName === "string" ? this.#publicGroups.get(setName) : undefined;
    if (format === "percore/1" && group !== undefined) {
      const message = `the metric set ${quote(String(setName))} has the name of a public attribute group`;
      this.#problems.add("PC111", place.at("name"), message, {
        expected: `another name: the group is at ${group}`,
      });
    }
    return set;
  }

  /** The entity that a set is about. A refinement has its base's type, so that what is exported would be the base. */
  #setEntity(name: string, place: Place): Entity | undefined {
    const entity = this.#tables.entity.resolve(name, place);
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
    this.#tables.metric.declare(property(item, "name"), place.at("name"), metric);
    return field;
  }

  #takenField({ value, place }: Written, shape: Shapes["fieldReference"]): MetricField | undefined {
    const checked = checkShape(shape, place, value, this.#problems);
    if (checked === undefined) return undefined;
    const { ref } = checked;
    const at = place.at("ref");
    const metric = this.#tables.metric.resolve(ref, at);
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

/** The id that a definition has as a group of version 1. */
function groupIdOf(kind: DeclaredKind, name: string): string {
  return kind === "attribute group" ? name : `${kind}.${name}`;
}

/** A definition, entered in a table of its kind. */
function declaredIn<T>(table: NameTable<T>, name: string, place: Place, definition: T): T {
  table.declare(name, place, definition);
  return definition;
}

/** An entity's attributes in one list, as others may take them. */
function userOf({ identity, description, ...entity }: DeclaredEntity): DeclaredUser {
  return { ...entity, uses: [...identity, ...description] };
}

/** A definition that may be a group of version 1, which may extend another one. */
type Extending = Pick<DeclaredUser, "place" | "extends" | "groupId">;

/** The tables of kinds. */
const TABLES = {
  "attribute": "attribute",
  "attribute group": "group",
  "entity": "entity",
  "metric": "metric",
  "event": "event",
  "span": "span",
} as const satisfies Readonly<Record<DeclaredKind, keyof Tables>>;

/** The signals of one file. */
type Signals = Pick<SchemaFile, SignalSection>;
type SignalSection = "metrics" | "events" | "spans";

const NO_SIGNALS = { metrics: [], events: [], spans: [] };

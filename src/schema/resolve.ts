import { annotationAt } from "./annotations.ts";
import { checkLayer } from "./attachment.ts";
import { AttributeLists, type AttributeSource, referencesTo } from "./attribute_users.ts";
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
import { layersOf } from "./declared_entity.ts";
import { definitionOf } from "./definition_of.ts";
import type { Problems } from "./diagnostic.ts";
import { groupIdOf, nameInId } from "./group_id.ts";
import { MetricSetReader } from "./metric_sets.ts";
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
  Refinement,
  RequirementLevel,
  SchemaFile,
  Signal,
  Span,
  UsedAttribute,
} from "./model.ts";
import { NameTable } from "./name_table.ts";
import { isPresent } from "./present.ts";
import { listed, quote } from "./printable.ts";
import { readInOrder, refinedBy } from "./refinement_order.ts";
import type { UseLimit } from "./use_limit.ts";
import { overlaid, refined, unrefined } from "./used_attribute.ts";
import { valueTypeOf } from "./value_type.ts";

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
  readonly #metricSets: MetricSetReader;
  /** The levels that definitions of version 1 have for references that say none. */
  readonly #levels = new Map<Attribute, RequirementLevel>();
  /** What groups of version 1 that refine others lead to, by their ids. */
  readonly #baseNames = new Map<string, string>();
  /** The references that were reported: groups have many users. */
  readonly #reported = new Set<Declared["place"]>();

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
    this.#lists = new AttributeLists(this.#tables.group, this.#tables.extended, limit, problems);
    this.#metricSets = new MetricSetReader(
      this.#tables.entity,
      this.#tables.metric,
      (reference) => this.#used(reference),
      problems,
    );
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
    const named = files.map((declared) => {
      const { attributes, format } = declared;
      return { declared, attributes: attributes.map((attribute) => this.#attribute(attribute, format)) };
    });
    for (const file of files) this.#declareSources(file);
    const withGroups = named.map((file) => ({ ...file, attributeGroups: this.#groups(file.declared) }));
    const withEntities = withGroups.map((file) => ({ ...file, entities: this.#entities(file.declared) }));
    const entityRefinementsOf = this.#entityRefinements(files);
    const withRefined = withEntities.map((file) => ({
      ...file,
      entityRefinements: entityRefinementsOf(file.declared),
    }));
    // Associations may name them, as if they were entities.
    for (const refinement of withRefined.flatMap(({ entityRefinements }) => entityRefinements)) {
      this.#tables.entity.declare(refinement.id, refinement.place.at("id"), refinement);
    }
    const withSignals = withRefined.map((file) => ({ ...file, ...this.#signals(file.declared) }));
    for (const file of files) this.#metricSets.prepare(file);
    // Before refinements, which may refine the metrics that sets define.
    const withSets = withSignals.map((file) => ({
      ...file,
      metricSets: this.#metricSets.read(file.declared),
    }));
    const refinementsOf = this.#refinements(files);
    return withSets.map(({ declared, entityRefinements, ...sections }) => {
      const { file, format, annotations } = declared;
      return {
        file,
        format,
        ...(annotations === undefined ? {} : { annotations }),
        isForeign: false,
        ...sections,
        refinements: { ...refinementsOf(declared), entities: entityRefinements },
      };
    });
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

  #attributesOf(references: Iterable<DeclaredReference>): readonly UsedAttribute[] {
    return [...references].map((reference) => this.#used(reference)).filter(isPresent);
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
    for (const group of file.groups) declare("attribute group", group.id, group);
    for (const metric of file.metrics) declare("metric", metric.name, metric);
    for (const event of file.events) declare("event", event.name, event);
    for (const span of file.spans) declare("span", span.type, span);
    for (const entity of file.entities) declare("entity", entity.type, userOf(entity));
  }

  #groups(file: DeclaredFile): readonly AttributeGroup[] {
    return file.groups.filter(({ isSet }) => !isSet).map((group) => {
      const { id, visibility } = group;
      const references = this.#tables.group.find(id)?.references().values() ?? [];
      const attributes = this.#attributesOf(references);
      return { id, visibility, attributes, ...definitionOf(group) };
    });
  }

  #entities(file: DeclaredFile): readonly Entity[] {
    return this.#definitions(
      "entity",
      this.#tables.entity,
      "type",
      file.entities,
      (declared) => this.#entity(declared),
    );
  }

  /** What gives the refinements of entities in a file. */
  #entityRefinements(files: readonly DeclaredFile[]): (file: DeclaredFile) => readonly Refinement<Entity>[] {
    const table = this.#tables.entity;
    const read = readInOrder<DeclaredEntityRefinement, Entity>(
      "entity",
      files.flatMap((file) => file.entityRefinements),
      (declared, before) => this.#entityRefinement(declared, before),
      this.#problems,
    );
    return (file) => [
      ...file.entityRefinements.map((declared) => read.get(declared)).filter(isPresent),
      ...this.#extensions("entity", file.entities, table, (declared, { type }) => ({
        ...this.#entity(declared),
        type,
      })),
    ];
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
    return {
      type,
      identity: this.#attributesOf(identity),
      description: this.#attributesOf(description),
      ...(requirementLevel === undefined ? {} : { requirementLevel }),
      ...definitionOf(declared),
    };
  }

  /** The attributes of an entity, with those that it inherits, which have roles. */
  #layersOf(declared: DeclaredEntity): Pick<DeclaredEntity, "identity" | "description"> {
    if (declared.extends === undefined) return declared;
    const source = this.#lists.source("entity", declared.type, userOf(declared));
    return layersOf([...source.references().values()]);
  }

  #entityRefinement(
    declared: DeclaredEntityRefinement,
    before: ReadonlyMap<string, Refinement<Entity>>,
  ): Refinement<Entity> | undefined {
    const { id, place } = declared;
    const found = refinedBy(declared, this.#tables.entity, before);
    if (found === undefined) return undefined;
    const { from, base } = found;
    const count = from.identity.length + from.description.length + declared.description.length;
    if (!this.#limit.take(count, place)) return undefined;
    const merged = (layer: "identity" | "description") => {
      const attributes = new Map(from[layer].map((attribute) => [attribute.key, attribute]));
      const others = new Set(
        from[layer === "identity" ? "description" : "identity"].map(({ key }) => key),
      );
      for (const reference of declared[layer]) {
        const known = attributes.get(reference.ref);
        const isMoved = others.has(reference.ref);
        if (isMoved || layer === "identity" && known === undefined) {
          this.#changedIdentity(reference, from);
          continue;
        }
        const attribute = known === undefined ? this.#used(reference) : refined(known, reference);
        if (attribute !== undefined) attributes.set(attribute.key, attribute);
      }
      return [...attributes.values()];
    };
    return {
      ...overlaid(from, declared),
      identity: merged("identity"),
      description: merged("description"),
      id: nameInId("entity", id),
      base,
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

  #signals(file: DeclaredFile): Pick<SchemaFile, "metrics" | "events" | "spans"> {
    const { metric, event, span } = this.#tables;
    return {
      metrics: this.#definitions("metric", metric, "name", file.metrics, (each) => this.#metric(each)),
      events: this.#definitions("event", event, "name", file.events, (each) => this.#event(each)),
      spans: this.#definitions("span", span, "type", file.spans, (each) => this.#span(each)),
    };
  }

  /**
   * The definitions of a kind that don't refine others, entered in their table.
   *
   * @param key The key that their names have.
   */
  #definitions<Key extends "name" | "type", Named extends Extending & Readonly<Record<Key, string>>, Base>(
    kind: RefinableKind,
    table: NameTable<Base>,
    key: Key,
    declared: readonly Named[],
    read: (named: Named) => Base,
  ): readonly Base[] {
    return declared.filter((named) => !this.#isRefinement(kind, named)).map((named) => {
      const definition = read(named);
      const { place, namePlace = place.at(key) } = named;
      table.declare(named[key], namePlace, definition);
      return definition;
    });
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
      attributes: this.#attributesOf(source.references().values()),
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

  /** What gives the refinements of signals in a file. */
  #refinements(
    files: readonly DeclaredFile[],
  ): (file: DeclaredFile) => Omit<SchemaFile["refinements"], "entities"> {
    const { metric, event, span } = this.#tables;
    const read = <Base extends Signal>(
      kind: SignalKind,
      table: NameTable<Base>,
      of: (file: DeclaredFile) => readonly DeclaredRefinement[],
    ) => {
      const results = readInOrder<DeclaredRefinement, Base>(
        kind,
        files.flatMap(of),
        (declared, before) => this.#refinement(kind, table, declared, before),
        this.#problems,
      );
      return (file: DeclaredFile) => of(file).map((declared) => results.get(declared)).filter(isPresent);
    };
    const metrics = read("metric", metric, (file) => file.metricRefinements);
    const events = read("event", event, (file) => file.eventRefinements);
    const spans = read("span", span, (file) => file.spanRefinements);
    return (file) => ({
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
    });
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

  /** @param before What a refinement may refine besides definitions: other refinements, by id. */
  #refinement<Base extends Signal>(
    kind: SignalKind,
    table: NameTable<Base>,
    declared: DeclaredRefinement,
    before: ReadonlyMap<string, Refinement<Base>>,
  ): Refinement<Base> | undefined {
    const { id, nameNote } = declared;
    const found = refinedBy(declared, table, before);
    if (found === undefined) return undefined;
    const { from, base } = found;
    return {
      ...overlaid(from, declared),
      ...this.#signal(kind, id, declared, from),
      ...(nameNote === undefined ? {} : { nameNote }),
      id: nameInId(kind, id),
      base,
    };
  }
}

/** An entity's attributes in one list, as others may take them. */
function userOf({ identity, description, ...entity }: DeclaredEntity): DeclaredUser {
  return { ...entity, uses: [...identity, ...description] };
}

/** A definition that may be a group of version 1, which may extend another one. */
type Extending = Pick<DeclaredUser, "place" | "namePlace" | "extends" | "groupId">;

/** The tables of kinds. */
const TABLES = {
  "attribute": "attribute",
  "attribute group": "group",
  "entity": "entity",
  "metric": "metric",
  "event": "event",
  "span": "span",
} as const satisfies Readonly<Record<DeclaredKind, keyof Tables>>;

import type { z } from "zod";
import { withArticle } from "./article.ts";
import { readAssociations } from "./associations.ts";
import { described, levelled, type LevelledShape } from "./attribute.ts";
import type {
  DeclaredEntity,
  DeclaredEvent,
  DeclaredFile,
  DeclaredGroup,
  DeclaredKind,
  DeclaredMetric,
  DeclaredSignal,
  DeclaredSpan,
} from "./declared.ts";
import { declaredEntity } from "./declared_entity.ts";
import type { Problems } from "./diagnostic.ts";
import { Place, type SchemaDocument } from "./document.ts";
import { isPresent } from "./present.ts";
import { quote } from "./printable.ts";
import { ResolvedAttributes } from "./resolved_attributes.ts";
import { RESOLVED } from "./resolved_language.ts";
import { setOfGroup } from "./set_of_group.ts";
import { checkShape } from "./shape.ts";
import { itemsOf, property, withoutNulls, type Written } from "./written.ts";

/** Reads one file in either form. */
class ResolvedReader {
  readonly #document: SchemaDocument;
  readonly #problems: Problems;
  readonly #root: Written;
  readonly #attributes: ResolvedAttributes;
  readonly #broken: DeclaredFile["broken"][number][] = [];
  readonly #format: "resolved/2.0" | "materialized";

  constructor(document: SchemaDocument, problems: Problems) {
    this.#document = document;
    this.#problems = problems;
    this.#root = { value: withoutNulls(document.value), place: new Place(document, []) };
    this.#format = property(this.#root, "file_format") === undefined ? "materialized" : "resolved/2.0";
    const isMaterialized = this.#format === "materialized";
    const shape = isMaterialized ? RESOLVED.materialized : RESOLVED.resolved;
    checkShape<z.ZodType>(shape, this.#root.place, this.#root.value, problems);
    const catalog = isMaterialized ? undefined : itemsOf(this.#root, "attribute_catalog");
    this.#attributes = new ResolvedAttributes(catalog, problems);
  }

  read(): DeclaredFile {
    const registry = this.#section("registry");
    for (const item of itemsOf(registry, "attributes")) this.#attributes.define(item);
    const groups = this.#all(itemsOf(registry, "attribute_groups"), (item) => this.#group(item));
    const entities = this.#both("entities", (item) => this.#entity(item), "entity", "type");
    const metrics = this.#both("metrics", (item) => this.#metric(item), "metric", "name");
    const events = this.#both("events", (item) => this.#event(item), "event", "name");
    const spans = this.#both("spans", (item) => this.#span(item), "span", "type");
    return {
      file: this.#document.source.file,
      format: this.#format,
      broken: this.#broken,
      // After all uses were read: they may be of attributes that another registry defines.
      attributes: this.#attributes.definitions,
      groups,
      entities,
      metrics,
      events,
      spans,
      metricRefinements: [],
      eventRefinements: [],
      spanRefinements: [],
      entityRefinements: [],
      imports: [],
      metricSets: this.#all(itemsOf(registry, "attribute_groups"), setOfGroup),
    };
  }

  #all<T>(items: readonly Written[], read: (item: Written) => T | undefined): readonly T[] {
    return items.map(read).filter(isPresent);
  }

  /**
   * The definitions of one kind, and its refinements as version 1 has them: as whole definitions that extend others.
   * Weaver lists each definition among the refinements as well, under its own name.
   */
  #both<T extends DeclaredSignal | DeclaredEntity>(
    section: string,
    read: (item: Written) => T | undefined,
    kind: DeclaredKind,
    key: "name" | "type",
  ): readonly T[] {
    const items = itemsOf(this.#section("registry"), section);
    const names = new Set(items.map((item) => property(item, key)));
    const definitions = this.#all(
      items,
      (item) => read(item) ?? this.#breaks(kind, property(item, key), item),
    );
    const refinements = this.#all(itemsOf(this.#section("refinements"), section), (item) => {
      const [id, name] = [property(item, "id"), property(item, key)];
      const isOwnName = name === id || name === `${kind}.${id}`;
      if (isOwnName && names.has(name)) return undefined;
      if (isOwnName && name !== undefined) return this.#leaveOut(kind, name, item.place.at(key));
      const [shape, definition] = [this.#check(RESOLVED.refinement, item), read(item)];
      if (shape === undefined || definition === undefined) return undefined;
      const base = { id: `${kind}.${name}`, place: item.place.at(key) };
      return { ...definition, groupId: `${kind}.${shape.id}`, extends: base };
    });
    return [...definitions, ...refinements];
  }

  /** Weaver writes some refinements, such as those of events, without the name of what they refine. */
  #leaveOut(kind: DeclaredKind, name: unknown, place: Place): undefined {
    const message = `the refinement ${quote(String(name))} doesn't say what it refines, and is left out`;
    this.#problems.add("PC131", place, message, {
      expected: `the name of ${withArticle(kind)}`,
    });
  }

  /** Reports nothing: it was reported. References to it are no further problems. */
  #breaks(kind: DeclaredKind, name: unknown, { place }: Written): undefined {
    if (typeof name === "string") this.#broken.push({ kind, name, place });
  }

  #section(key: "registry" | "refinements"): Written {
    return { value: property(this.#root, key), place: this.#root.place.at(key) };
  }

  #check<Shape extends z.ZodType>(shape: Shape, { value, place }: Written): z.infer<Shape> | undefined {
    return checkShape(shape, place, value, this.#problems);
  }

  #group(written: Written): DeclaredGroup | undefined {
    const { place } = written;
    const uses = this.#attributes.uses(written, "attributes");
    const shape = this.#check(RESOLVED.group, written);
    if (shape === undefined) return undefined;
    // Weaver resolves internal groups away.
    const isSet = setOfGroup(written) !== undefined;
    return {
      place,
      id: shape.id,
      visibility: "public",
      uses,
      isSet,
      ...described(shape, place, this.#problems),
    };
  }

  #entity(written: Written): DeclaredEntity | undefined {
    const { place } = written;
    const identity = this.#attributes.uses(written, "identity")
      .map((use) => ({ ...use, role: "identifying" as const }));
    const description = this.#attributes.uses(written, "description");
    const shape = this.#check(RESOLVED.entity, written);
    return shape && declaredEntity(shape, { identity, description }, place, this.#problems);
  }

  #metric(written: Written): DeclaredMetric | undefined {
    const users = this.#users(written);
    const shape = this.#check(RESOLVED.metric, written);
    if (shape === undefined) return undefined;
    const { name, instrument, unit } = shape;
    return { ...users, ...this.#levelled(shape, written.place), name, instrument, unit };
  }

  #event(written: Written): DeclaredEvent | undefined {
    const users = this.#users(written);
    const shape = this.#check(RESOLVED.event, written);
    return shape && { ...users, ...this.#levelled(shape, written.place), name: shape.name };
  }

  #span(written: Written): DeclaredSpan | undefined {
    const users = this.#users(written);
    const shape = this.#check(RESOLVED.span, written);
    if (shape === undefined) return undefined;
    const { type, kind, name: { note } } = shape;
    return { ...users, ...this.#levelled(shape, written.place), type, kind, nameNote: note.trim() };
  }

  #users(written: Written) {
    return {
      place: written.place,
      uses: this.#attributes.uses(written, "attributes"),
      ...readAssociations(written, RESOLVED.association, this.#problems),
    };
  }

  #levelled(shape: LevelledShape, place: Place) {
    return levelled(shape, place, this.#problems);
  }
}

/**
 * Reads what Weaver has made of a registry, resolved (`resolved/2.0`) or materialized, as one file. What has problems is
 * reported and left out.
 */
export function readResolved(document: SchemaDocument, problems: Problems): DeclaredFile {
  return new ResolvedReader(document, problems).read();
}

import type { z } from "zod";
import { readAssociations } from "./associations.ts";
import { described, type DescribedShape } from "./attribute.ts";
import type {
  DeclaredEntity,
  DeclaredEntityRefinement,
  DeclaredEvent,
  DeclaredFile,
  DeclaredGroup,
  DeclaredMetric,
  DeclaredRefinement,
  DeclaredSpan,
} from "./declared.ts";
import type { Problems } from "./diagnostic.ts";
import { Place, type SchemaDocument } from "./document.ts";
import type { SignalLevel } from "./model.ts";
import { ResolvedAttributes } from "./resolved_attributes.ts";
import { RESOLVED } from "./resolved_language.ts";
import { checkShape } from "./shape.ts";
import { itemsOf, property, withoutNulls, type Written } from "./written.ts";

type SignalShape = DescribedShape & { readonly requirement_level?: SignalLevel | undefined };

/** Reads one file in either form. */
class ResolvedReader {
  readonly #document: SchemaDocument;
  readonly #problems: Problems;
  readonly #root: Written;
  readonly #attributes: ResolvedAttributes;
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
    const definitions = {
      groups: this.#all(itemsOf(registry, "attribute_groups"), (item) => this.#group(item)),
      entities: this.#all(itemsOf(registry, "entities"), (item) => this.#entity(item)),
      metrics: this.#all(itemsOf(registry, "metrics"), (item) => this.#metric(item)),
      events: this.#all(itemsOf(registry, "events"), (item) => this.#event(item)),
      spans: this.#all(itemsOf(registry, "spans"), (item) => this.#span(item)),
      metricRefinements: this.#all(
        this.#refinements("metrics", "name"),
        (item) => this.#metricRefinement(item),
      ),
      eventRefinements: this.#all(this.#refinements("events", "name"), (item) => this.#eventRefinement(item)),
      spanRefinements: this.#all(this.#refinements("spans", "type"), (item) => this.#spanRefinement(item)),
      entityRefinements: this.#all(
        this.#refinements("entities", "type"),
        (item) => this.#entityRefinement(item),
      ),
    };
    return {
      file: this.#document.source.file,
      format: this.#format,
      broken: [],
      ...definitions,
      // After all uses were read: they may be of attributes that another registry defines.
      attributes: this.#attributes.definitions,
      imports: [],
      metricSets: [],
    };
  }

  #all<T>(items: readonly Written[], read: (item: Written) => T | undefined): readonly T[] {
    return items.map(read).filter((item) => item !== undefined);
  }

  /** The refinements of one kind, without the definitions that Weaver lists among them, under their own names. */
  #refinements(key: string, name: "name" | "type"): readonly Written[] {
    return itemsOf(this.#section("refinements"), key)
      .filter((item) => property(item, "id") !== property(item, name));
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
    return { place, id: shape.id, visibility: "public", uses, ...described(shape, place, this.#problems) };
  }

  #entity(written: Written): DeclaredEntity | undefined {
    const { place } = written;
    const identity = this.#attributes.uses(written, "identity");
    const description = this.#attributes.uses(written, "description");
    const shape = this.#check(RESOLVED.entity, written);
    if (shape === undefined) return undefined;
    const { type, requirement_level: level } = shape;
    return {
      place,
      type,
      identity,
      description,
      ...(level === undefined ? {} : { requirementLevel: level }),
      ...described(shape, place, this.#problems),
    };
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

  #metricRefinement(written: Written): DeclaredRefinement | undefined {
    const [refinement, metric] = [this.#check(RESOLVED.refinement, written), this.#metric(written)];
    if (refinement === undefined || metric === undefined) return undefined;
    const { name: ref, instrument: _, unit: __, ...rest } = metric;
    return { ...rest, id: refinement.id, ref };
  }

  #eventRefinement(written: Written): DeclaredRefinement | undefined {
    const [refinement, event] = [this.#check(RESOLVED.refinement, written), this.#event(written)];
    if (refinement === undefined || event === undefined) return undefined;
    const { name: ref, ...rest } = event;
    return { ...rest, id: refinement.id, ref };
  }

  #spanRefinement(written: Written): DeclaredRefinement | undefined {
    const [refinement, span] = [this.#check(RESOLVED.refinement, written), this.#span(written)];
    if (refinement === undefined || span === undefined) return undefined;
    const { type: ref, kind: _, ...rest } = span;
    return { ...rest, id: refinement.id, ref };
  }

  #entityRefinement(written: Written): DeclaredEntityRefinement | undefined {
    const [refinement, entity] = [this.#check(RESOLVED.refinement, written), this.#entity(written)];
    if (refinement === undefined || entity === undefined) return undefined;
    const { type: ref, requirementLevel: _, ...rest } = entity;
    return { ...rest, id: refinement.id, ref };
  }

  #users(written: Written) {
    return {
      place: written.place,
      uses: this.#attributes.uses(written, "attributes"),
      ...readAssociations(written, RESOLVED.association, this.#problems),
    };
  }

  #levelled(shape: SignalShape, place: Place) {
    const { requirement_level: level } = shape;
    return {
      ...(level === undefined ? {} : { requirementLevel: level }),
      ...described(shape, place, this.#problems),
    };
  }
}

/**
 * Reads what Weaver has made of a registry, resolved (`resolved/2.0`) or materialized, as one file. What has problems is
 * reported and left out.
 */
export function readResolved(document: SchemaDocument, problems: Problems): DeclaredFile {
  return new ResolvedReader(document, problems).read();
}

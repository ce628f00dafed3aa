import type { z } from "zod";
import { readAssociations } from "./associations.ts";
import { described } from "./attribute.ts";
import type {
  DeclaredEntity,
  DeclaredEvent,
  DeclaredFile,
  DeclaredGroup,
  DeclaredKind,
  DeclaredMetric,
  DeclaredReference,
  DeclaredSpan,
} from "./declared.ts";
import type { Problems } from "./diagnostic.ts";
import { Place, type SchemaDocument } from "./document.ts";
import { layersOf } from "./declared_entity.ts";
import { GroupAttributeReader } from "./group_attributes.ts";
import { nameInId } from "./group_id.ts";
import { checkOwnKeys, type GroupType, reportLeftOut, typeOf } from "./group_type.ts";
import { GROUPS, type GroupShape } from "./groups_language.ts";
import { readImports } from "./imports.ts";
import { associationShape } from "./language.ts";
import { checkPresent, modernized } from "./older_words.ts";
import { checkShape } from "./shape.ts";
import { itemsOf, property, withoutNulls, type Written } from "./written.ts";

const SPAN_KINDS = "internal, client, server, producer or consumer";

/** Reads one file of version 1. */
class GroupReader {
  readonly #document: SchemaDocument;
  readonly #problems: Problems;
  readonly #attributes: GroupAttributeReader;
  readonly #broken: DeclaredFile["broken"][number][] = [];
  readonly #groups: DeclaredGroup[] = [];
  readonly #entities: DeclaredEntity[] = [];
  readonly #metrics: DeclaredMetric[] = [];
  readonly #events: DeclaredEvent[] = [];
  readonly #spans: DeclaredSpan[] = [];

  constructor(document: SchemaDocument, problems: Problems) {
    this.#document = document;
    this.#problems = problems;
    this.#attributes = new GroupAttributeReader(problems);
  }

  read(): DeclaredFile {
    const root = { value: withoutNulls(this.#document.value), place: new Place(this.#document, []) };
    checkShape(GROUPS.file, root.place, root.value, this.#problems);
    for (const group of itemsOf(root, "groups")) this.#group(modernized(group, this.#problems));
    return {
      file: this.#document.source.file,
      format: "groups",
      broken: [...this.#attributes.broken, ...this.#broken],
      attributes: this.#attributes.definitions,
      groups: this.#groups,
      entities: this.#entities,
      metrics: this.#metrics,
      events: this.#events,
      spans: this.#spans,
      metricRefinements: [],
      eventRefinements: [],
      spanRefinements: [],
      entityRefinements: [],
      imports: readImports(root, this.#problems),
      metricSets: [],
    };
  }

  /** Reads a group. Its attributes are read whatever is wrong with the group: others refer to them. */
  #group(written: Written): void {
    const uses = this.#attributes.read(written);
    const type = typeOf(written, this.#problems);
    switch (type) {
      case "attribute_group":
        return this.#attributeGroup(written, uses);
      case "entity":
        return this.#entity(written, uses);
      case "metric":
        return this.#metric(written, uses);
      case "event":
        return this.#event(written, uses);
      case "span":
        return this.#span(written, uses);
    }
    const { value, place } = written;
    const shape = checkShape(GROUPS.group, place, value, this.#problems);
    if (shape !== undefined) reportLeftOut(shape.type, place, this.#problems);
  }

  #attributeGroup(written: Written, uses: readonly DeclaredReference[]): void {
    const shape = this.#check(GROUPS.group, written, "attribute_group");
    if (shape === undefined) return;
    const { id } = shape;
    this.#groups.push({ ...this.#user(shape, written, uses, "id"), id, visibility: "internal" });
  }

  #entity(written: Written, uses: readonly DeclaredReference[]): void {
    const name = property(written, "name");
    const shape = this.#check(GROUPS.group, written, "entity", name);
    if (shape === undefined) return;
    const { uses: _, ...entity } = this.#user(shape, written, uses, shape.name === undefined ? "id" : "name");
    this.#entities.push({ ...entity, type: shape.name ?? nameInId("entity", shape.id), ...layersOf(uses) });
  }

  #metric(written: Written, uses: readonly DeclaredReference[]): void {
    const signal = this.#associations(written);
    const shape = this.#check(GROUPS.metric, written, "metric", property(written, "metric_name"));
    if (shape === undefined) return;
    const { metric_name: name, instrument, unit } = shape;
    this.#metrics.push({
      ...this.#user(shape, written, uses, "metric_name"),
      ...signal,
      name,
      instrument,
      unit,
    });
  }

  #event(written: Written, uses: readonly DeclaredReference[]): void {
    const signal = this.#associations(written);
    const shape = this.#check(GROUPS.group, written, "event", property(written, "name"));
    if (shape === undefined) return;
    // An event without a name was named by the prefix of its attributes.
    const name = shape.name ?? shape.prefix ?? "";
    if (name === "") {
      const expected = "the event's name";
      return this.#problems.add("PC105", written.place, `the key "name" is missing`, { expected });
    }
    this.#events.push({ ...this.#user(shape, written, uses, "name"), ...signal, name });
  }

  #span(written: Written, uses: readonly DeclaredReference[]): void {
    const signal = this.#associations(written);
    const id = property(written, "id");
    const type = typeof id === "string" ? nameInId("span", id) : undefined;
    const shape = this.#check(GROUPS.group, written, "span", type);
    if (shape === undefined) return;
    checkPresent(written, "span_kind", SPAN_KINDS, this.#problems);
    this.#spans.push({
      ...this.#user(shape, written, uses, "id"),
      ...signal,
      type: nameInId("span", shape.id),
      kind: shape.span_kind ?? "internal",
      nameNote: (shape.name ?? "").trim(),
    });
  }

  /**
   * A group in the shape of its type. If it has another one, that is reported, and references to the group, by its id or
   * by the given name, are no further problems.
   */
  #check<Shape extends z.ZodType<GroupShape>>(
    shape: Shape,
    written: Written,
    type: GroupType,
    name?: unknown,
  ): z.infer<Shape> | undefined {
    const { value, place } = written;
    checkOwnKeys(written, type, this.#problems);
    const checked = checkShape(shape, place, value, this.#problems);
    if (checked !== undefined) {
      this.#checkWords(written, type);
      return checked;
    }
    const breaks = (kind: DeclaredKind, name: unknown) => {
      if (typeof name === "string") this.#broken.push({ kind, name, place });
    };
    breaks("attribute group", property(written, "id"));
    if (type !== "attribute_group") breaks(type, name);
    return undefined;
  }

  /** Warns of what a group should have, and may lack. */
  #checkWords(written: Written, type: GroupType): void {
    if (type !== "attribute_group") checkPresent(written, "stability", "a stability", this.#problems);
    const isUser = type === "metric" || type === "event" || property(written, "extends") !== undefined;
    if (!isUser) checkPresent(written, "attributes", "attributes, or extends", this.#problems);
    const prefix = property(written, "prefix");
    if (prefix === undefined || prefix === "") return;
    const hint = { expected: "whole attribute names, and no such key" };
    this.#problems.add("PC130", written.place.at("prefix"), "a prefix for attribute names", hint, "key");
  }

  /** @param name The key under which the group's name stands. */
  #user(shape: GroupShape, { place }: Written, uses: readonly DeclaredReference[], name: keyof GroupShape) {
    const { id, extends: parent } = shape;
    return {
      place,
      namePlace: place.at(name),
      groupId: id,
      ...(parent === undefined ? {} : { extends: { id: parent, place: place.at("extends") } }),
      uses,
      ...described(shape, place, this.#problems),
    };
  }

  #associations(written: Written) {
    return readAssociations(written, associationShape, this.#problems);
  }
}

/** Reads a file of version 1, whose definitions are groups. What has problems is reported and left out. */
export function readGroups(document: SchemaDocument, problems: Problems): DeclaredFile {
  return new GroupReader(document, problems).read();
}

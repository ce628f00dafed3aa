import { readAssociations } from "./associations.ts";
import {
  declaredReference,
  type Described,
  described,
  type DescribedShape,
  levelled,
  type LevelledShape,
} from "./attribute.ts";
import type {
  DeclaredAttribute,
  DeclaredEntity,
  DeclaredEntityRefinement,
  DeclaredEvent,
  DeclaredFile,
  DeclaredGroup,
  DeclaredKind,
  DeclaredMetric,
  DeclaredReference,
  DeclaredRefinement,
  DeclaredSignal,
  DeclaredSpan,
  DeclaredUse,
} from "./declared.ts";
import { declaredEntity } from "./declared_entity.ts";
import type { Problems } from "./diagnostic.ts";
import { Place, type SchemaDocument } from "./document.ts";
import { readImports } from "./imports.ts";
import {
  associationShape,
  DEFINITION,
  groupReferenceShape,
  PERCORE,
  type ReferenceShape,
  type Shapes,
} from "./language.ts";
import { isPresent } from "./present.ts";
import { quote } from "./printable.ts";
import { readAttribute } from "./read_attribute.ts";
import { setOfGroup } from "./set_of_group.ts";
import { checkShape } from "./shape.ts";
import { itemsOf, property, withoutNulls, type Written } from "./written.ts";

type ReferenceShapes = Shapes["reference"] | Shapes["spanReference"];

/** Reads files of percore/1 and of definition/2, which have the same sections in stricter and in looser words. */
class DefinitionReader {
  readonly #document: SchemaDocument;
  readonly #isOwn: boolean;
  readonly #shapes: typeof PERCORE | typeof DEFINITION;
  readonly #problems: Problems;
  readonly #broken: DeclaredFile["broken"][number][] = [];

  constructor(document: SchemaDocument, isOwn: boolean, problems: Problems) {
    this.#document = document;
    this.#isOwn = isOwn;
    this.#shapes = isOwn ? PERCORE : DEFINITION;
    this.#problems = problems;
  }

  read(): DeclaredFile {
    const value = this.#isOwn ? this.#document.value : withoutNulls(this.#document.value);
    const root = { value, place: new Place(this.#document, []) };
    const file = checkShape<typeof PERCORE.file | typeof DEFINITION.file>(
      this.#shapes.file,
      root.place,
      value,
      this.#problems,
    );
    const sets = this.#isOwn ? [] : this.#all(root, "attribute_groups", setOfGroup);
    return {
      file: this.#document.source.file,
      format: this.#isOwn ? "percore/1" : "definition/2",
      ...(file !== undefined && "annotations" in file && file.annotations !== undefined
        ? { annotations: file.annotations }
        : {}),
      broken: this.#broken,
      attributes: this.#all(root, "attributes", (item) => this.#attribute(item)),
      groups: this.#all(root, "attribute_groups", (item) => this.#group(item)),
      entities: this.#all(root, "entities", (item) => this.#entity(item)),
      metrics: this.#all(root, "metrics", (item) => this.#metric(item)),
      events: this.#all(root, "events", (item) => this.#event(item)),
      spans: this.#all(root, "spans", (item) => this.#span(item)),
      metricRefinements: this.#all(root, "metric_refinements", (item) => this.#refinement(item, "metric")),
      eventRefinements: this.#all(root, "event_refinements", (item) => this.#refinement(item, "event")),
      spanRefinements: this.#all(root, "span_refinements", (item) => this.#refinement(item, "span")),
      entityRefinements: this.#all(root, "entity_refinements", (item) => this.#entityRefinement(item)),
      imports: readImports(root, this.#problems),
      metricSets: [...itemsOf(root, "metric_sets"), ...sets],
    };
  }

  #all<T>(within: Written, list: string, read: (item: Written) => T | undefined): readonly T[] {
    return itemsOf(within, list).map(read).filter(isPresent);
  }

  /** Reports nothing: it was reported. References to it are no further problems. */
  #breaks(kind: DeclaredKind, written: Written, key: string): undefined {
    const name = property(written, key);
    if (typeof name === "string") this.#broken.push({ kind, name, place: written.place.at(key) });
  }

  /** What a definition or a reference says of itself. */
  #described(shape: DescribedShape, place: Place): Described {
    return described(shape, place, this.#problems);
  }

  #attribute(written: Written): DeclaredAttribute | undefined {
    return readAttribute(written, this.#shapes, this.#isOwn, this.#problems) ??
      this.#breaks("attribute", written, "key");
  }

  #group(written: Written): DeclaredGroup | undefined {
    const { value, place } = written;
    const uses = this.#uses(written);
    const shape = checkShape(this.#shapes.group, place, value, this.#problems);
    if (shape === undefined) return this.#breaks("attribute group", written, "id");
    const { id, visibility } = shape;
    for (const key of ["brief", "stability"] as const) {
      if (visibility === "public" && shape[key] === undefined) {
        this.#problems.add("PC105", place, `the key "${key}" is missing`, {
          expected: `${key} of a public group, or visibility: internal`,
        });
      }
    }
    const isSet = !this.#isOwn && setOfGroup(written) !== undefined;
    return { place, id, visibility, uses, isSet, ...this.#described(shape, place) };
  }

  #entity(written: Written): DeclaredEntity | undefined {
    const { value, place } = written;
    const layers = this.#layers(written);
    const shape = checkShape(this.#shapes.entity, place, value, this.#problems);
    if (shape === undefined) return this.#breaks("entity", written, "type");
    return declaredEntity(shape, layers, place, this.#problems);
  }

  #metric(written: Written): DeclaredMetric | undefined {
    const signal = this.#signal(written);
    const shape = checkShape(this.#shapes.metric, written.place, written.value, this.#problems);
    if (shape === undefined) return this.#breaks("metric", written, "name");
    const { name, instrument, unit } = shape;
    return { ...signal, name, instrument, unit, ...this.#levelled(shape, written.place) };
  }

  #event(written: Written): DeclaredEvent | undefined {
    const signal = this.#signal(written);
    const shape = checkShape(this.#shapes.event, written.place, written.value, this.#problems);
    if (shape === undefined) return this.#breaks("event", written, "name");
    return { ...signal, name: shape.name, ...this.#levelled(shape, written.place) };
  }

  #span(written: Written): DeclaredSpan | undefined {
    const signal = this.#signal(written, this.#shapes.spanReference);
    const shape = checkShape(this.#shapes.span, written.place, written.value, this.#problems);
    if (shape === undefined) return this.#breaks("span", written, "type");
    const { type, kind, name } = shape;
    return { ...signal, type, kind, nameNote: name.note.trim(), ...this.#levelled(shape, written.place) };
  }

  /** What an entity's or a signal's definition says of itself. */
  #levelled(shape: LevelledShape, place: Place): ReturnType<typeof levelled> {
    return levelled(shape, place, this.#problems);
  }

  #refinement(written: Written, kind: "metric" | "event" | "span"): DeclaredRefinement | undefined {
    const isSpan = kind === "span";
    const { spanReference, reference, spanRefinement, signalRefinement } = this.#shapes;
    const signal = this.#signal(written, isSpan ? spanReference : reference);
    const shape = checkShape<typeof spanRefinement | typeof signalRefinement>(
      isSpan ? spanRefinement : signalRefinement,
      written.place,
      written.value,
      this.#problems,
    );
    if (shape === undefined) return undefined;
    const { id, ref } = shape;
    return {
      ...signal,
      id,
      ref,
      ...("name" in shape && shape.name !== undefined ? { nameNote: shape.name.note.trim() } : {}),
      ...this.#described(shape, written.place),
    };
  }

  #entityRefinement(written: Written): DeclaredEntityRefinement | undefined {
    const { value, place } = written;
    const layers = this.#layers(written);
    const shape = checkShape(this.#shapes.entityRefinement, place, value, this.#problems);
    if (shape === undefined) return undefined;
    return { place, id: shape.id, ref: shape.ref, ...layers, ...this.#described(shape, place) };
  }

  /** The parts that all signals have, and whose items have shapes of their own. */
  #signal(written: Written, shape: ReferenceShapes = this.#shapes.reference): DeclaredSignal {
    return {
      place: written.place,
      uses: this.#uses(written, shape),
      ...readAssociations(written, associationShape, this.#problems),
    };
  }

  #uses(written: Written, shape: ReferenceShapes = this.#shapes.reference): readonly DeclaredUse[] {
    const keys = new Set<string>();
    for (const item of itemsOf(written, "attributes")) {
      const ref = property(item, "ref");
      if (typeof ref !== "string") continue;
      if (keys.has(ref)) {
        const message = `the attribute ${quote(ref)} is listed twice`;
        this.#problems.add("PC111", item.place.at("ref"), message, { expected: "each attribute once" });
      }
      keys.add(ref);
    }
    return itemsOf(written, "attributes").map((item) => {
      if (property(item, "ref_group") === undefined) return this.#reference(item, shape);
      const group = checkShape(groupReferenceShape, item.place, item.value, this.#problems);
      return group && { group: group.ref_group, place: item.place };
    }).filter(isPresent);
  }

  /** The attributes of an entity. */
  #layers(written: Written): Pick<DeclaredEntity, "identity" | "description"> {
    const all = (key: "identity" | "description") =>
      this.#all(written, key, (item) => this.#reference(item, this.#shapes.reference));
    return { identity: all("identity"), description: all("description") };
  }

  #reference({ value, place }: Written, shape: ReferenceShapes): DeclaredReference | undefined {
    const reference: ReferenceShape | undefined = checkShape(shape, place, value, this.#problems);
    return reference && declaredReference(reference, place, this.#problems);
  }
}

/** Reads a file of percore/1, if `isOwn`, or of definition/2. What has problems is reported and left out. */
export function readDefinition(document: SchemaDocument, isOwn: boolean, problems: Problems): DeclaredFile {
  return new DefinitionReader(document, isOwn, problems).read();
}

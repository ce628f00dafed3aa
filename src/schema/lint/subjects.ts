import type { Place } from "../document.ts";
import type {
  Annotations,
  Attribute,
  Definition,
  FileFormat,
  Metric,
  MetricField,
  MetricSet,
  Schema,
  SchemaFile,
} from "../model.ts";
import { declaredSets, ownMetrics, publicGroups } from "../offered.ts";
import { valueIn } from "../written.ts";

/** What may say which lints don't concern it. */
export interface Annotated {
  readonly annotations?: Annotations;
}

/** A definition of a schema, what it is called, and within what it stands. */
export interface Subject<Kind extends Definition = Definition> {
  readonly kind: "attribute" | "attribute group" | "entity" | "event" | "metric" | "metric set" | "span";
  readonly name: string;
  /** The keys that the formats give the name; first those that have another meaning, or none, in the others. */
  readonly nameKeys: readonly string[];
  readonly definition: Kind;
  /** The definition, the set that it stands in, and its file. */
  readonly owners: readonly Annotated[];
  /** What its file is written in. */
  readonly format: FileFormat;
  /** Whether a dependency defines it: then it counts, but nothing is reported of it. */
  readonly isForeign: boolean;
}

/** The definitions of a schema by their kinds, those of dependencies among them. */
export interface Subjects {
  readonly attributes: readonly Subject<Attribute>[];
  /** Internal ones are looked at where they are used. */
  readonly publicGroups: readonly Subject<SchemaFile["attributeGroups"][number]>[];
  readonly entities: readonly Subject<SchemaFile["entities"][number]>[];
  readonly events: readonly Subject<SchemaFile["events"][number]>[];
  readonly spans: readonly Subject<SchemaFile["spans"][number]>[];
  /** Metrics by themselves, and those that sets define. */
  readonly metrics: readonly Subject<Metric | MetricField>[];
  readonly metricSets: readonly Subject<MetricSet>[];
}

/** The definitions of a schema. Sets that no file declares are left out. */
export function subjectsOf({ files }: Schema): Subjects {
  function all<Kind extends Definition>(
    kind: Subject["kind"],
    nameKeys: readonly string[],
    definitionsOf: (
      file: SchemaFile,
    ) => readonly (readonly [name: string, definition: Kind, within?: Annotated])[],
  ): readonly Subject<Kind>[] {
    return files.flatMap((file) =>
      definitionsOf(file).map(([name, definition, within]) => ({
        kind,
        name,
        nameKeys,
        definition,
        owners: [definition, ...(within === undefined ? [] : [within]), file],
        format: file.format,
        isForeign: file.isForeign,
      }))
    );
  }
  const ownOf = (set: MetricSet) => ownMetrics(set).map((field) => [field.name, field, set] as const);
  return {
    attributes: all("attribute", ["key", "id"], (file) => file.attributes.map((it) => [it.key, it])),
    publicGroups: all("attribute group", ["id"], (file) => publicGroups(file).map((it) => [it.id, it])),
    entities: all("entity", ["name", "type"], (file) => file.entities.map((it) => [it.type, it])),
    events: all("event", ["name"], (file) => file.events.map((it) => [it.name, it])),
    spans: all("span", ["id", "type"], (file) => file.spans.map((it) => [it.type, it])),
    metrics: all<Metric | MetricField>("metric", ["name", "metric_name"], (file) => [
      ...file.metrics.map((it) => [it.name, it] as const),
      ...declaredSets(file).flatMap(ownOf),
    ]),
    metricSets: all("metric set", ["name"], (file) => declaredSets(file).map((it) => [it.name, it])),
  };
}

/** The place of the first of some keys that a definition has; its own if it has none of them. */
export function placeOf({ place }: { readonly place: Place }, keys: readonly string[]): Place {
  const { document: { value }, path } = place;
  const written = path.reduce<unknown>(valueIn, value);
  const key = keys.find((key) => valueIn(written, key) !== undefined);
  return key === undefined ? place : place.at(key);
}

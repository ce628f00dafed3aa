import {
  declaredSets,
  type ImportKind,
  type Metric,
  type MetricField,
  type MetricSet,
  namedIn,
  ownMetrics,
  publicGroups,
  type Schema,
  type SchemaFile,
  withValueType,
} from "../schema/mod.ts";
import {
  attribute,
  entity,
  entityRefinement,
  event,
  group,
  inPercore,
  isSame,
  LEVEL,
  list,
  metric,
  reference,
  signalRefinement,
  span,
  spanRefinement,
  words,
} from "./definition.ts";
import { commonDepth } from "./module_paths.ts";
import { attachments, storage, takenField } from "./set_words.ts";
import type { GeneratedFile } from "./typescript.ts";
import { type YamlMapping, yamlText } from "./yaml_text.ts";

/** How a registry is written. */
export interface RegistryOptions {
  /**
   * Where a dependency is, seen from the registry; `path` is what the schema's manifest says.
   *
   * @default the path as it is
   */
  readonly dependencyPath?: (path: string) => string;
}

/** The attributes of a set, as references to them. */
function attributesOf({ registration, measurement }: MetricSet): readonly YamlMapping[] {
  return [...registration, ...measurement].map((each) => reference(each));
}

/** The group of a set's attributes, which says in an annotation what makes it a set. */
function setGroup(set: MetricSet): YamlMapping {
  const hints = {
    entity: set.entity?.type,
    ...storage(set),
    attributes: list(attachments(set), (each) => each),
    metrics: set.metrics.map((field) => takenField(field, field.metric?.valueType ?? field.valueType)),
  };
  const { annotations: _annotations, ...said } = words(set);
  return {
    id: set.name,
    visibility: "public",
    ...said,
    attributes: list(attributesOf(set), (each) => each),
    annotations: inPercore(set, { metric_set: hints }),
  };
}

/** The attributes of a set's metric. */
function groupReference(set: MetricSet): readonly YamlMapping[] {
  return [{ ref_group: set.name }];
}

/** A metric that a set defines, by itself. */
function ownMetric(set: MetricSet, field: MetricField): YamlMapping {
  const { name, instrument, unit, valueType, requirementLevel } = field;
  const { annotations, ...said } = words(field);
  return {
    name,
    instrument,
    unit,
    ...said,
    requirement_level: requirementLevel ?? LEVEL,
    entity_associations: set.entity === undefined ? undefined : [set.entity.type],
    attributes: attributesOf(set).length === 0 ? undefined : groupReference(set),
    annotations: withValueType(annotations, valueType),
  };
}

/** A metric with attributes of its own; of those of the set that takes it, if they are the same. */
function freeMetric(definition: Metric, set: MetricSet | undefined): YamlMapping {
  if (set === undefined || definition.attributes.length === 0) return metric(definition);
  const isOfSet = isSame(definition.attributes.map((each) => reference(each)), attributesOf(set));
  return metric(definition, isOfSet ? groupReference(set) : undefined);
}

/** What a schema takes from its dependencies. */
function imports(files: readonly SchemaFile[]): YamlMapping | undefined {
  const foreign = files.filter(({ isForeign }) => isForeign);
  const names = (kind: ImportKind) => {
    const found = [...new Set(foreign.flatMap((file) => namedIn(file, kind)).map(([name]) => name))]
      .toSorted();
    return found.length === 0 ? undefined : found;
  };
  const globs = {
    metrics: names("metrics"),
    events: names("events"),
    spans: names("spans"),
    entities: names("entities"),
    attribute_groups: names("attribute_groups"),
  };
  return Object.values(globs).some((found) => found !== undefined) ? globs : undefined;
}

function definitionFile(
  file: SchemaFile,
  imported: YamlMapping | undefined,
  takers: ReadonlyMap<string, MetricSet>,
): string {
  const { refinements } = file;
  const sets = declaredSets(file);
  const metrics = sets.flatMap((set) => ownMetrics(set).map((field) => ownMetric(set, field)));
  return yamlText({
    file_format: "definition/2",
    imports: imported,
    attributes: list(file.attributes, attribute),
    attribute_groups: list([...publicGroups(file).map(group), ...sets.map(setGroup)], (each) => each),
    entities: list(file.entities, entity),
    metrics: list(
      [...file.metrics.map((each) => freeMetric(each, takers.get(each.name))), ...metrics],
      (each) => each,
    ),
    events: list(file.events, event),
    spans: list(file.spans, span),
    entity_refinements: list(refinements.entities, entityRefinement),
    metric_refinements: list(refinements.metrics, (each) => signalRefinement(each, each.base.name)),
    event_refinements: list(refinements.events, (each) => signalRefinement(each, each.base.name)),
    span_refinements: list(refinements.spans, spanRefinement),
  });
}

/** Names of files that mean something else in a registry. */
const MANIFESTS: ReadonlySet<string> = new Set(["manifest", "registry_manifest"]);

/** The parts of a path that lead down, as a registry's reader finds them: none of them hidden. */
function downwards(file: string): readonly string[] {
  const parts = file.replaceAll("\\", "/").replace(/\.(?:ya?ml|json)$/i, "").split("/");
  const visible = parts.map((part) => part.replace(/^\.+/, "")).filter((part) => part !== "");
  return visible.length === 0 ? ["schema"] : visible;
}

/** Where the files of a schema go: the same tree below the folder that they have in common. */
function pathsOf(files: readonly SchemaFile[]): ReadonlyMap<SchemaFile, string> {
  const parts = files.map(({ file }) => downwards(file));
  const depth = commonDepth(parts);
  const taken = new Set<string>();
  return new Map(files.map((file, index) => {
    const own = (parts[index] ?? []).slice(depth);
    const name = own.join("/");
    let path = MANIFESTS.has(name) ? `${name}_1` : name;
    for (let number = 2; taken.has(path); number++) path = `${name}_${number}`;
    taken.add(path);
    return [file, `${path}.yaml`];
  }));
}

function manifest(
  { schemaUrl, description, stability, dependencies }: Schema,
  { dependencyPath }: RegistryOptions,
): string {
  return yamlText({
    schema_url: schemaUrl,
    description,
    stability,
    dependencies: list(dependencies, ({ schemaUrl, path }) => ({
      schema_url: schemaUrl,
      registry_path: path === undefined ? undefined : dependencyPath?.(path) ?? path,
    })),
  });
}

/**
 * A semantic-convention registry (`definition/2`) of a schema: its manifest, and a file for each of its files, under the
 * same name. A metric set is a public attribute group there, and what the language has no word for is an annotation of
 * it, `percore.metric_set`, in the words of percore/1: compiling the registry gives the same code as compiling the
 * schema. Version 1 becomes version 2: what groups take from each other is written out, and internal groups are gone.
 * Sets that the compiler has proposed aren't written; it would propose the same again.
 *
 * @throws {RangeError} for a schema without a `schema_url`: a registry has one.
 */
export function registryFiles(schema: Schema, options: RegistryOptions = {}): readonly GeneratedFile[] {
  if (schema.schemaUrl === "") throw new RangeError("a registry needs a schema_url, and the schema has none");
  const own = schema.files.filter(({ isForeign }) => !isForeign);
  const paths = pathsOf(own);
  const imported = imports(schema.files);
  const takers = new Map(
    schema.files.flatMap(declaredSets).flatMap((set) => set.metrics.map(({ name }) => [name, set] as const)),
  );
  return [
    { path: "manifest.yaml", text: manifest(schema, options) },
    ...own.map((file, index) => ({
      path: paths.get(file) ?? "",
      text: definitionFile(file, index === 0 ? imported : undefined, takers),
    })),
  ];
}

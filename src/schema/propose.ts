import { usualAggregation } from "./aggregation.ts";
import { isClosed } from "./attachment.ts";
import { compare } from "./diagnostic.ts";
import { entityKeys } from "./layer_keys.ts";
import type {
  Association,
  Attribute,
  Entity,
  MeasurementAttribute,
  Metric,
  MetricField,
  MetricSet,
  SchemaFile,
  UsedAttribute,
} from "./model.ts";
import { fieldNames, ProposedNames } from "./proposed_names.ts";
import { isRefinement } from "./refined_entity.ts";
import { leastSettled } from "./stability.ts";
import { automaticStorage } from "./storage.ts";
import { tupleProblem } from "./tuple_limits.ts";

/**
 * How many values of an attribute are told apart where nobody has said how many it has. Ten would cut off the routes of
 * a small program; with a thousand, two attributes could ask for a million series. An overlay says what is right.
 */
const BOUND = 100;

/** The value of an enum that stands for all values which aren't listed. */
const OTHER = "_OTHER";

/** Enums that list a few of any number of values, whatever their members are. */
const OPEN_ENUMS: ReadonlySet<string> = new Set(["error.type"]);

/** Metrics that become a set: in the order in which they are defined. */
interface Group {
  readonly first: Metric;
  readonly metrics: readonly Metric[];
}

/** The one entity that an association allows; `undefined` where there are several, or none that is defined. */
function soleEntity(association: Association | undefined): Entity | undefined {
  if (association === undefined) return undefined;
  if (association.kind === "entity") {
    const { entity } = association;
    return entity !== undefined && isRefinement(entity) ? entity.base : entity;
  }
  const [only, ...others] = association.of;
  return others.length === 0 ? soleEntity(only) : undefined;
}

function associationKey(association: Association | undefined): unknown {
  if (association === undefined) return null;
  return association.kind === "entity"
    ? association.type
    : [association.kind, ...association.of.map(associationKey)];
}

/** Equal for metrics that belong into one set. */
function keyOf({ name, associations, attributes, deprecated }: Metric): string {
  const [root] = name.split(".");
  const uses = attributes.map(({ key, requirementLevel: { level } }) => `${key} ${level}`);
  return JSON.stringify([
    root,
    associationKey(associations),
    uses.toSorted(compare),
    deprecated !== undefined,
  ]);
}

function isOpenEnum({ key, type }: Attribute): boolean {
  return typeof type !== "string" &&
    (OPEN_ENUMS.has(key) || type.members.every(({ value }) => value === OTHER));
}

/** Whether an attribute's value can come with each recording, if need be with a bound. */
export function isMeasurable(attribute: Attribute): boolean {
  return attribute.type === "string" || attribute.type === "int" || isClosed(attribute);
}

/** How many values an attribute is given that has no declared bound; `undefined` where they are known beforehand. */
export function proposedBound(attribute: Attribute): number | undefined {
  const { type } = attribute;
  return type === "string" || type === "int" || isOpenEnum(attribute) ? BOUND : undefined;
}

/** What a set's attributes say of themselves: what all of its metrics say, otherwise what the definitions say. */
function shared(metrics: readonly Metric[]): readonly UsedAttribute[] {
  const [first, ...others] = metrics.map(({ attributes }) => attributes);
  const tables = others.map((attributes) =>
    new Map(attributes.map((attribute) => [attribute.key, attribute]))
  );
  return (first ?? []).map((used) => {
    const { key, brief, note, definition, requirementLevel, place } = used;
    const isShared = tables.every((table) =>
      table.get(key)?.brief === brief && table.get(key)?.note === note
    );
    return isShared ? used : { ...definition, requirementLevel, definition, place };
  });
}

const PRIORITIES = ["required", "conditionally_required", "recommended", "opt_in"] as const;

/**
 * As many of the attributes as a set can be recorded with, in their order: those go first that have to be there. What a
 * set lacks, an overlay may take in place of others.
 */
function recordable(all: readonly MeasurementAttribute[]): readonly MeasurementAttribute[] {
  const priority = ({ requirementLevel: { level } }: MeasurementAttribute) => PRIORITIES.indexOf(level);
  const chosen = new Set<MeasurementAttribute>();
  for (const attribute of all.toSorted((a, b) => priority(a) - priority(b))) {
    chosen.add(attribute);
    if (tupleProblem(all.filter((each) => chosen.has(each))) !== undefined) chosen.delete(attribute);
  }
  return all.filter((each) => chosen.has(each));
}

/** Makes sets of one schema's metrics. */
class Proposals {
  readonly #names: ProposedNames;
  /** The bounds that declared sets give to attributes: all sets of a schema share a dictionary of the values. */
  readonly #declared: ReadonlyMap<string, MeasurementAttribute>;

  constructor(files: readonly SchemaFile[]) {
    this.#names = new ProposedNames(files);
    const measured = files.flatMap(({ metricSets }) => metricSets).flatMap(({ measurement }) => measurement);
    this.#declared = new Map(measured.map((attribute) => [attribute.key, attribute]));
  }

  set({ first, metrics }: Group): MetricSet {
    const attributes = shared(metrics).filter(({ requirementLevel: { level } }) => level !== "opt_in");
    const measurement = recordable(attributes.filter(isMeasurable).map((each) => this.#measured(each)));
    const measured = new Set(measurement.map(({ key }) => key));
    const registration = attributes.filter(({ key, requirementLevel: { level } }) =>
      !measured.has(key) && level === "required"
    );
    const entity = soleEntity(first.associations);
    const inEntity = new Set(entityKeys(entity));
    // An attribute is in one layer. That of the points goes first: their consumers look for it there.
    const isApart = attributes.every(({ key }) => !inEntity.has(key));
    const names = metrics.map(({ name }) => name);
    const [name, fields] = [this.#names.choose(names), fieldNames(names)];
    return {
      name,
      ...(entity === undefined || !isApart ? {} : { entity }),
      registration,
      measurement,
      storage: automaticStorage(measurement),
      metrics: metrics.map((metric, index) => fieldOf(metric, fields[index] ?? "")),
      isProposed: true,
      brief: `Metrics of ${name}.`,
      stability: leastSettled(metrics.map(({ stability }) => stability)),
      ...(first.deprecated === undefined
        ? {}
        : { deprecated: { reason: "uncategorized", note: "All of its metrics are deprecated." } }),
      place: first.place,
    };
  }

  #measured(attribute: UsedAttribute): MeasurementAttribute {
    const { key, requirementLevel: { level } } = attribute;
    const declared = this.#declared.get(key);
    const { bound } = declared ?? { bound: proposedBound(attribute) };
    return { ...attribute, ...(bound === undefined ? {} : { bound }), isOptional: level !== "required" };
  }
}

function fieldOf(metric: Metric, field: string): MetricField {
  const { attributes: _attributes, associations: _associations, valueType, ...definition } = metric;
  const isHistogram = metric.instrument === "histogram";
  return {
    ...definition,
    field,
    valueType: isHistogram ? "double" : valueType,
    ...(isHistogram ? { aggregation: usualAggregation(metric.unit) } : {}),
    metric,
  };
}

/** The metrics that no set takes, put together. */
function groupsOf(files: readonly SchemaFile[]): readonly Group[] {
  const taken = new Set(
    files.flatMap(({ metricSets }) => metricSets).flatMap(({ metrics }) => metrics).map(({ name }) => name),
  );
  const metrics = files.flatMap((file) => file.metrics).filter(({ name }) => !taken.has(name));
  const groups = Map.groupBy(metrics, keyOf);
  return [...groups.values()].flatMap((metrics) => {
    const [first] = metrics;
    return first === undefined ? [] : [{ first, metrics }];
  });
}

/** Those who choose their names first get the shortest ones: what is in use, then the larger set. */
function byClaim(a: Group, b: Group): number {
  const isOld = ({ first }: Group) => first.deprecated === undefined ? 0 : 1;
  return isOld(a) - isOld(b) || b.metrics.length - a.metrics.length || compare(a.first.name, b.first.name);
}

/**
 * The files with sets for the metrics that no set takes, each behind the declared sets of the file that defines its
 * first metric. Metrics are put together that have the first word of their names, the entities and the attributes, with
 * their levels, in common; deprecated ones stay among themselves. The result doesn't depend on the order of the files.
 *
 * Attributes that may have any value get a bound of 100 values; those that can't be measured are given at registration
 * where they are required, and left out where they aren't; those that are `opt_in` are left out. Who wants it otherwise
 * declares the set: an overlay file is the place for it.
 */
export function proposeSets(files: readonly SchemaFile[]): readonly SchemaFile[] {
  const ordered = files.toSorted((a, b) =>
    Number(a.isForeign) - Number(b.isForeign) || compare(a.file, b.file)
  );
  const groups = groupsOf(ordered);
  if (groups.length === 0) return files;
  const proposals = new Proposals(ordered);
  const sets = new Map(groups.toSorted(byClaim).map((group) => [group, proposals.set(group)]));
  return files.map((file) => {
    const own = groups.filter(({ first }) => file.metrics.includes(first)).flatMap((group) =>
      sets.get(group) ?? []
    );
    return own.length === 0 ? file : { ...file, metricSets: [...file.metricSets, ...own] };
  });
}

import { compare } from "../diagnostic.ts";
import type { Definition, MetricField, Refinement, Schema, SchemaFile } from "../model.ts";
import { declaredSets, ownMetrics, publicGroups } from "../offered.ts";
import type { Change, ChangeKind, DefinitionKind } from "./change.ts";
import { Comparison } from "./comparison.ts";
import { diffAttribute } from "./diff_attribute.ts";
import { diffMetricSet } from "./diff_metric_set.ts";
import { diffEntity, diffEvent, diffGroup, diffInstrument, diffMetric, diffSpan } from "./diff_signals.ts";

/** The order of changes: of definitions, then of a definition's own, then of its parts'. */
const DEFINITION_KINDS: readonly DefinitionKind[] = [
  "attribute",
  "attribute_group",
  "entity",
  "metric",
  "event",
  "span",
  "metric_set",
  "metric_refinement",
  "event_refinement",
  "span_refinement",
  "entity_refinement",
];

const CHANGE_KINDS: readonly ChangeKind[] = [
  "removed",
  "added",
  "renamed",
  "deprecated",
  "undeprecated",
  "stability",
];

/** All definitions of one kind, by name, and whether each is of a dependency. */
type Table<T> = ReadonlyMap<string, { readonly definition: T; readonly isForeign: boolean }>;

/** The definitions of one kind before, and after. */
type Tables<T> = readonly [old: Table<T>, next: Table<T>];

/** The two schemas. */
type Schemas = readonly [old: Schema, next: Schema];

function tableOf<T>(
  { files }: Schema,
  of: (file: SchemaFile) => readonly T[],
  nameOf: (definition: T) => string,
): Table<T> {
  return new Map(
    files.flatMap((file) =>
      of(file).map((definition) => [nameOf(definition), { definition, isForeign: file.isForeign }] as const)
    ),
  );
}

function tablesOf<T>(
  [old, next]: Schemas,
  of: (file: SchemaFile) => readonly T[],
  nameOf: (definition: T) => string,
): Tables<T> {
  return [tableOf(old, of, nameOf), tableOf(next, of, nameOf)];
}

/**
 * Compares all definitions of one kind. What a dependency has is only there as far as the schema takes it: that it
 * comes or goes says nothing of what the schema offers.
 */
function compareTables<T extends Definition>(
  of: DefinitionKind,
  [old, next]: Tables<T>,
  both: (old: T, next: T, comparison: Comparison) => void,
): readonly Change[] {
  const changes: Change[] = [];
  for (const [name, { definition, isForeign }] of old) {
    const comparison = new Comparison(of, name, definition);
    const successor = next.get(name)?.definition;
    if (successor !== undefined) {
      comparison.lifecycle(definition, successor);
      both(definition, successor, comparison);
    } else if (!isForeign) {
      comparison.add("removed", { after: definition.deprecated?.renamedTo, isBreaking: true });
    }
    changes.push(...comparison.changes);
  }
  for (const [name, { definition, isForeign }] of next) {
    if (isForeign || old.has(name)) continue;
    const comparison = new Comparison(of, name, definition);
    comparison.add("added", { isBreaking: false });
    changes.push(...comparison.changes);
  }
  return changes;
}

/** What tells a change apart from the others of the same definition. */
function differenceOf({ kind, part, before, after }: Change): string {
  return JSON.stringify([kind, part?.kind, part?.name, before, after]);
}

/** Compares refinements. What only follows from a change of what they refine isn't told again. */
function compareRefinements<Base extends Definition>(
  of: DefinitionKind,
  tables: Tables<Refinement<Base>>,
  nameOf: (base: Base) => string,
  both: (old: Base, next: Base, comparison: Comparison) => void,
): readonly Change[] {
  const inherited = new Map<string, ReadonlySet<string>>();
  const changes = compareTables(of, tables, (before, after, comparison) => {
    const [base, nextBase] = [nameOf(before.base), nameOf(after.base)];
    comparison.text("base", base, nextBase, true);
    both(before, after, comparison);
    if (base !== nextBase) return;
    const ofBase = new Comparison(of, base, before.base);
    ofBase.lifecycle(before.base, after.base);
    both(before.base, after.base, ofBase);
    inherited.set(comparison.name, new Set(ofBase.changes.map(differenceOf)));
  });
  return changes.filter((change) => inherited.get(change.name)?.has(differenceOf(change)) !== true);
}

/** The metrics that sets define. */
function fieldsOf(file: SchemaFile): readonly MetricField[] {
  return declaredSets(file).flatMap(ownMetrics);
}

type Instrument = Pick<MetricField, "name" | "instrument" | "unit">;

function metricChanges(schemas: Schemas): readonly Change[] {
  const [before, after] = tablesOf(schemas, ({ metrics }) => metrics, ({ name }) => name);
  // A metric is the same one whether it stands by itself or in a set; what only one of the two says isn't compared.
  const [ofSets, nextOfSets] = tablesOf<Definition & Instrument>(schemas, fieldsOf, ({ name }) => name);
  const all = [new Map([...ofSets, ...before]), new Map([...nextOfSets, ...after])] as const;
  return compareTables("metric", all, (was, is, comparison) => {
    const [metric, successor] = [before.get(was.name)?.definition, after.get(is.name)?.definition];
    if (metric !== undefined && successor !== undefined) diffMetric(metric, successor, comparison);
    else diffInstrument(was, is, comparison);
  });
}

function metricSetChanges(schemas: Schemas): readonly Change[] {
  const namesIn = ({ files }: Schema) =>
    new Set(files.flatMap((file) => [...file.metrics, ...fieldsOf(file)]).map(({ name }) => name));
  const [old, next] = schemas;
  const known = [namesIn(old), namesIn(next)] as const;
  const sets = tablesOf(schemas, declaredSets, ({ name }) => name);
  return compareTables("metric_set", sets, (was, is, comparison) => {
    diffMetricSet(was, is, known, comparison);
  });
}

function refinementChanges(schemas: Schemas): readonly Change[] {
  const tables = <Base extends Definition>(of: (file: SchemaFile) => readonly Refinement<Base>[]) =>
    tablesOf(schemas, of, ({ id }) => id);
  return [
    ...compareRefinements(
      "metric_refinement",
      tables((file) => file.refinements.metrics),
      ({ name }) => name,
      diffMetric,
    ),
    ...compareRefinements(
      "event_refinement",
      tables((file) => file.refinements.events),
      ({ name }) => name,
      diffEvent,
    ),
    ...compareRefinements(
      "span_refinement",
      tables((file) => file.refinements.spans),
      ({ type }) => type,
      diffSpan,
    ),
    ...compareRefinements(
      "entity_refinement",
      tables((file) => file.refinements.entities),
      ({ type }) => type,
      diffEntity,
    ),
  ];
}

/** A change's place in the order; what isn't in a list comes last. */
function rank<T>(list: readonly T[], item: T): number {
  const index = list.indexOf(item);
  return index < 0 ? list.length : index;
}

function inOrder(a: Change, b: Change): number {
  return rank(DEFINITION_KINDS, a.of) - rank(DEFINITION_KINDS, b.of) || compare(a.name, b.name) ||
    compare(a.part?.kind ?? "", b.part?.kind ?? "") || compare(a.part?.name ?? "", b.part?.name ?? "") ||
    rank(CHANGE_KINDS, a.kind) - rank(CHANGE_KINDS, b.kind) || compare(a.kind, b.kind);
}

/**
 * The differences between two versions of a schema, in the order of the kinds of definitions, their names and their
 * parts, whatever files the definitions stand in; none for the same schema. Each says whether it breaks what reads the
 * telemetry or a program that records it, and whether what it breaks was promised: stable, and not deprecated. Texts
 * (briefs, notes, examples), annotations, internal attribute groups and proposed metric sets aren't compared.
 *
 * @example
 * ```ts ignore
 * const changes = diffSchemas(old, next);
 * if (changes.some(({ isFailing }) => isFailing)) process.exit(1);
 * ```
 */
export function diffSchemas(old: Schema, next: Schema): readonly Change[] {
  const schemas = [old, next] as const;
  return [
    ...compareTables(
      "attribute",
      tablesOf(schemas, (file) => file.attributes, ({ key }) => key),
      diffAttribute,
    ),
    ...compareTables("attribute_group", tablesOf(schemas, publicGroups, ({ id }) => id), diffGroup),
    ...compareTables("entity", tablesOf(schemas, (file) => file.entities, ({ type }) => type), diffEntity),
    ...metricChanges(schemas),
    ...compareTables("event", tablesOf(schemas, (file) => file.events, ({ name }) => name), diffEvent),
    ...compareTables("span", tablesOf(schemas, (file) => file.spans, ({ type }) => type), diffSpan),
    ...metricSetChanges(schemas),
    ...refinementChanges(schemas),
  ].toSorted(inOrder);
}

/**
 * The schema compiler: YAML in, a checked model out, or every problem with its place. Pure; reads no files.
 *
 * @module
 */
export { DEFAULT_AGGREGATION } from "./aggregation.ts";
export { withoutOwn } from "./annotations.ts";
export { type Code, CODES, type Level } from "./codes.ts";
export { type Compilation, compile } from "./compile.ts";
export type { ImportKind } from "./declared.ts";
export { IDENTITY_UNKNOWN } from "./declared_entity.ts";
export type { Change, ChangeKind, DefinitionKind, Part } from "./diff/change.ts";
export { diffSchemas } from "./diff/diff.ts";
export { compare, type Diagnostic, formatDiagnostic } from "./diagnostic.ts";
export { typeOfValues } from "./enum_type.ts";
export { namedIn } from "./foreign.ts";
export {
  type AttributeNames,
  type DescribedNames,
  entityNames,
  GeneratedNames,
  isIdentifier,
  type MetricSetNames,
  metricSetNames,
  pascalCase,
} from "./generated_names.ts";
export { pointKeys } from "./layer_keys.ts";
export { lint } from "./lint/mod.ts";
export * from "./model.ts";
export {
  type AttributeUse,
  isEnumerated,
  isWrittenOut,
  type ModuleParts,
  type SchemaParts,
} from "./module_parts.ts";
export { declaredSets, ownMetrics, publicGroups } from "./offered.ts";
export { DEFAULT_BUDGET } from "./storage.ts";
export { isMeasurable, proposedBound } from "./propose.ts";
export type { RegistryDependency, RegistrySource, SchemaSource } from "./source.ts";
export { escapeInvisible, jsonText } from "./printable.ts";
export { memberProperties } from "./property_name.ts";
export { countOf, formatReport, REPORT_FORMATS, type ReportFormat, summaryOf } from "./report.ts";
export { withValueType } from "./value_type.ts";

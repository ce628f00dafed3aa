import { type Diagnostic, Problems } from "../diagnostic.ts";
import type { Schema } from "../model.ts";
import { lintCardinality } from "./cardinality.ts";
import { lintEventNames } from "./event_names.ts";
import { Exceptions } from "./exceptions.ts";
import { Lints } from "./lints.ts";
import { lintMetricNames } from "./metric_names.ts";
import { lintNames } from "./names.ts";
import { lintPrometheusNames } from "./prometheus_names.ts";
import { lintRecording } from "./recording.ts";
import { lintStability } from "./stability.ts";
import { subjectsOf } from "./subjects.ts";
import { lintTexts } from "./texts.ts";
import { lintTypes } from "./types.ts";
import { lintUnits } from "./units.ts";

/** All lints, in the order of their codes. */
const LINTS = [
  lintNames,
  lintTypes,
  lintPrometheusNames,
  lintMetricNames,
  lintEventNames,
  lintTexts,
  lintUnits,
  lintStability,
  lintCardinality,
  lintRecording,
];

/**
 * What could be better in a schema that has no errors: warnings, by file and place. What dependencies define isn't
 * looked at. A definition, or a whole file, is excepted from a lint by an annotation that says why:
 * `annotations: {percore: {allow: [{code: PC166, reason: "…"}]}}`; the exceptions from Weaver's policies
 * (`policy_exceptions`) count as well. Takes time linear in the schema.
 *
 * @example
 * ```ts ignore
 * const { schema } = compile([{ file: "shop.yaml", text }]);
 * if (schema !== undefined) console.log(formatReport(lint(schema), "text"));
 * ```
 */
export function lint(schema: Schema): readonly Diagnostic[] {
  const problems = new Problems();
  const exceptions = new Exceptions();
  const lints = new Lints(problems, exceptions);
  const subjects = subjectsOf(schema);
  for (const lint of LINTS) lint(subjects, lints);
  exceptions.reportUnused(schema, problems);
  return problems.sorted();
}

/**
 * The schema compiler, for programs: texts of schema files in, every problem with its place, or TypeScript modules,
 * documentation, a semantic-convention registry and the changes between two versions. Pure: no files are read or
 * written, which is what the command line does. Works on every runtime; needs the packages `yaml` and `zod`.
 *
 * @module
 */
export { type CompilationResult, compile, type CompiledSchema } from "./compiled_schema.ts";
export type { GeneratedFile, ModuleOptions } from "./typescript.ts";
export {
  type Change,
  type ChangeKind,
  type Code,
  CODES,
  type DefinitionKind,
  type Diagnostic,
  formatDiagnostic,
  formatReport,
  type Level,
  type Part,
  type RegistryDependency,
  type RegistrySource,
  type ReportFormat,
  type SchemaSource,
  type Stability,
} from "../schema/mod.ts";
export type { Position } from "../schema/source_text.ts";
export { type ChangesFormat, formatChanges } from "./changes.ts";

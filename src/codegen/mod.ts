/**
 * From a checked schema to text. Pure; writes no files.
 *
 * @module
 */
export { type ChangesFormat, formatChanges } from "./changes.ts";
export { markdownFiles } from "./docs/docs.ts";
export { overlay } from "./overlay.ts";
export { registryFiles, type RegistryOptions } from "./registry.ts";
export { type GeneratedFile, typescriptModules, type TypeScriptOptions } from "./typescript.ts";

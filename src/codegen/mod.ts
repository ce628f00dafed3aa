/**
 * From a checked schema to text. Pure; writes no files.
 *
 * @module
 */
export { overlay } from "./overlay.ts";
export { registryFiles, type RegistryOptions } from "./registry.ts";
export { type GeneratedFile, typescriptModules, type TypeScriptOptions } from "./typescript.ts";

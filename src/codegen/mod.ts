/**
 * From a checked schema to text. Pure; writes no files.
 *
 * @module
 */
export { type GeneratedFile, typescriptModules, type TypeScriptOptions } from "./typescript.ts";

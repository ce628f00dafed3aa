/**
 * From a checked schema to text. Pure; writes no files.
 *
 * @module
 */
export { typescriptModule, type TypeScriptOptions } from "./typescript.ts";

import {
  type Change,
  compile as compileFiles,
  type Diagnostic,
  diffSchemas,
  lint,
  type RegistrySource,
  type Schema,
  type SchemaSource,
} from "../schema/mod.ts";
import { markdownFiles } from "./docs/docs.ts";
import { overlay } from "./overlay.ts";
import { registryFiles } from "./registry.ts";
import { type GeneratedFile, type ModuleOptions, typescriptModules } from "./typescript.ts";

/** A schema without errors, and what can be made of it. The same schema gives the same texts, byte for byte. */
export class CompiledSchema {
  readonly #schema: Schema;

  private constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** @internal */
  static of(schema: Schema): CompiledSchema {
    return new CompiledSchema(schema);
  }

  /** The last segment of its URL; empty when it has no URL. */
  get version(): string {
    return this.#schema.version;
  }

  /** The URL that its files or its manifest state; empty when they state none. */
  get schemaUrl(): string {
    return this.#schema.schemaUrl;
  }

  /** What could be better: warnings, by file and place. */
  lint(): readonly Diagnostic[] {
    return lint(this.#schema);
  }

  /** Its TypeScript modules, one for each of its files that has something to generate. */
  modules(options: ModuleOptions = {}): readonly GeneratedFile[] {
    return typescriptModules(this.#schema, options);
  }

  /** Its documentation as Markdown: `README.md`, and a page for each namespace. */
  documentation(): readonly GeneratedFile[] {
    return markdownFiles(this.#schema);
  }

  /**
   * A semantic-convention registry (`definition/2`) of it, with its manifest, which compiles to the same modules.
   *
   * @throws {RangeError} when it has no `schemaUrl`.
   */
  registry(): readonly GeneratedFile[] {
    return registryFiles(this.#schema);
  }

  /** A file of percore/1 with the metric sets that the compiler has proposed for metrics that no set takes. */
  overlay(): string {
    return overlay(this.#schema);
  }

  /** What is different in a later version of it. */
  changesTo(next: CompiledSchema): readonly Change[] {
    return diffSchemas(this.#schema, next.#schema);
  }
}

/** What a compilation gives: a schema, or the reasons why there is none; warnings in either case. */
export interface CompilationResult {
  /** There unless one of the problems is an error. */
  readonly schema?: CompiledSchema;
  /** By file and place. */
  readonly problems: readonly Diagnostic[];
}

/**
 * Compiles the files of one schema, or of a semantic-convention registry of any version, and finds every problem in one
 * run. The order of files doesn't matter. Takes time that grows with the texts' length, and throws nothing for whatever
 * is in them.
 *
 * @example
 * ```ts
 * import { compile, formatReport } from "@percore/telemetry/schema";
 * const text = `
 * file_format: percore/1
 * metric_sets:
 *   - name: shop.queue
 *     stability: stable
 *     brief: The queue of orders.
 *     metrics:
 *       - { name: shop.queue.length, field: length, instrument: gauge, unit: "{order}", brief: Orders that wait. }
 * `;
 * const { schema, problems } = compile([{ file: "shop.yaml", text }]);
 * if (schema === undefined) throw new Error(formatReport(problems, "text"));
 * const [module] = schema.modules();
 * if (module?.path !== "shop.gen.ts") throw new Error(module?.path);
 * ```
 */
export function compile(source: readonly SchemaSource[] | RegistrySource): CompilationResult {
  const { schema, problems } = compileFiles(source);
  return schema === undefined ? { problems } : { schema: CompiledSchema.of(schema), problems };
}

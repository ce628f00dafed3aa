import { type Diagnostic, Problems } from "./diagnostic.ts";
import { Place, type SchemaDocument } from "./document.ts";
import { takenFrom } from "./foreign.ts";
import { checkGeneratedNames } from "./generated_names.ts";
import { checkExceptions } from "./lint/exceptions.ts";
import type { Schema, SchemaFile } from "./model.ts";
import { quote } from "./printable.ts";
import { checkPrometheusNames } from "./prometheus_names.ts";
import { proposeSets } from "./propose.ts";
import { type ReadRegistry, readRegistry } from "./read_registry.ts";
import { Resolver } from "./resolve.ts";
import type { RegistrySource, SchemaSource } from "./source.ts";
import { UseLimit } from "./use_limit.ts";
import { valueIn } from "./written.ts";

/** What a compilation gives: a schema, or the reasons why there is none; warnings in either case. */
export type Compilation =
  | { readonly schema: Schema; readonly problems: readonly Diagnostic[] }
  | { readonly schema: undefined; readonly problems: readonly Diagnostic[] };

/** The URL that the files of a schema state: at most one. */
function schemaUrlOf(documents: readonly SchemaDocument[], problems: Problems): string {
  let schemaUrl = "";
  for (const document of documents) {
    const url = valueIn(document.value, "schema_url");
    if (typeof url !== "string") continue;
    if (schemaUrl !== "" && url !== schemaUrl) {
      const message = "another URL than in another file of the same schema";
      problems.add("PC115", new Place(document, ["schema_url"]), message, { expected: quote(schemaUrl) });
    }
    schemaUrl ||= url;
  }
  return schemaUrl;
}

/** A registry whose files were read and resolved. */
interface Resolved extends ReadRegistry {
  readonly resolver: Resolver;
  readonly files: readonly SchemaFile[];
  /** The files of all registries that it depends on, at any depth, each once. */
  readonly filesBelow: readonly SchemaFile[];
}

/** Reads and resolves registries; one that several depend on, once. */
class Registries {
  readonly #problems: Problems;
  readonly #limit: UseLimit;
  readonly #resolved = new Map<RegistrySource, Resolved>();

  constructor(problems: Problems) {
    this.#problems = problems;
    this.#limit = new UseLimit(problems);
  }

  resolve(source: RegistrySource): Resolved {
    const before = this.#resolved.get(source);
    if (before !== undefined) return before;
    const dependencies = source.dependencies.map((dependency) => this.resolve(dependency.source));
    const read = readRegistry(source, this.#problems);
    const outer = dependencies.map(({ resolver }) => resolver);
    const resolver = new Resolver(this.#problems, read.isComplete, this.#limit, outer);
    const files = resolver.resolve(read.declared);
    const filesBelow = [
      ...new Set(dependencies.flatMap((other) => [...other.files, ...other.filesBelow])),
    ];
    const resolved = { ...read, resolver, files, filesBelow };
    this.#resolved.set(source, resolved);
    return resolved;
  }
}

/**
 * Compiles the files of one schema. Their order doesn't matter, and neither does that of their definitions. Finds
 * every problem in one run; only a file that can't be read as YAML hides the problems that it has beyond that, and
 * references into it.
 *
 * @example
 * ```ts ignore
 * const { schema, problems } = compile([{ file: "shop.yaml", text }]);
 * for (const problem of problems) console.error(formatDiagnostic(problem));
 * ```
 */
export function compile(source: readonly SchemaSource[] | RegistrySource): Compilation {
  const registry = "files" in source ? source : { files: source, dependencies: [] };
  // Warnings in what others wrote are theirs to mend.
  const own = new Set([registry.manifest, ...registry.files].map((source) => source?.file));
  const problems = new Problems((file) => own.has(file));
  const resolved = new Registries(problems).resolve(registry);
  const imports = resolved.declared.flatMap((file) => file.imports);
  const files = proposeSets([
    ...resolved.files,
    ...takenFrom(resolved.filesBelow, resolved.files, imports, problems),
  ]);
  const { manifest } = resolved;
  const schemaUrl = schemaUrlOf(resolved.documents, problems) || (manifest?.schemaUrl ?? "");
  checkGeneratedNames(files, problems);
  checkPrometheusNames(files, problems);
  checkExceptions(files, problems);
  const told = problems.sorted();
  if (problems.errorCount > 0) return { schema: undefined, problems: told };
  const version = schemaUrl.slice(schemaUrl.lastIndexOf("/") + 1);
  const dependencies = registry.dependencies.map(({ schemaUrl, path }) => ({
    schemaUrl,
    ...(path === undefined ? {} : { path }),
  }));
  const about = manifest && {
    ...(manifest.description === undefined ? {} : { description: manifest.description }),
    stability: manifest.stability,
  };
  return { schema: { version, schemaUrl, ...about, dependencies, files }, problems: told };
}

import { compare, type Diagnostic, Problems } from "./diagnostic.ts";
import { Place, type SchemaDocument } from "./document.ts";
import { checkGeneratedNames } from "./generated_names.ts";
import type { Schema } from "./model.ts";
import { readDocument } from "./read_document.ts";
import { Resolver } from "./resolve.ts";

/** One file of a schema. */
export interface SchemaSource {
  /** The file's name: messages begin with it. */
  readonly file: string;
  readonly text: string;
}

/** What a compilation gives: a schema, or the reasons why there is none. */
export type Compilation =
  | { readonly schema: Schema; readonly problems: readonly [] }
  | { readonly schema: undefined; readonly problems: readonly Diagnostic[] };

/** The URL that the files of a schema state: at most one. */
function schemaUrlOf(documents: readonly SchemaDocument[], problems: Problems): string {
  let schemaUrl = "";
  for (const document of documents) {
    const { value } = document;
    if (typeof value !== "object" || value === null || !("schema_url" in value)) continue;
    const url = value.schema_url;
    if (typeof url !== "string") continue;
    if (schemaUrl !== "" && url !== schemaUrl) {
      const message = "another URL than in another file of the same schema";
      problems.add("PC115", new Place(document, ["schema_url"]), message, { expected: schemaUrl });
    }
    schemaUrl ||= url;
  }
  return schemaUrl;
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
export function compile(sources: readonly SchemaSource[]): Compilation {
  const problems = new Problems();
  const documents = sources.toSorted((a, b) => compare(a.file, b.file))
    .map(({ file, text }) => readDocument(file, text, problems))
    .filter((document) => document !== undefined);
  const isComplete = documents.length === sources.length;
  const files = new Resolver(problems, isComplete).resolve(documents);
  const schemaUrl = schemaUrlOf(documents, problems);
  checkGeneratedNames(files, problems);
  if (problems.errorCount > 0) return { schema: undefined, problems: problems.sorted() };
  const version = schemaUrl.slice(schemaUrl.lastIndexOf("/") + 1);
  return { schema: { version, schemaUrl, files }, problems: [] };
}

import type { Problems } from "./diagnostic.ts";
import { Place, type SchemaDocument } from "./document.ts";
import { MANIFEST_KEYS } from "./manifest.ts";
import type { FileFormat } from "./model.ts";
import { quote } from "./printable.ts";
import { alternatives } from "./shape.ts";
import { property } from "./written.ts";

/** What a file is: definitions in one of several formats, or the manifest of a registry. */
export type DocumentFormat = FileFormat | "manifest";

/** What a file states as its `file_format`, and what that means. */
const FORMATS: ReadonlyMap<unknown, DocumentFormat> = new Map<unknown, DocumentFormat>([
  ["percore/1", "percore/1"],
  ["definition/1", "groups"],
  ["definition/2", "definition/2"],
  ["resolved/2.0", "resolved/2.0"],
  ["manifest/2.0", "manifest"],
]);

/** The formats that a file can state, as messages list them. */
const STATED = [...FORMATS.keys()].map(String);

const EXPECTED = `file_format: ${alternatives(STATED)}`;

/** The format of a file that doesn't state one: that of older files, and of one that only programs write. */
function formatOfKeys(keys: ReadonlySet<string>): DocumentFormat | undefined {
  if (keys.has("groups") || (keys.has("imports") && keys.size === 1)) return "groups";
  if (keys.has("registry") && keys.has("refinements")) return "materialized";
  const hasUrl = keys.has("schema_url") || keys.has("schema_base_url");
  return hasUrl && keys.isSubsetOf(MANIFEST_KEYS) ? "manifest" : undefined;
}

/** Whether a file is a manifest by its name. */
function isNamedManifest(file: string): boolean {
  return /(?:^|[\\/])(?:registry_)?manifest\.ya?ml$/.test(file);
}

/** What a file is; `undefined`, and a problem, if it's nothing that percore reads. */
export function formatOf(document: SchemaDocument, problems: Problems): DocumentFormat | undefined {
  const { value, source } = document;
  const place = new Place(document, []);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    problems.add("PC119", place, "not a mapping", { expected: EXPECTED });
    return undefined;
  }
  const version = property({ value, place }, "version");
  if (version === "1" || version === "2") {
    const hint = { expected: `file_format: definition/${version}` };
    problems.add("PC130", place.at("version"), `"version" is an older name for "file_format"`, hint, "key");
  }
  const stated = property({ value, place }, "file_format") ??
    (version === "2" ? "definition/2" : undefined);
  const format = stated === undefined
    ? formatOfKeys(new Set(Object.keys(value))) ?? (isNamedManifest(source.file) ? "manifest" : undefined)
    : FORMATS.get(stated);
  if (format !== undefined) return format;
  if (typeof stated === "string") {
    const hint = { expected: EXPECTED, wrong: stated, names: STATED };
    problems.add("PC119", place.at("file_format"), `the file format ${quote(stated)}`, hint);
  } else {
    const message = stated === undefined
      ? `the key "file_format" is missing`
      : "a file format that isn't a text";
    problems.add("PC119", stated === undefined ? place : place.at("file_format"), message, {
      expected: EXPECTED,
    });
  }
  return undefined;
}

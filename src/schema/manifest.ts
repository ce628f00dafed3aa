import { z } from "zod";
import { Problems } from "./diagnostic.ts";
import { Place, type SchemaDocument } from "./document.ts";
import { DEFINITION, PERCORE } from "./language.ts";
import type { Dependency, Stability } from "./model.ts";
import { stabilityOf } from "./attribute.ts";
import { isPresent } from "./present.ts";
import { quote } from "./printable.ts";
import { readDocument } from "./read_document.ts";
import { checkShape } from "./shape.ts";
import type { SchemaSource } from "./source.ts";
import { itemsOf, property, withoutNulls, type Written } from "./written.ts";

/** A registry that a manifest names, and where it does so. */
export interface ManifestDependency extends Dependency {
  readonly place: Place;
}

/** What the manifest of a registry says. */
export interface Manifest {
  readonly schemaUrl: string;
  /** Markdown. */
  readonly description?: string;
  readonly stability: Stability;
  readonly dependencies: readonly ManifestDependency[];
  /** Where the resolved file of a published registry lies, relative to the manifest or as a URL. */
  readonly resolvedRegistryUri?: string;
  readonly place: Place;
}

const schemaUrl = PERCORE.file.shape.schema_url.unwrap();
const text = z.string().min(1);

const manifestShape = z.object({
  file_format: z.enum(["manifest/2.0"]).optional(),
  schema_url: schemaUrl.optional(),
  description: z.string().optional(),
  stability: DEFINITION.metric.shape.stability.optional(),
  dependencies: z.array(z.unknown()).optional(),
  resolved_registry_uri: text.optional(),
  // Older words.
  resolved_schema_uri: text.optional(),
  schema_base_url: text.optional(),
  semconv_version: text.optional(),
});

const dependencyShape = z.object({ schema_url: schemaUrl, registry_path: text.optional() });

/** A dependency of a manifest from before schema URLs. */
const namedDependencyShape = z.object({ name: text, registry_path: text });

/** The keys that a manifest may have. */
export const MANIFEST_KEYS: ReadonlySet<string> = new Set(Object.keys(manifestShape.shape));

/** The URL of a version of what has another name: an older manifest gives the two apart. */
function urlOf(name: string, version: string): string {
  const base = /^https?:\/\//.test(name) ? name : `https://${name}`;
  return `${base.replace(/\/+$/, "")}/${version}`;
}

/** Reads one manifest. */
class ManifestReader {
  readonly #root: Written;
  readonly #problems: Problems;

  constructor(document: SchemaDocument, problems: Problems) {
    this.#root = { value: withoutNulls(document.value), place: new Place(document, []) };
    this.#problems = problems;
  }

  read(): Manifest | undefined {
    const { value, place } = this.#root;
    const shape = checkShape(manifestShape, place, value, this.#problems);
    this.#checkWords();
    const dependencies = this.dependencies();
    if (shape === undefined) return undefined;
    const url = this.#url(shape);
    const { description, stability, resolved_registry_uri: uri = shape.resolved_schema_uri } = shape;
    if (shape.file_format !== undefined && uri === undefined) {
      const expected = "where the resolved file of a published registry lies";
      this.#problems.add("PC105", place, `the key "resolved_registry_uri" is missing`, { expected });
    }
    return url === undefined ? undefined : {
      schemaUrl: url,
      ...(description === undefined ? {} : { description: description.trim() }),
      stability: stabilityOf(stability ?? "development"),
      dependencies,
      ...(uri === undefined ? {} : { resolvedRegistryUri: uri }),
      place,
    };
  }

  /** What it depends on, also where it has other problems. */
  dependencies(): readonly ManifestDependency[] {
    const isNamed = property(this.#root, "schema_url") === undefined;
    return itemsOf(this.#root, "dependencies")
      .map((item) => this.#dependency(item, isNamed))
      .filter(isPresent);
  }

  /** Warns of older words, and of keys that have no meaning. */
  #checkWords(): void {
    const { value, place } = this.#root;
    const older = (at: Place, name: string, expected: string) =>
      this.#problems.add("PC130", at, `"${name}" is an older name`, { expected }, "key");
    const { file } = place.document.source;
    if (/(?:^|[\\/])registry_manifest\.ya?ml$/.test(file)) {
      older(place, "registry_manifest.yaml", "manifest.yaml");
    }
    for (const key of Object.keys(Object(value))) {
      const at = place.at(key);
      if (key === "schema_base_url" || key === "semconv_version") older(at, key, "schema_url");
      else if (key === "resolved_schema_uri") older(at, key, "resolved_registry_uri");
      else if (!MANIFEST_KEYS.has(key)) {
        const hint = { wrong: key, names: MANIFEST_KEYS };
        this.#problems.add("PC131", at, `the key ${quote(key)} is left out`, hint, "key");
      }
    }
  }

  #url(shape: z.infer<typeof manifestShape>): string | undefined {
    const { schema_url: url, schema_base_url: base, semconv_version: version } = shape;
    if (url !== undefined) return url;
    if (base !== undefined && version !== undefined) return urlOf(base, version);
    const expected = "a URL whose last segment is a version, such as https://example.com/schemas/1.0.0";
    this.#problems.add("PC105", this.#root.place, `the key "schema_url" is missing`, { expected });
    return undefined;
  }

  /** @param isNamed Whether the manifest is so old that its dependencies may have names in the place of URLs. */
  #dependency(written: Written, isNamed: boolean): ManifestDependency | undefined {
    const { value, place } = written;
    if (isNamed && property(written, "schema_url") === undefined) {
      const shape = checkShape(namedDependencyShape, place, value, this.#problems);
      return shape && { schemaUrl: urlOf(shape.name, "unknown"), path: shape.registry_path, place };
    }
    const shape = checkShape(dependencyShape, place, value, this.#problems);
    if (shape === undefined) return undefined;
    const { schema_url: url, registry_path: path } = shape;
    return { schemaUrl: url, ...(path === undefined ? {} : { path }), place };
  }
}

/** Reads the manifest of a registry; `undefined`, and a problem, if it can't be used. */
export function readManifest(document: SchemaDocument, problems: Problems): Manifest | undefined {
  return new ManifestReader(document, problems).read();
}

/** The dependencies of a manifest, as far as it can be read: what is wrong with it, its compilation tells. */
export function manifestDependencies({ file, text }: SchemaSource): readonly ManifestDependency[] {
  const problems = new Problems(), document = readDocument(file, text, problems);
  return document === undefined ? [] : new ManifestReader(document, problems).dependencies();
}

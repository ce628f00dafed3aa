import { Problems } from "../schema/diagnostic.ts";
import { Place } from "../schema/document.ts";
import { readDocument } from "../schema/read_document.ts";
import type { SchemaSource } from "../schema/source.ts";
import { itemsOf, property } from "../schema/written.ts";

/** A registry that a manifest refers to. */
export interface ManifestDependency {
  readonly schemaUrl: string;
  /** As it is written; `undefined` where the manifest has none. */
  readonly path?: string;
  /** Of the path, or of the dependency where it has none. */
  readonly place: Place;
}

/** The dependencies of a manifest, as far as it can be read: what is wrong with it, its compilation tells. */
export function manifestDependencies({ file, text }: SchemaSource): readonly ManifestDependency[] {
  const document = readDocument(file, text, new Problems());
  if (document === undefined) return [];
  return itemsOf({ value: document.value, place: new Place(document, []) }, "dependencies").flatMap(
    (item) => {
      const schemaUrl = property(item, "schema_url") ?? property(item, "name");
      const path = property(item, "registry_path");
      if (typeof schemaUrl !== "string") return [];
      if (typeof path !== "string") return [{ schemaUrl, place: item.place }];
      return [{ schemaUrl, path, place: item.place.at("registry_path") }];
    },
  );
}

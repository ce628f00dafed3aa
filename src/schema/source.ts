import type { SchemaSource } from "./compile.ts";

/** A registry as it was read: the texts of its files, and the registries that its manifest refers to. */
export interface RegistrySource {
  readonly files: readonly SchemaSource[];
  /** Its `manifest.yaml`, where it has one. */
  readonly manifest?: SchemaSource;
  /** In the manifest's order. One that several registries refer to is one object. */
  readonly dependencies: readonly DependencySource[];
}

/** A registry that another one refers to. */
export interface DependencySource {
  /** The URL by which the manifest names it. */
  readonly schemaUrl: string;
  readonly source: RegistrySource;
}

/** One file of a schema. */
export interface SchemaSource {
  /** The file's name: messages begin with it. */
  readonly file: string;
  /** What is in it. */
  readonly text: string;
}

/** A schema, or a semantic-convention registry that somebody else wrote: its files, and what it depends on. */
export interface RegistrySource {
  /** Its own files, in any order. */
  readonly files: readonly SchemaSource[];
  /** Its `manifest.yaml`, if it has one. */
  readonly manifest?: SchemaSource;
  /** The registries that the manifest names, as far as they could be read. */
  readonly dependencies: readonly RegistryDependency[];
}

/** A registry that another one depends on. */
export interface RegistryDependency {
  /** As the manifest that names it has it. */
  readonly schemaUrl: string;
  /** Where it is, in the manifest's words. */
  readonly path?: string;
  /** Its files. One that several registries depend on is one object. */
  readonly source: RegistrySource;
}

/** One file of a schema. */
export interface SchemaSource {
  /** The file's name: messages begin with it. */
  readonly file: string;
  readonly text: string;
}

/** A schema, or a semantic-convention registry that somebody else wrote: its files, and what it depends on. */
export interface RegistrySource {
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
  readonly path?: string;
  readonly source: RegistrySource;
}

import {
  type Entity,
  GeneratedNames,
  type ModuleParts,
  type Schema,
  type SchemaFile,
} from "../schema/mod.ts";
import { modulePaths } from "./module_paths.ts";
import { importPath } from "./relative_path.ts";

/** Whether a file's module would have something in it. */
function isGenerated({ file, attributes, entities }: ModuleParts): boolean {
  const { metricSets, events, spans, refinements } = file;
  return [attributes, entities, metricSets, events, spans, ...Object.values(refinements)]
    .some(({ length }) => length > 0);
}

/** Which modules a schema has, what is called how in them, and what they import from each other. */
export class ModulePlan {
  readonly names: GeneratedNames;
  /** Of the files that have a module. */
  readonly parts: readonly ModuleParts[];
  readonly #paths: ReadonlyMap<SchemaFile, string>;
  readonly #values: ReadonlyMap<SchemaFile, ReadonlySet<SchemaFile>>;
  readonly #reachable = new Map<SchemaFile, ReadonlySet<SchemaFile>>();

  constructor({ files }: Schema, root: string | undefined) {
    this.names = new GeneratedNames(files);
    this.parts = this.names.parts.parts.filter(isGenerated);
    this.#paths = modulePaths(this.parts.map(({ file }) => file), root);
    this.#values = new Map(this.parts.map(({ file }) => [file, this.#entityFiles(file)]));
  }

  /** Where a file's module goes. */
  pathOf(file: SchemaFile): string {
    return this.#paths.get(file) ?? "";
  }

  /** What the module of one file imports that of another one as. */
  specifierOf(from: SchemaFile, to: SchemaFile): string {
    return importPath(this.pathOf(from), this.pathOf(to));
  }

  /**
   * Whether a file's module can import an entity's descriptor. Of modules that need each other's values, one is run before
   * it has what it imports: each of them has copies of its own instead.
   */
  isImportable(from: SchemaFile, entity: Entity): boolean {
    const owner = this.names.parts.fileOfEntity(entity);
    return owner !== undefined && owner !== from && !this.#reachableFrom(owner).has(from);
  }

  #entityFiles(file: SchemaFile): ReadonlySet<SchemaFile> {
    const entities = file.metricSets.flatMap(({ entity }) => entity ?? []);
    const owners = entities.flatMap((entity) => this.names.parts.fileOfEntity(entity) ?? []);
    return new Set(owners.filter((owner) => owner !== file));
  }

  #reachableFrom(start: SchemaFile): ReadonlySet<SchemaFile> {
    const known = this.#reachable.get(start);
    if (known !== undefined) return known;
    const reached = new Set<SchemaFile>(), open = [start];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      for (const next of this.#values.get(file) ?? []) {
        if (reached.has(next)) continue;
        reached.add(next);
        open.push(next);
      }
    }
    this.#reachable.set(start, reached);
    return reached;
  }
}

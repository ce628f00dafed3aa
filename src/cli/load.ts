import { normalPath, paths as systemPaths } from "../host/path.ts";
import { compare, type Diagnostic, Problems } from "../schema/diagnostic.ts";
import { manifestDependencies, type ManifestDependency } from "../schema/manifest.ts";
import type { RegistryDependency, RegistrySource, SchemaSource } from "../schema/source.ts";
import { quote } from "../schema/printable.ts";
import { SourceText } from "../schema/source_text.ts";
import { disk } from "./disk.ts";
import type { Found, Tree } from "./tree.ts";

/** No schema comes near these; they keep what is read by mistake, or from somebody hostile, off the memory. */
const MOST_FILE_BYTES = 16 * 1024 * 1024;
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_FILES = 10_000;
const MOST_ENTRIES = 100_000;
const DEEPEST_FOLDER = 64;

/** How many registries may stand behind one another, as Weaver has it. */
const MOST_LEVELS = 10;

/** Names of manifests; the second is what they were once called. */
const MANIFESTS: readonly string[] = ["manifest.yaml", "registry_manifest.yaml"];

/** A registry that was read, as far as it could be. */
export interface Loaded {
  readonly source: RegistrySource;
  /** What could not be read. */
  readonly problems: readonly Diagnostic[];
  /** The folders that were searched, and the files that were read by themselves. */
  readonly watched: readonly Watchable[];
  /** The folder of its manifest; `.` where it has none. */
  readonly folder: string;
}

/** What a change of may change what is read. */
export interface Watchable {
  readonly path: string;
  readonly kind: "file" | "folder";
}

/** A file that is to be read, and its name. */
interface FileFound {
  readonly path: string;
  readonly id: string;
}

/** Whether a file of that name is a schema file, or a manifest, by its name. */
export function isSchemaName(name: string): boolean {
  return /\.ya?ml$/.test(name) && !basename(name).startsWith(".");
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function dirname(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "." : path.slice(0, Math.max(end, 1));
}

function joined(folder: string, name: string): string {
  return folder === "." ? name : folder.endsWith("/") ? `${folder}${name}` : `${folder}/${name}`;
}

/** The text of bytes; the number of the first line that isn't UTF-8 if one isn't. */
function decoded(bytes: Uint8Array): string | number {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    let line = 1;
    for (let start = 0; start < bytes.length; line++) {
      const found = bytes.indexOf(10, start), end = found < 0 ? bytes.length : found;
      try {
        new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(start, end));
      } catch {
        return line;
      }
      start = end + 1;
    }
    return line;
  }
}

/** Reads a registry and all that its manifest refers to. */
class Loader {
  readonly #tree: Tree;
  readonly #problems = new Problems();
  readonly #watched = new Map<string, Watchable>();
  /** By what they were read from; those that are being read have no source yet. */
  readonly #registries = new Map<string, RegistrySource | undefined>();
  /** Files that a folder has, also those that were found before. */
  #found = 0;
  #files = 0;
  #folder = ".";
  #entries = 0;
  #bytes = 0;

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  async load(typed: readonly string[]): Promise<Loaded> {
    const roots = typed.map(normalPath);
    for (const root of roots) {
      const found = await this.#tree.look(root).catch(() => undefined);
      if (found?.kind === "folder") this.#registries.set(found.id, undefined);
    }
    const source = await this.#registry(roots, 0);
    const watched = [...this.#watched.values()];
    return { source, problems: this.#problems.sorted(), watched, folder: this.#folder };
  }

  async #registry(paths: readonly string[], level: number): Promise<RegistrySource> {
    const found = new Map<string, FileFound>(), manifests = new Map<string, FileFound>();
    for (const path of paths) await this.#search(path, found, manifests);
    for (const id of manifests.keys()) found.delete(id);
    const [manifestFile, ...others] = manifests.values();
    for (const other of others) {
      this.#add("PC115", other.path, "a second manifest", `one: the first is ${this.#nameOf(manifestFile)}`);
    }
    const sorted = [...found.values()].sort((a, b) => compare(a.path, b.path));
    const manifest = manifestFile && await this.#read(manifestFile);
    if (level === 0 && manifestFile !== undefined) this.#folder = dirname(manifestFile.path);
    const expected = sorted.length > MOST_FILES ? [] : sorted.map(({ path }) => path);
    this.#tree.expect(expected);
    const files: SchemaSource[] = [];
    for (const file of sorted) {
      const source = await this.#read(file);
      if (source !== undefined) files.push(source);
    }
    const dependencies = manifestFile === undefined || manifest === undefined
      ? []
      : await this.#dependencies(manifestFile, manifest, level);
    return { files, ...(manifest === undefined ? {} : { manifest }), dependencies };
  }

  /** Finds the files at a path that was typed, or that a manifest has. */
  async #search(
    path: string,
    files: Map<string, FileFound>,
    manifests: Map<string, FileFound>,
  ): Promise<void> {
    const found = await this.#look(path);
    if (found === "failed") return;
    if (found === undefined) return this.#unreadable(path, "there is no such file or folder");
    if (found.kind === "other") return this.#unreadable(path, "it is neither a file nor a folder");
    this.#watched.set(path, { path, kind: found.kind });
    if (found.kind === "file") {
      (MANIFESTS.includes(basename(path)) ? manifests : files).set(found.id, { path, id: found.id });
      return;
    }
    const visited = new Set<string>(), { count } = this.#problems, before = this.#found;
    await this.#walk(path, found, { files, manifests, visited }, 0);
    if (this.#found === before && this.#problems.count === count) {
      this.#unreadable(path, "no schema file is in it", "files whose names end with .yaml or .yml");
    }
  }

  async #walk(
    path: string,
    { id }: Found,
    into: {
      readonly files: Map<string, FileFound>;
      readonly manifests: Map<string, FileFound>;
      readonly visited: Set<string>;
    },
    depth: number,
  ): Promise<void> {
    // A link to a folder that was seen already leads in a circle, or to files that are known.
    if (into.visited.has(id)) return;
    into.visited.add(id);
    if (depth > DEEPEST_FOLDER) return this.#limit(path, `folders in more than ${DEEPEST_FOLDER} folders`);
    const names = await this.#attempt(path, () => this.#tree.list(path)) ?? [];
    this.#entries += names.length;
    if (this.#entries > MOST_ENTRIES) {
      return this.#limit(path, `more than ${MOST_ENTRIES} files in its folders`);
    }
    for (const name of names.toSorted(compare)) {
      if (name.startsWith(".")) continue;
      const below = joined(path, name), isSchema = isSchemaName(name);
      const found = await this.#look(below);
      if (found === "failed") continue;
      if (found === undefined && isSchema) this.#unreadable(below, "it is a link to nothing");
      if (found?.kind === "folder") await this.#walk(below, found, into, depth + 1);
      if (found?.kind === "other" && isSchema) this.#unreadable(below, "it is neither a file nor a folder");
      if (found?.kind !== "file" || !isSchema) continue;
      const isManifest = MANIFESTS.includes(name);
      // Beside the registry's own, which is in its root, a manifest is that of another registry: no schema file.
      if (isManifest && depth > 0) continue;
      const target = isManifest ? into.manifests : into.files;
      if (!isManifest) this.#found++;
      if (!target.has(found.id)) target.set(found.id, { path: below, id: found.id });
    }
  }

  async #dependencies(
    file: FileFound,
    manifest: SchemaSource,
    level: number,
  ): Promise<readonly RegistryDependency[]> {
    const dependencies: RegistryDependency[] = [];
    for (const dependency of manifestDependencies(manifest)) {
      const { schemaUrl, path } = dependency;
      const source = await this.#dependency(dirname(file.path), dependency, level);
      if (source !== undefined) {
        dependencies.push({ schemaUrl, ...(path === undefined ? {} : { path }), source });
      }
    }
    return dependencies;
  }

  async #dependency(
    folder: string,
    { path, place }: ManifestDependency,
    level: number,
  ): Promise<RegistrySource | undefined> {
    const refuse = (message: string, expected: string) => {
      const at = path === undefined ? place : place.at("registry_path");
      this.#problems.add("PC118", at, message, { expected });
      return undefined;
    };
    if (path === undefined) {
      return refuse(
        "a dependency that isn't on this machine",
        "its path, once it is checked out: registry_path: DIR",
      );
    }
    if (/^[a-z][a-z0-9+.-]*:\/\/|^[^/]*@[^/]*:|\.git\b|@.*\[/i.test(path)) {
      return refuse("a dependency on a URL, which isn't fetched", "the path of a checkout of it");
    }
    if (/\.(?:zip|tgz|tar|tar\.\w+|gz|xz)$/i.test(path)) {
      return refuse(
        "a dependency on an archive, which isn't unpacked",
        "the path of a folder with its files",
      );
    }
    if (path.includes("\0")) {
      return refuse("there is no such folder or file", "a path from the manifest's folder");
    }
    const target = systemPaths().isAbsolute(path) ? normalPath(path) : normalPath(`${folder}/${path}`);
    const found = await this.#look(target);
    if (found === "failed") return undefined;
    if (found === undefined || found.kind === "other") {
      return refuse(
        "there is no such folder or file",
        `a path from the manifest's folder; this is ${this.#shown(target)}`,
      );
    }
    // An error would show a line of it: a manifest is no way to read what a machine keeps to itself.
    if (found.kind === "file" && !/\.(?:ya?ml|json)$/i.test(found.id)) {
      return refuse(
        "a file that is no schema file by its name",
        "a folder, or a file *.yaml, *.yml or *.json",
      );
    }
    if (level + 1 > MOST_LEVELS) {
      return refuse(`more than ${MOST_LEVELS} registries behind one another`, "fewer");
    }
    if (this.#registries.has(found.id)) {
      const known = this.#registries.get(found.id);
      return known ??
        refuse("registries that depend on each other in a circle", "none that depends on itself");
    }
    this.#registries.set(found.id, undefined);
    const source = await this.#registry([target], level + 1);
    this.#registries.set(found.id, source);
    return source;
  }

  async #read({ path }: FileFound): Promise<SchemaSource | undefined> {
    if (++this.#files > MOST_FILES) {
      if (this.#files === MOST_FILES + 1) this.#limit(path, `more than ${MOST_FILES} files`);
      return undefined;
    }
    const bytes = await this.#attempt(path, () => this.#tree.read(path, MOST_FILE_BYTES + 1));
    if (bytes === undefined) return undefined;
    if (bytes.length > MOST_FILE_BYTES) {
      this.#limit(path, `a file of more than ${MOST_FILE_BYTES >> 20} MiB`);
      return undefined;
    }
    const before = this.#bytes;
    this.#bytes += bytes.length;
    if (this.#bytes > MOST_BYTES) {
      if (before <= MOST_BYTES) this.#limit(path, `files of more than ${MOST_BYTES >> 20} MiB together`);
      return undefined;
    }
    const text = decoded(bytes);
    if (typeof text === "string") return { file: this.#tree.nameOf(path), text };
    this.#unreadable(path, `its line ${text} isn't UTF-8`, "a file in UTF-8");
    return undefined;
  }

  /** What is at a path; `undefined` where there is nothing, `failed`, and a problem, where that can't be told. */
  async #look(path: string): Promise<Found | undefined | "failed"> {
    try {
      return await this.#tree.look(path);
    } catch (error) {
      this.#unreadable(path, this.#tree.reasonOf(error));
      return "failed";
    }
  }

  async #attempt<T>(path: string, action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      this.#unreadable(path, this.#tree.reasonOf(error));
      return undefined;
    }
  }

  #unreadable(path: string, message: string, expected?: string): void {
    this.#add("PC140", path, message, expected);
  }

  #limit(path: string, message: string): void {
    this.#add("PC102", path, message);
  }

  #add(code: "PC102" | "PC115" | "PC140", path: string, message: string, expected?: string): void {
    const source = new SourceText(this.#tree.nameOf(path), "");
    this.#problems.addAt(code, source, 0, message, expected === undefined ? {} : { expected });
  }

  #nameOf(file: FileFound | undefined): string {
    return file === undefined ? "" : this.#shown(file.path);
  }

  #shown(path: string): string {
    return quote(this.#tree.nameOf(path));
  }
}

/**
 * Reads what was typed: files, and folders with all schema files in them, at any depth, by name; hidden ones are
 * passed over. A folder's `manifest.yaml` is its manifest, whose dependencies are read too.
 */
export function load(typed: readonly string[], tree: Tree = disk): Promise<Loaded> {
  return new Loader(tree).load(typed);
}

import { runChild } from "../host/child.ts";
import type { Found, Tree } from "./tree.ts";

/** A repository's list of files is that long at most, in bytes; and so is a file that is read from it. */
const MOST_OUTPUT = 64 * 1024 * 1024;

/** What is typed for a place in a revision: `HEAD~1:schema`. */
export interface RevisionPath {
  readonly revision: string;
  /** From the root of the repository. */
  readonly path: string;
}

/** A file or a folder of a revision. */
interface Entry extends Found {
  /** The object that has a file's bytes. */
  readonly object: string;
}

/**
 * What is meant by `REVISION:PATH`; `undefined` for what has another form. A revision that begins with a dash is none:
 * git would take it for an option.
 */
export function revisionPath(text: string): RevisionPath | undefined {
  const [, revision, path] = /^([^-:\s][^:\s]*):([^\0]*)$/.exec(text) ?? [];
  return revision === undefined || path === undefined ? undefined : { revision, path };
}

/** A revision that can't be read, or a file in it; the message says why. */
class RevisionError extends Error {}

function git(args: readonly string[], input = ""): Uint8Array {
  const { code, output, errors } = runChild("git", ["--no-pager", ...args], input, MOST_OUTPUT);
  if (code === 0) return output;
  throw new RevisionError(errors.trim().replace(/^(?:fatal|error): /, "").split("\n")[0] || "git has failed");
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The tree of a revision. */
function objectOf(revision: string): string {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{tree}`];
  // Without this, something that git takes for several revisions, or for an option, could stand there.
  const isName = /^[^-\s:][^\s:]*$/.test(revision);
  const { code, output } = isName
    ? runChild("git", args, "", MOST_OUTPUT)
    : { code: 1, output: new Uint8Array() };
  const [, object] = /^([0-9a-f]+)\n$/.exec(text(output)) ?? [];
  if (code === 0 && object !== undefined) return object;
  throw new RevisionError(`git has no revision ${JSON.stringify(revision)}`);
}

/** The entries of a revision, by path; folders among them. */
function entriesOf(tree: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>([["", { kind: "folder", id: "", object: tree }]]);
  for (const line of text(git(["ls-tree", "-r", "-t", "-z", "--full-tree", tree])).split("\0")) {
    const [, mode, type, object, path] = /^(\d+) (\w+) ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    if (mode === undefined || object === undefined || path === undefined) continue;
    // Neither links nor other repositories are followed within a revision.
    const kind = type === "tree" ? "folder" : type === "blob" && mode !== "120000" ? "file" : "other";
    entries.set(path, { kind, id: path, object });
  }
  return entries;
}

/** The bytes of objects, in their order, by one call of git. */
function blobs(objects: readonly string[]): readonly Uint8Array[] {
  const output = git(["cat-file", "--batch"], objects.map((object) => `${object}\n`).join(""));
  const found: Uint8Array[] = [];
  for (let at = 0; at < output.length;) {
    // `<object> blob <bytes>`, a line's end, the bytes, a line's end.
    const end = output.indexOf(10, at), size = Number(text(output.subarray(at, end)).split(" ")[2]);
    if (end < 0 || !Number.isSafeInteger(size)) throw new RevisionError("git can't read it");
    found.push(output.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return found;
}

/**
 * The files of a revision, of the git repository in which the command was typed. Neither the working tree nor
 * anything that the repository's configuration names is touched.
 *
 * @throws {Error} when there is no such revision.
 */
export function revisionTree(revision: string): Tree {
  const entries = entriesOf(objectOf(revision));
  // By folder: a repository has tens of thousands of them, each of which may be listed.
  const names = new Map<string, string[]>();
  for (const path of entries.keys()) {
    if (path === "") continue;
    const end = path.lastIndexOf("/"), folder = path.slice(0, Math.max(end, 0)), name = path.slice(end + 1);
    const others = names.get(folder);
    if (others === undefined) names.set(folder, [name]);
    else others.push(name);
  }
  const entryOf = (path: string): Entry => {
    const entry = entries.get(path === "." ? "" : path);
    if (entry === undefined) throw new RevisionError("there is no such file or folder");
    return entry;
  };
  const contents = new Map<string, Uint8Array>();
  const fetch = (paths: readonly string[]) => {
    const objects = paths.map((path) => entryOf(path).object).filter((object) => !contents.has(object));
    if (objects.length === 0) return;
    const found = blobs(objects);
    objects.forEach((object, index) => contents.set(object, found[index] ?? new Uint8Array()));
  };
  return {
    nameOf: (path) => `${revision}:${path}`,
    look: (path) => Promise.resolve(entries.get(path === "." ? "" : path)),
    list: (path) => Promise.resolve(names.get(entryOf(path).id) ?? []),
    expect: fetch,
    read(path, most) {
      const { object } = entryOf(path);
      fetch([path]);
      return Promise.resolve((contents.get(object) ?? new Uint8Array()).subarray(0, most));
    },
    reasonOf: (error) => error instanceof Error ? error.message : String(error),
  };
}

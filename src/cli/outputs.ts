import {
  fileInfo,
  fileReason,
  makeFolder,
  readBytes,
  removeFile,
  renameFile,
  writeNew,
} from "../host/file.ts";
import { paths, withSlashes } from "../host/path.ts";
import { CommandError } from "./command.ts";
import type { FileNote } from "./report.ts";

/** A file that a command makes. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** Files by their paths in a folder. @throws {CommandError} for one that would be outside of it. */
export function filesIn(folder: string, files: readonly OutputFile[]): readonly OutputFile[] {
  const { join, normalize, isAbsolute } = paths();
  return files.map(({ path, text }) => {
    if (isAbsolute(path) || /^\.\.(?:$|[/\\])/.test(normalize(path))) {
      throw new CommandError(`${path}: it would be outside of ${folder}`);
    }
    return { path: withSlashes(join(folder, path)), text };
  });
}

/** A file that a command once made, and makes no longer. */
export interface ObsoleteFile {
  readonly path: string;
  readonly reason: string;
}

/** How files are written. */
export interface OutputOptions {
  /** Nothing is written, and it is told what would be. */
  readonly isCheck: boolean;
  /** What to type for a stale file to be written. */
  readonly command: string;
}

async function isFresh({ path, text }: OutputFile): Promise<boolean> {
  const bytes = new TextEncoder().encode(text);
  const info = await fileInfo(path);
  if (info?.kind !== "file") return false;
  const found = await readBytes(path, bytes.length + 1);
  return found.length === bytes.length && found.every((byte, index) => byte === bytes[index]);
}

/** The name under which a file is written until it is whole: beside it, hidden, and nobody else's. */
function temporaryName(path: string): string {
  const { dirname, basename, join } = paths();
  return join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.tmp`);
}

/** Does something to a file. @throws {CommandError} with the file's name. */
async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new CommandError(`${path}: ${fileReason(error)}`);
  }
}

/** Writes all files, or none: each under another name first, so that nobody ever reads half of one. */
async function writeAll(files: readonly OutputFile[]): Promise<void> {
  const written: { readonly from: string; readonly to: string }[] = [];
  try {
    for (const { path, text } of files) {
      const info = await attempt(path, () => fileInfo(path));
      if (info !== undefined && info.kind !== "file") {
        throw new CommandError(`${path}: there is something else of that name`);
      }
      await attempt(path, () => makeFolder(paths().dirname(path)));
      const from = temporaryName(path);
      written.push({ from, to: path });
      await attempt(path, () => writeNew(from, text));
    }
    for (const { from, to } of written) await attempt(to, () => renameFile(from, to));
  } catch (error) {
    for (const { from } of written) await removeFile(from).catch(() => undefined);
    throw error;
  }
}

/**
 * Writes those files that differ from what is there, and removes those that are obsolete; with `isCheck` only tells of
 * both.
 *
 * @throws {CommandError} when a file can't be written; then none is.
 */
export async function writeOutputs(
  files: readonly OutputFile[],
  obsolete: readonly ObsoleteFile[],
  { isCheck, command }: OutputOptions,
): Promise<readonly FileNote[]> {
  const fresh = new Set<OutputFile>();
  for (const file of files) if (await attempt(file.path, () => isFresh(file))) fresh.add(file);
  if (!isCheck) {
    await writeAll(files.filter((file) => !fresh.has(file)));
    for (const { path } of obsolete) await attempt(path, () => removeFile(path));
  }
  const reason = `run ${command}`;
  return [
    ...files.map((file): FileNote => {
      const { path } = file;
      if (fresh.has(file)) return { path, state: "up to date" };
      return isCheck ? { path, state: "stale", reason } : { path, state: "written" };
    }),
    ...obsolete.map(({ path, reason }): FileNote => ({ path, state: isCheck ? "stale" : "removed", reason })),
  ];
}

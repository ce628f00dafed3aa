import { joined } from "./joined.ts";
import { type FileSystem, fileSystem, isPermitted } from "./runtime.ts";

/** Bytes that are read at once. */
const CHUNK_BYTES = 64 * 1024;

/** What a path leads to, behind all links. */
export interface FileInfo {
  readonly kind: "file" | "folder" | "other";
  /** The path without links: two paths with one `realPath` lead to one thing. */
  readonly realPath: string;
}

/** The reasons for which a system refuses a path, in words; those that a user can do something about. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "it may not be read or written",
  EEXIST: "there is something else of that name",
  EISDIR: "it is a folder",
  ELOOP: "its links lead in a circle",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "there is no such file or folder",
  ENOSPC: "no space is left",
  ENOTDIR: "a part of its path is not a folder",
  EPERM: "it may not be read or written",
  EROFS: "nothing can be written there",
};

function files(): FileSystem {
  const files = fileSystem();
  if (files === undefined) throw new Error("this runtime has no files");
  return files;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Why something could not be done with a file, in the same words on every runtime. */
export function fileReason(error: unknown): string {
  const code = codeOf(error);
  if (Object.hasOwn(REASONS, code)) return REASONS[code] ?? code;
  return error instanceof Error ? error.message : String(error);
}

/** The bytes of a file, read as they are asked for. @throws when there is no such file, or it can't be read. */
export async function openFile(path: string): Promise<ReadableStream<Uint8Array>> {
  const file = await files().promises.open(path);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = new Uint8Array(CHUNK_BYTES);
      const { bytesRead } = await file.read(chunk, 0, chunk.length, null);
      if (bytesRead > 0) return controller.enqueue(chunk.subarray(0, bytesRead));
      await file.close();
      controller.close();
    },
    cancel: () => file.close(),
  }, { highWaterMark: 0 });
}

/** The text of a small file; nothing where there is none, or it may not be read. */
export function readText(path: string): string | undefined {
  try {
    return isPermitted("read", path) ? fileSystem()?.readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}

/** The first `most` bytes of a file. Memory is taken for what the file has, not for `most`. */
export async function readBytes(path: string, most: number): Promise<Uint8Array> {
  const file = await files().promises.open(path);
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    while (length < most) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, most - length));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) break;
      chunks.push(chunk.subarray(0, bytesRead));
      length += bytesRead;
    }
    return joined(chunks);
  } finally {
    await file.close();
  }
}

/** What a path leads to; `undefined` where there is nothing. @throws when that can't be told. */
export async function fileInfo(path: string): Promise<FileInfo | undefined> {
  const { promises } = files();
  try {
    const info = await promises.stat(path), realPath = await promises.realpath(path);
    return { kind: info.isFile() ? "file" : info.isDirectory() ? "folder" : "other", realPath };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** The names of what is in a folder, in no order. */
export function folderNames(path: string): Promise<readonly string[]> {
  return files().promises.readdir(path);
}

/** A folder, and those that it is in; nothing where it is there. */
export async function makeFolder(path: string): Promise<void> {
  await files().promises.mkdir(path, { recursive: true });
}

/** Writes a file that must not be there yet; not through a link either. */
export async function writeNew(path: string, text: string): Promise<void> {
  await files().promises.writeFile(path, text, { flag: "wx" });
}

/** Gives a file another name; what had that name is gone, in one step. */
export async function renameFile(from: string, to: string): Promise<void> {
  await files().promises.rename(from, to);
}

/** Removes a file; nothing where there is none. */
export async function removeFile(path: string): Promise<void> {
  await files().promises.rm(path, { force: true });
}

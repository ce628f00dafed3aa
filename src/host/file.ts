import { fileSystem, isPermitted } from "./runtime.ts";

/** Bytes that are read at once. */
const CHUNK_BYTES = 64 * 1024;

/** The bytes of a file, read as they are asked for. @throws when there is no such file, or it can't be read. */
export async function openFile(path: string): Promise<ReadableStream<Uint8Array>> {
  const files = fileSystem();
  if (files === undefined) throw new Error("this runtime has no files");
  const file = await files.promises.open(path);
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

import process from "node:process";
import { writeOutputs } from "../src/cli/outputs.ts";
import { ROOT } from "./_root.ts";

/**
 * Writes a file that is made from others, or with `isCheck` tells when it is stale. Resolves to the exit code.
 *
 * @param path From the project's folder.
 * @param command What to type for it to be written.
 */
export async function writeGenerated(
  path: string,
  text: string,
  isCheck: boolean,
  command: string,
): Promise<number> {
  process.chdir(ROOT);
  const [note] = await writeOutputs([{ path, text }], [], { isCheck, command });
  if (note?.state !== "stale") return 0;
  console.error(`${note.path} is stale: ${note.reason}`);
  return 1;
}

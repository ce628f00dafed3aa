/** `deno task percore COMMAND …`, or `bun run percore COMMAND …`: the command line, from a clone. */
import process from "node:process";

// Tasks run in the folder of the manifest; paths are relative to where the command was typed.
process.chdir(process.env.INIT_CWD ?? ".");
await import("../src/cli/main.ts");

import { nearest } from "../schema/nearest.ts";
import { maskInvisible } from "../schema/printable.ts";
import { type Command, ExitCode, type Output, UsageError } from "./command.ts";
import { COMMANDS } from "./commands.ts";

/**
 * Does what was typed behind `percore`: the name of a command, and what belongs to it. Resolves to the exit code: 0 done,
 * 1 not done, 2 can't be meant. Never rejects.
 *
 * @example
 * ```ts
 * import { run } from "@percore/telemetry/cli";
 * const lines: string[] = [];
 * const output = { out: (line: string) => lines.push(line), error: (line: string) => lines.push(line) };
 * if (await run(["--help"], output) !== 0) throw new Error(lines.join("\n"));
 * ```
 */
export async function run(args: readonly string[], output: Output): Promise<number> {
  const [name = "", ...rest] = args;
  if (name === "--help" || name === "-h") {
    output.out(usage());
    return ExitCode.done;
  }
  const command = COMMANDS.find((command) => command.name === name);
  if (command === undefined) {
    const other = nearest(name, COMMANDS.map(({ name }) => name));
    const problem = name === "" ? "which command?" : `there is no command ${maskInvisible(name)}`;
    output.error(`${problem}${other === undefined ? "" : `: ${other}?`}\n${usage()}`);
    return ExitCode.usage;
  }
  if (rest.includes("--help")) {
    output.out(command.help);
    return ExitCode.done;
  }
  return await attempt(command, rest, output);
}

async function attempt(command: Command, args: readonly string[], output: Output): Promise<number> {
  try {
    return await command.run(args, withoutProgress(output));
  } catch (error) {
    output.progress?.("");
    // It may have a name in it that somebody hostile gave to a file.
    const message = maskInvisible(error instanceof Error ? error.message : String(error));
    const isUsage = error instanceof UsageError;
    output.error(isUsage ? `${message}\n${command.help}` : `percore ${command.name}: ${message}`);
    return isUsage ? ExitCode.usage : ExitCode.failed;
  }
}

/** The same output, where what is written takes away the line of progress before it. */
function withoutProgress(output: Output): Output {
  const { progress } = output;
  if (progress === undefined) return output;
  const clear = () => progress("");
  return {
    out: (line) => (clear(), output.out(line)),
    error: (line) => (clear(), output.error(line)),
    progress,
  };
}

function usage(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, brief }) => `  ${name.padEnd(width)}  ${brief}`);
  return ["usage: percore COMMAND …; percore COMMAND --help says more", ...lines].join("\n");
}

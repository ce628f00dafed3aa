import { CODES } from "../schema/codes.ts";
import { type Diagnostic, formatDiagnostic } from "../schema/diagnostic.ts";
import type { Arguments } from "./arguments.ts";
import { ExitCode, type Output, UsageError } from "./command.ts";
import { jsonText, terminalText } from "./printed.ts";

/** How a command tells what it has found: for people, for programs, or as notes beside a pull request's lines. */
export type Format = "text" | "json" | "github";

const FORMATS: readonly string[] = ["text", "json", "github"];

/** The options that every command with a report has. */
export const REPORT_OPTIONS = { format: "text", json: "flag", help: "flag" } as const;

/** What `--help` says of them. */
export const REPORT_HELP = `  --format FORMAT     problems as text, as json (all on one line), or for github (notes in a pull request)
  --json              the same as --format json
  --help              this text`;

function isFormat(text: string): text is Format {
  return FORMATS.includes(text);
}

/** The format that was asked for. @throws {UsageError} */
export function formatOf(given: Arguments): Format {
  const format = given.text("format") ?? (given.has("json") ? "json" : "text");
  if (!isFormat(format)) throw new UsageError(`--format ${format}: there are ${FORMATS.join(", ")}`);
  if (given.has("json") && format !== "json") throw new UsageError(`--json beside --format ${format}`);
  return format;
}

/** What has become of a file. */
export type FileState = "written" | "up to date" | "stale" | "removed";

/** A file of which a command tells. */
export interface FileNote {
  readonly path: string;
  readonly state: FileState;
  /** Why, where that isn't plain. */
  readonly reason?: string;
}

function levelOf({ code }: Diagnostic): "error" | "warning" {
  return CODES[code].level;
}

/** A number and what it counts: `1 error`, `2 errors`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** Text within a command for GitHub's runner (GitHub Actions, "Workflow commands"). */
function escapedData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A problem as a note beside the line that it is about. */
function annotation(problem: Diagnostic): string {
  const { code, file, line, column, message, expected, suggestion } = problem;
  const properties = { file, line: String(line), col: String(column), title: code };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapedProperty(value)}`).join(",");
  const hints = [
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(suggestion === undefined ? [] : [`did you mean ${suggestion}?`]),
  ];
  return `::${levelOf(problem)} ${list}::${escapedData([message, ...hints].join("; "))}`;
}

/** What is told of a problem to a program. */
function problemObject(problem: Diagnostic): object {
  const { code, file, line, column, message, expected, suggestion } = problem;
  return { code, level: levelOf(problem), file, line, column, message, expected, suggestion };
}

/** Tells what a command has found and done. */
export class Report {
  readonly #command: string;
  readonly #format: Format;
  readonly #output: Output;
  readonly #problems: Diagnostic[] = [];
  readonly #files: FileNote[] = [];
  readonly #more: Record<string, unknown> = {};
  /** Whether warnings count as errors. */
  readonly #isStrict: boolean;

  constructor(command: string, format: Format, output: Output, isStrict = false) {
    this.#command = command;
    this.#format = format;
    this.#output = output;
    this.#isStrict = isStrict;
  }

  problems(problems: readonly Diagnostic[]): void {
    this.#problems.push(...problems);
  }

  file(note: FileNote): void {
    this.#files.push(note);
  }

  /** A line for people, and what stands for it in the object for programs. */
  note(line: string, more: Readonly<Record<string, unknown>>): void {
    Object.assign(this.#more, more);
    if (this.#format !== "json") this.#output.out(terminalText(line));
  }

  get #errors(): number {
    return this.#problems.filter((problem) => levelOf(problem) === "error").length;
  }

  /** Whether what was asked for can't be done. */
  get isFailed(): boolean {
    return this.#errors > 0 || this.#isStrict && this.#problems.length > 0;
  }

  /** Writes it all. Returns the command's exit code. */
  end(): number {
    const isStale = this.#files.some(({ state }) => state === "stale");
    if (this.#format === "json") {
      const result = this.isFailed ? "problems" : isStale ? "stale" : "done";
      const problems = this.#problems.map(problemObject);
      const object = { command: this.#command, result, problems, files: this.#files, ...this.#more };
      this.#output.out(jsonText(object));
    } else {
      this.#tellProblems();
      for (const note of this.#files) this.#tellFile(note);
    }
    return this.isFailed || isStale ? ExitCode.failed : ExitCode.done;
  }

  #tellProblems(): void {
    if (this.#problems.length === 0) return;
    if (this.#format === "github") {
      for (const problem of this.#problems) this.#output.out(terminalText(annotation(problem)));
    } else {
      for (const problem of this.#problems) this.#output.error(`${formatDiagnostic(problem)}\n`);
    }
    const errors = this.#errors, warnings = this.#problems.length - errors;
    const counts = [
      ...(errors > 0 ? [counted(errors, "error")] : []),
      ...(warnings > 0 ? [counted(warnings, "warning")] : []),
    ];
    this.#output.error(counts.join(", "));
  }

  #tellFile({ path, state, reason }: FileNote): void {
    const verb = state === "up to date" || state === "stale" ? "is " : "";
    const line = terminalText(`${path} ${verb}${state}${reason === undefined ? "" : `: ${reason}`}`);
    if (state === "stale") this.#output.error(line);
    else this.#output.out(line);
  }
}

import type { Diagnostic } from "../schema/diagnostic.ts";
import { jsonText } from "../schema/printable.ts";
import { countOf, formatReport, REPORT_FORMATS, type ReportFormat, summaryOf } from "../schema/report.ts";
import type { Arguments } from "./arguments.ts";
import { ExitCode, type Output, UsageError } from "./command.ts";
import { terminalText } from "./printed.ts";

/** The options that every command with a report has. */
export const REPORT_OPTIONS = { format: "text", json: "flag", help: "flag" } as const;

/** What `--help` says of them. */
export const REPORT_HELP =
  `  --format FORMAT     problems as text, as json (all on one line), or for github (notes in a pull request)
  --json              the same as --format json
  --help              this text`;

function isFormat(text: string): text is ReportFormat {
  return REPORT_FORMATS.some((format) => format === text);
}

/** The format that was asked for. @throws {UsageError} */
export function formatOf(given: Arguments): ReportFormat {
  const format = given.text("format") ?? (given.has("json") ? "json" : "text");
  if (!isFormat(format)) throw new UsageError(`--format ${format}: there are ${REPORT_FORMATS.join(", ")}`);
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

/** A number and what it counts: `1 file`, `2 files`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** Tells what a command has found and done: for people line by line, for programs in one object. */
export class Report {
  readonly #command: string;
  readonly #format: ReportFormat;
  readonly #output: Output;
  readonly #isStrict: boolean;
  readonly #problems: Diagnostic[] = [];
  readonly #files: FileNote[] = [];
  readonly #notes: string[] = [];
  #more: Readonly<Record<string, unknown>> = {};
  #text: string | undefined;
  #isBroken = false;

  /** @param isStrict Whether a warning is as bad as an error. */
  constructor(command: string, format: ReportFormat, output: Output, isStrict = false) {
    this.#command = command;
    this.#format = format;
    this.#output = output;
    this.#isStrict = isStrict;
  }

  problems(problems: readonly Diagnostic[]): void {
    this.#problems.push(...problems);
  }

  files(notes: readonly FileNote[]): void {
    this.#files.push(...notes);
  }

  /** What else was found: a line for people, and what stands for it in the object for programs. */
  note(line: string, more: Readonly<Record<string, unknown>> = {}): void {
    this.#notes.push(line);
    this.#more = { ...this.#more, ...more };
  }

  /** A text that was asked for without a file to write it to: it is written as it is. */
  text(text: string): void {
    this.#text = text;
  }

  /** Lets the command fail, for a reason that isn't a problem of the schema. */
  fail(): void {
    this.#isBroken = true;
  }

  /** Whether a problem keeps the command from doing what it was asked for. */
  get isFailed(): boolean {
    return countOf(this.#problems, "error") > 0 || this.#isStrict && this.#problems.length > 0;
  }

  /** Writes it all. Returns the command's exit code. */
  end(): number {
    const isStale = this.#files.some(({ state }) => state === "stale");
    const result = this.isFailed ? "problems" : this.#isBroken ? "failed" : isStale ? "stale" : "done";
    if (this.#format === "json") {
      const problems = this.#problems, files = this.#files;
      const counts = { errors: countOf(problems, "error"), warnings: countOf(problems, "warning") };
      const object = {
        command: this.#command,
        result,
        ...counts,
        problems,
        files,
        text: this.#text,
        ...this.#more,
      };
      this.#output.out(jsonText(object));
    } else {
      this.#tellProblems();
      for (const note of this.#files) this.#tellFile(note);
      for (const line of this.#notes) this.#output.out(terminalText(line));
      if (this.#text !== undefined) this.#output.out(this.#text.replace(/\n$/, ""));
    }
    return result === "done" ? ExitCode.done : ExitCode.failed;
  }

  #tellProblems(): void {
    if (this.#problems.length === 0) return;
    const report = terminalText(formatReport(this.#problems, this.#format));
    if (this.#format === "text") return this.#output.error(report);
    this.#output.out(report);
    this.#output.error(summaryOf(this.#problems));
  }

  #tellFile({ path, state, reason }: FileNote): void {
    const verb = state === "up to date" || state === "stale" ? "is " : "";
    const line = terminalText(`${path} ${verb}${state}${reason === undefined ? "" : `: ${reason}`}`);
    if (state === "stale") this.#output.error(line);
    else this.#output.out(line);
  }
}

import type { Level } from "./codes.ts";
import { type Diagnostic, formatDiagnostic, helpOf } from "./diagnostic.ts";
import { maskInvisible } from "./printable.ts";

/** How a report of problems is written: for people, for programs, or as annotations in a pull request on GitHub. */
export type ReportFormat = "text" | "json" | "github";

/** All of {@linkcode ReportFormat}. */
export const REPORT_FORMATS: readonly ReportFormat[] = ["text", "json", "github"];

/** How many problems of a level there are. */
export function countOf(problems: readonly Diagnostic[], level: Level): number {
  return problems.reduce((count, problem) => problem.level === level ? count + 1 : count, 0);
}

/** `2 errors, 1 warning`; `no problems` if there are none. */
export function summaryOf(problems: readonly Diagnostic[]): string {
  const parts = (["error", "warning"] as const).map((level) => [countOf(problems, level), level] as const)
    .filter(([count]) => count > 0)
    .map(([count, level]) => `${count} ${level}${count === 1 ? "" : "s"}`);
  return parts.length === 0 ? "no problems" : parts.join(", ");
}

/**
 * A report of problems, without a line feed at its end. As text, each problem and then their counts; as JSON, one object
 * `{problems, errors, warnings}` whose problems are {@linkcode Diagnostic}s; for GitHub, one workflow command a line, and
 * nothing if there are no problems. Texts from a schema stay inert in each of them.
 *
 * @example
 * ```ts ignore
 * import { formatReport } from "@percore/telemetry/schema";
 * const text = formatReport([], "text");
 * if (text !== "no problems") throw new Error(text);
 * ```
 */
export function formatReport(problems: readonly Diagnostic[], format: ReportFormat): string {
  switch (format) {
    case "text":
      return [...problems.map(formatDiagnostic), summaryOf(problems)].join("\n\n");
    case "json": {
      const counts = { errors: countOf(problems, "error"), warnings: countOf(problems, "warning") };
      return JSON.stringify({ problems, ...counts }, null, 2);
    }
    case "github":
      return problems.map(workflowCommand).join("\n");
  }
}

/** A problem as GitHub's workflow commands have it ("Setting an error message"). */
function workflowCommand(problem: Diagnostic): string {
  const { level, code, file, line, column, message } = problem;
  const properties = { file: maskInvisible(file), line, col: column, title: code };
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${level} ${pairs.join(",")}::${escapeData([message, ...helpOf(problem)].join("\n"))}`;
}

/** `%` first: the others' escapes begin with one. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

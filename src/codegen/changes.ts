import { type Change, escapeInvisible, jsonText } from "../schema/mod.ts";
import { code, inline } from "./docs/inline.ts";
import { table } from "./docs/table.ts";
import { badge } from "./docs/terms.ts";

/** How changes are written. */
export type ChangesFormat = "text" | "json" | "markdown";

function words(name: string): string {
  return name.replaceAll("_", " ");
}

/** What became of what it was; where one of the two can't be said, it isn't. */
function difference({ before, after }: Change, write: (text: string) => string): string {
  const [from, to] = [before === undefined ? "" : write(before), after === undefined ? "" : write(after)];
  return from !== "" && to !== "" ? ` from ${from} to ${to}` : "";
}

/** A change in a few words, with names and values as `write` has them. */
function sentence(change: Change, write: (text: string) => string): string {
  const { kind, after = "" } = change;
  switch (kind) {
    case "added":
    case "removed":
    case "undeprecated":
      return kind === "removed" && change.part === undefined && after !== ""
        ? `removed, replaced by ${write(after)}`
        : kind;
    case "renamed":
      return `deprecated, replaced by ${write(after)}`;
    case "deprecated":
      return `deprecated as ${write(after)}`;
    default:
      return `${words(kind)} changed${difference(change, write)}`;
  }
}

/** How bad a change is. */
function verdict({ isBreaking, isFailing }: Change): string {
  return isFailing ? "failing" : isBreaking ? "breaking" : "compatible";
}

/** How many changes there are of each verdict. */
function counts(changes: readonly Change[]) {
  const breaking = changes.filter(({ isBreaking }) => isBreaking).length;
  const failing = changes.filter(({ isFailing }) => isFailing).length;
  return { breaking, failing };
}

function summary(changes: readonly Change[]): string {
  const { breaking, failing } = counts(changes);
  if (changes.length === 0) return "no changes";
  const number = changes.length === 1 ? "1 change" : `${changes.length} changes`;
  return `${number}, ${breaking} breaking, ${failing} of something stable that wasn't deprecated`;
}

function quoted(text: string): string {
  return escapeInvisible(JSON.stringify(text));
}

function text(changes: readonly Change[]): string {
  const lines = changes.map((change) => {
    const { of, name, part, stability } = change;
    const within = part === undefined ? "" : `, ${part.kind} ${quoted(part.name)}`;
    const note = change.note === undefined ? "" : ` (${quoted(change.note)})`;
    const what = `${words(of)} ${quoted(name)}${within}: ${sentence(change, quoted)}${note}`;
    return `${verdict(change).padEnd("compatible".length)}  ${what} [${words(stability)}]`;
  });
  return [...lines, summary(changes)].join("\n");
}

function markdown(changes: readonly Change[]): string {
  const write = (text: string) => code(text, "cell");
  const rows = changes.map((change) => {
    const { of, name, part, note, stability } = change;
    const within = part === undefined ? "" : `, ${part.kind} ${write(part.name)}`;
    const why = note === undefined ? "" : `: ${inline(note, "cell")}`;
    const mark = verdict(change) === "compatible" ? "compatible" : `**${verdict(change)}**`;
    return [
      mark,
      `${words(of)} ${write(name)}${within}`,
      `${sentence(change, write)}${why}`,
      badge(stability),
    ];
  });
  return [...table(["verdict", "definition", "change", "stability"], rows), summary(changes)].join(
    "\n\n",
  );
}

/**
 * Changes, without a line feed at the end: as text, one a line and then their counts; as JSON, one object `{changes,
 * breaking, failing}` whose changes are {@linkcode Change}s; as Markdown, a table and the counts. Names and notes of the
 * schemas stay inert in each of them.
 */
export function formatChanges(changes: readonly Change[], format: ChangesFormat): string {
  switch (format) {
    case "text":
      return text(changes);
    case "json":
      return jsonText({ changes, ...counts(changes) }, 2);
    case "markdown":
      return markdown(changes);
  }
}

import { quote } from "../printable.ts";
import type { Lints } from "./lints.ts";
import { placeOf, type Subject, type Subjects } from "./subjects.ts";

/** Briefs that are missing or end without a full stop, and signals that don't say whether they are needed. */
export function lintTexts(subjects: Subjects, lints: Lints): void {
  const { attributes, publicGroups, entities, events, metrics, metricSets, spans } = subjects;
  for (const subject of [attributes, publicGroups, entities, events, metrics, metricSets, spans].flat()) {
    lintBrief(subject, lints);
  }
  for (const subject of [...entities, ...events, ...metrics, ...spans]) {
    const { definition, format } = subject;
    if (format !== "definition/2" || definition.deprecated !== undefined) continue;
    if ("field" in definition || definition.requirementLevel !== undefined) continue;
    const message = `the ${subject.kind} ${quote(subject.name)} doesn't say whether it is needed`;
    const hint = { expected: "requirement_level: recommended, or opt_in" };
    lints.addToName("PC162", subject, message, hint);
  }
}

function lintBrief(subject: Subject, lints: Lints): void {
  const { kind, name, definition } = subject;
  const brief = definition.brief.trim();
  const of = `the ${kind} ${quote(name)}`;
  if (brief === "") {
    if (definition.deprecated !== undefined) return;
    lints.addToName("PC160", subject, `${of} has no brief`, { expected: "brief: what it is, in a sentence" });
  } else if (!brief.endsWith(".")) {
    lints.add(
      "PC161",
      subject,
      placeOf(definition, ["brief"]),
      `the brief of ${of} doesn't end with a full stop`,
      {
        ...(kind === "metric"
          ? { policies: [{ package: "naming_conventions", id: "metric_brief_period" }] }
          : {}),
      },
    );
  }
}

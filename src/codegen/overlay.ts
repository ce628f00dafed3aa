import {
  escapeInvisible,
  isMeasurable,
  type MeasurementAttribute,
  type MetricSet,
  pointKeys,
  proposedBound,
  type Schema,
} from "../schema/mod.ts";
import { reference, words } from "./definition.ts";
import { wrapped } from "./doc_comment.ts";
import { attachments, takenField } from "./set_words.ts";
import { storageText } from "./storage_text.ts";
import { yamlLine, type YamlMapping, yamlText } from "./yaml_text.ts";

const WIDTH = 100;

/** Lines of comment, broken between words. */
function comment(text: string): string {
  return wrapped(escapeInvisible(text), WIDTH - "# ".length).map((line) => `# ${line}\n`).join("");
}

function indented(text: string, indent: string): string {
  return text.replaceAll(/^(?=.)/gm, indent);
}

/** One attribute of a set, without notes and examples, which would make it long; what it is bound to comes first. */
function attributeLine(
  { ref, attach, bound, requirement_level, brief, stability, deprecated }: YamlMapping,
): string {
  // An empty brief is none: percore's own files have no such thing.
  const said = { brief: brief === "" ? undefined : brief, stability, deprecated };
  return `- ${yamlLine({ ref, attach, bound, requirement_level, ...said })}`;
}

/** A list; the lines below its key are comments where they begin with `#`, and the key itself where all of them do. */
function items(key: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const isOut = lines.every((line) => line.startsWith("#"));
  const list = lines.map((line) => isOut ? line.replace("# ", "#   ") : `  ${line}`);
  return `${isOut ? "# " : ""}${key}:\n${list.join("\n")}\n`;
}

/** Writes sets of one schema. */
class Overlay {
  readonly #schema: Schema;
  /** How each attribute is measured: all sets of a schema have to agree on it. */
  readonly #measured: ReadonlyMap<string, MeasurementAttribute>;

  constructor(schema: Schema) {
    this.#schema = schema;
    const measured = schema.files.flatMap(({ metricSets }) => metricSets).flatMap(({ measurement }) =>
      measurement
    );
    this.#measured = new Map(measured.map((attribute) => [attribute.key, attribute]));
  }

  text(): string {
    const sets = this.#schema.files.flatMap(({ metricSets }) => metricSets).filter(({ isProposed }) =>
      isProposed
    );
    const list = sets.length === 0 ? " []\n" : `\n${sets.map((set) => this.#set(set)).join("\n")}`;
    return `${header(this.#schema)}file_format: percore/1\n\nmetric_sets:${list}`;
  }

  #set(set: MetricSet): string {
    const { annotations: _annotations, ...said } = words(set);
    const text = [
      yamlText({ name: set.name, entity: set.entity?.type, ...said }),
      items("attributes", [...attachments(set).map(attributeLine), ...this.#leftOut(set)]),
      items("metrics", set.metrics.map((field) => `- ${yamlLine(takenField(field, field.valueType))}`)),
    ];
    return `  # ${storageText(set.storage)}\n  - ${indented(text.join(""), "    ").slice(4)}`;
  }

  /** Attributes that the metrics have and the set doesn't, as it could have them. */
  #leftOut(set: MetricSet): readonly string[] {
    const taken = pointKeys(set);
    const left = set.metrics[0]?.metric?.attributes.filter(({ key }) => !taken.has(key)) ?? [];
    return left.map((attribute) => {
      const { bound } = this.#measured.get(attribute.key) ?? { bound: proposedBound(attribute) };
      const attach = isMeasurable(attribute) ? { attach: "measurement", bound } : { attach: "registration" };
      const { ref, requirement_level } = reference(attribute);
      return `# ${attributeLine({ ref, requirement_level, ...attach })}`;
    });
  }
}

function header({ schemaUrl }: Schema): string {
  const registry = schemaUrl === "" ? "a registry" : schemaUrl;
  return comment(
    `Metric sets for the metrics of ${registry} that no set takes, as the compiler proposes them. They are compiled ` +
      "together with the registry: percore gen REGISTRY THIS_FILE --out DIR. Rename them, regroup them, give attributes " +
      "their bounds; for a metric that no set takes the compiler goes on proposing one.",
  );
}

/**
 * A file of percore/1 that declares the metric sets which the compiler has proposed: to be edited, and to be compiled
 * together with what it was made from. Compiled as it is, it gives the same sets, without the notes and examples that
 * metrics have of their own. Attributes that the metrics have and the sets don't, those that are `opt_in` above all,
 * stand in it as comments.
 */
export function overlay(schema: Schema): string {
  return new Overlay(schema).text();
}

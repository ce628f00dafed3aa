import type { AttributeValue } from "../../set/attribute.ts";
import { isPlain } from "./escaping.ts";

/** An attribute on its way to a label. */
export interface Label {
  /** The attribute's own key. */
  readonly key: string;
  /** The label's name, from {@linkcode labelName}. */
  readonly name: string;
  readonly value: string;
}

/**
 * The label's name for an attribute key: other characters than letters and digits become one `_`. A name that
 * would begin with a digit is put behind `key_`, as the Prometheus server does with what it receives by OTLP.
 */
export function labelName(key: string): string {
  const name = key.replaceAll(/[^a-zA-Z0-9]+/g, "_");
  return /^[0-9]/.test(name) ? `key_${name}` : name || "_";
}

/**
 * An attribute's value as a string (OpenTelemetry common specification, "AnyValue representation for non-OTLP
 * protocols").
 */
export function labelValue(value: AttributeValue): string {
  if (typeof value === "object") {
    return JSON.stringify(
      value,
      (_, item) => typeof item === "number" && !Number.isFinite(item) ? String(item) : item,
    );
  }
  // What isn't well-formed can't be written in UTF-8.
  return String(value).toWellFormed();
}

/** Makes an attribute a label; `nameOf` says its name. */
export function label(
  key: string,
  value: AttributeValue,
  nameOf: (key: string) => string = labelName,
): Label {
  return { key, name: nameOf(key), value: labelValue(value) };
}

/** A label as it stands between the braces; empty without a value, which to Prometheus is the same as no label. */
export function labelText({ name, value }: Label): string {
  return value === "" ? "" : `${isPlain(name, "label") ? name : quoted(name)}=${quoted(value)}`;
}

/** Labels as they stand between the braces. */
export function labelsText(labels: readonly Label[]): string {
  return labels.map(labelText).reduce(listed, "");
}

/** Two texts with a comma between them, unless one is empty. */
export function listed(first: string, second: string): string {
  return first === "" ? second : second === "" ? first : `${first},${second}`;
}

/**
 * One label for each name. The values of labels of one name are joined by `;`, in the order of the attributes' keys.
 */
export function joinLabels(labels: readonly Label[]): Label[] {
  const joined = new Map<string, Label>();
  for (const label of labels.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    const before = joined.get(label.name);
    joined.set(
      label.name,
      before === undefined ? label : { ...before, value: `${before.value};${label.value}` },
    );
  }
  return [...joined.values()];
}

/** A text between quotes, as a label's value stands there. */
export function quoted(text: string): string {
  return `"${/[\\"\n]/.test(text) ? text.replaceAll(/[\\"\n]/g, escaped) : text}"`;
}

function escaped(character: string): string {
  return character === "\n" ? "\\n" : `\\${character}`;
}

import { entityNames, metricSetNames, pascalCase } from "./generated_names.ts";
import type { SchemaFile } from "./model.ts";
import { isReserved } from "./property_name.ts";

/** The words of a name between its dots, as far as all names have them in common; never a name's last word. */
function commonWords(names: readonly string[]): readonly string[] {
  const [first = [], ...others] = names.map((name) => name.split(".").slice(0, -1));
  return others.reduce((common, words) => {
    const end = common.findIndex((word, index) => word !== words[index]);
    return end < 0 ? common : common.slice(0, end);
  }, first);
}

/** A name as percore's own language wants it; names of registries that others wrote may be any text. */
function strict(name: string): string {
  const words = name.toLowerCase().split(".")
    .map((word) => word.replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_|_$/g, ""))
    .filter((word) => word !== "");
  const text = words.join(".");
  return /^[a-z]/.test(text) ? text : `metrics${text === "" ? "" : `_${text}`}`;
}

/** Names that differ by a number. */
class Numbers {
  readonly #last = new Map<string, number>();

  /** The name, or with the first number behind it that makes it free. A name's numbers aren't asked for twice. */
  free(base: string, isFree: (name: string) => boolean): string {
    let number = this.#last.get(base) ?? 1;
    const name = () => number === 1 ? base : `${base}${number}`;
    while (!isFree(name())) number++;
    this.#last.set(base, number);
    return name();
  }
}

/** The names that sets are proposed under. */
export class ProposedNames {
  readonly #names: Set<string>;
  readonly #generated: Set<string>;
  readonly #numbers = new Numbers();

  /** @param files What the schema has: the names in it are taken. */
  constructor(files: readonly SchemaFile[]) {
    // A registry writes a set as a group of that name.
    this.#names = new Set(
      files.flatMap(({ metricSets, attributeGroups }) => [
        ...metricSets.map(({ name }) => name),
        ...attributeGroups.map(({ id }) => id),
      ]),
    );
    this.#generated = new Set(files.flatMap(({ attributes, entities, metricSets }) => [
      ...attributes.map(({ key }) => pascalCase(key)),
      ...entities.map((entity) => entityNames(entity).descriptor),
      ...metricSets.flatMap((set) => Object.values(metricSetNames(set))),
    ]));
  }

  /** The shortest name that isn't taken: of what the metrics' names have in common, or the first metric's own words. */
  choose(metrics: readonly string[]): string {
    const words = metrics[0]?.split(".") ?? [];
    const common = commonWords(metrics).length;
    for (let length = Math.max(common, 1); length <= words.length; length++) {
      const name = strict(words.slice(0, length).join("."));
      if (this.#isFree(name)) return this.#take(name);
    }
    return this.#take(this.#numbers.free(`${strict(words.join("."))}.set`, (name) => this.#isFree(name)));
  }

  #isFree(name: string): boolean {
    const generated = Object.values(metricSetNames({ name }));
    return !this.#names.has(name) && !generated.some((each) => this.#generated.has(each));
  }

  #take(name: string): string {
    this.#names.add(name);
    for (const generated of Object.values(metricSetNames({ name }))) this.#generated.add(generated);
    return name;
  }
}

/** The fields of a set's metrics: what their names don't have in common, each once. */
export function fieldNames(metrics: readonly string[]): readonly string[] {
  const common = commonWords(metrics).length;
  const taken = new Set<string>(), numbers = new Numbers();
  return metrics.map((metric) => {
    const base = fieldName(metric.split(".").slice(common).join("."));
    const field = numbers.free(base, (name) => !taken.has(name));
    taken.add(field);
    return field;
  });
}

function fieldName(rest: string): string {
  const [first = "", ...others] = rest.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const name = first.charAt(0).toLowerCase() + first.slice(1) +
    others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  if (!/^[a-z]/.test(name)) return `metric${name}`;
  return isReserved(name) ? `${name}Metric` : name;
}

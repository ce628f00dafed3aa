import type { DeclaredImport, ImportKind } from "./declared.ts";
import type { Problems } from "./diagnostic.ts";
import type { Association, Definition, Entity, SchemaFile, Signal, UsedAttribute } from "./model.ts";
import { publicGroups } from "./offered.ts";
import { quote } from "./printable.ts";

/** Whether a name fits a pattern in which `*` stands for any text and `?` for any character. */
export function fits(name: string, pattern: string): boolean {
  let at = 0, inside = 0, star = -1, resume = 0;
  while (at < name.length) {
    if (pattern[inside] === "*") {
      star = inside++;
      resume = at;
    } else if (inside < pattern.length && (pattern[inside] === "?" || pattern[inside] === name[at])) {
      at++;
      inside++;
    } else if (star >= 0) {
      inside = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[inside] === "*") inside++;
  return inside === pattern.length;
}

/** Each pattern is tried with every name of the dependencies. */
const MOST_PATTERNS = 1_000;

/** Definitions of one kind, by the names that imports know them by. */
type Named = ReadonlyMap<string, readonly Definition[]>;

function namesOf(files: readonly SchemaFile[], kind: ImportKind): Named {
  const named = new Map<string, Definition[]>();
  for (const [name, definition] of files.flatMap((file) => namedIn(file, kind))) {
    const others = named.get(name);
    if (others === undefined) named.set(name, [definition]);
    else others.push(definition);
  }
  return named;
}

/** The definitions of one kind in a file, with the names that imports know them by. */
export function namedIn(
  file: SchemaFile,
  kind: ImportKind,
): readonly (readonly [name: string, definition: Definition])[] {
  switch (kind) {
    case "metrics":
      return file.metrics.map((metric) => [metric.name, metric]);
    case "events":
      return file.events.map((event) => [event.name, event]);
    case "spans":
      return file.spans.map((span) => [span.type, span]);
    case "entities":
      return file.entities.map((entity) => [entity.type, entity]);
    case "attribute_groups":
      return publicGroups(file).map((group) => [group.id, group]);
  }
}

/** Collects the definitions that others refer to. */
class Taken {
  readonly definitions = new Set<Definition>();

  /** All that a file's definitions refer to. */
  referredIn(file: SchemaFile): void {
    for (const { attributes } of file.attributeGroups) this.#attributes(attributes);
    for (const entity of file.entities) this.#partsOf(entity);
    for (const signal of [...file.metrics, ...file.events, ...file.spans]) this.#signal(signal);
    const { metrics, events, spans, entities } = file.refinements;
    for (const signal of [...metrics, ...events, ...spans]) {
      this.#signal(signal);
      this.definitions.add(signal.base);
    }
    for (const entity of entities) {
      this.#partsOf(entity);
      this.definitions.add(entity.base);
    }
    for (const set of file.metricSets) {
      if (set.entity !== undefined) this.#entity(set.entity);
      this.#attributes([...set.registration, ...set.measurement]);
      for (const { metric } of set.metrics) if (metric !== undefined) this.definitions.add(metric);
    }
  }

  #signal({ attributes, associations }: Signal): void {
    this.#attributes(attributes);
    if (associations !== undefined) this.#association(associations);
  }

  #association(association: Association): void {
    if (association.kind !== "entity") association.of.forEach((part) => this.#association(part));
    else if (association.entity !== undefined) this.#entity(association.entity);
  }

  #entity(entity: Entity): void {
    this.definitions.add(entity);
    this.#partsOf(entity);
  }

  #partsOf({ identity, description }: Entity): void {
    this.#attributes([...identity, ...description]);
  }

  #attributes(attributes: readonly UsedAttribute[]): void {
    for (const { definition } of attributes) this.definitions.add(definition);
  }
}

/** A file of a dependency with what is in the set, and nothing else. */
function partOf(file: SchemaFile, taken: ReadonlySet<Definition>): SchemaFile {
  const only = <T extends Definition>(definitions: readonly T[]) =>
    definitions.filter((definition) => taken.has(definition));
  return {
    ...file,
    isForeign: true,
    attributes: only(file.attributes),
    attributeGroups: only(file.attributeGroups),
    entities: only(file.entities),
    metrics: only(file.metrics),
    events: only(file.events),
    spans: only(file.spans),
    refinements: { metrics: [], events: [], spans: [], entities: [] },
    metricSets: [],
  };
}

function isEmpty(file: SchemaFile): boolean {
  const { attributes, attributeGroups, entities, metrics, events, spans } = file;
  return [attributes, attributeGroups, entities, metrics, events, spans].every(({ length }) => length === 0);
}

/**
 * What a schema takes from its dependencies: what it imports, and what its own definitions and the imported ones refer
 * to. Reports imports that nothing fits.
 */
export function takenFrom(
  dependencies: readonly SchemaFile[],
  own: readonly SchemaFile[],
  imports: readonly DeclaredImport[],
  problems: Problems,
): readonly SchemaFile[] {
  const taken = new Taken();
  const named = new Map<ImportKind, Named>();
  let patterns = 0;
  for (const { kind, pattern, place } of imports) {
    const isPattern = /[*?]/.test(pattern);
    if (isPattern && ++patterns > MOST_PATTERNS) {
      const hint = { expected: "fewer of them, or names" };
      problems.add("PC102", place, `more than ${MOST_PATTERNS} patterns of names`, hint);
      break;
    }
    const names = named.get(kind) ?? namesOf(dependencies, kind);
    named.set(kind, names);
    const found = isPattern
      ? [...names].flatMap(([name, definitions]) => fits(name, pattern) ? definitions : [])
      : names.get(pattern) ?? [];
    for (const definition of found) taken.definitions.add(definition);
    if (found.length > 0) continue;
    const message = `no dependency has any of ${kind} that ${quote(pattern)} fits`;
    problems.add("PC112", place, message, { expected: "a name, in which * stands for any text" });
  }
  const imported = dependencies.map((file) => partOf(file, taken.definitions));
  for (const file of [...own, ...imported]) taken.referredIn(file);
  return dependencies.map((file) => partOf(file, taken.definitions)).filter((file) => !isEmpty(file));
}

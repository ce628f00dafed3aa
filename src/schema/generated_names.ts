import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import type { Entity, MeasurementAttribute, MetricSet, SchemaFile } from "./model.ts";
import { quote } from "./printable.ts";

/** What generated modules import, by what TypeScript knows it as. No definition may generate one of these. */
export const IMPORTED_VALUES = ["defineBounded", "defineEnumeration", "defineMetricSet"] as const;
export const IMPORTED_TYPES = [
  "AttributesDescriptor",
  "Counter",
  "EntityDescriptor",
  "Gauge",
  "Histogram",
  "IndexOf",
  "MetricsDescriptor",
  "MetricSetDefinition",
  "ObserveCounter",
  "ObserveUpDownCounter",
  "UpDownCounter",
] as const;
/** Types of the language's own that generated modules use. */
const GLOBAL_TYPES = ["Record"];

/** The name that a dotted name gets in TypeScript: `shop.order_outcome` is `ShopOrderOutcome`. */
export function pascalCase(name: string): string {
  return name.split(/[._]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** Whether a name made of ASCII letters and digits is an identifier. */
export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** The names that are generated for an entity: the interface of its identity, and its descriptor. */
export function entityNames({ type }: Entity): { readonly identity: string; readonly descriptor: string } {
  return { identity: pascalCase(type), descriptor: `${pascalCase(type)}Descriptor` };
}

/** The names that are generated for a metric set. */
export function metricSetNames({ name }: Pick<MetricSet, "name">): {
  readonly definition: string;
  readonly metrics: string;
  readonly attributes: string;
  readonly instrumentsType: string;
  readonly attributesType: string;
} {
  const definition = pascalCase(name);
  return {
    definition,
    metrics: `${definition}Metrics`,
    attributes: `${definition}AttributesDescriptor`,
    instrumentsType: `${definition}Instruments`,
    attributesType: `${definition}Attributes`,
  };
}

/**
 * The attributes that some set takes with each recording, by key. An enum has an enumeration generated for it, a
 * bounded attribute the dictionary of its values; a boolean needs nothing.
 */
export function measuredAttributes(files: readonly SchemaFile[]): ReadonlyMap<string, MeasurementAttribute> {
  const measured = files.flatMap((file) => file.metricSets).flatMap((set) => set.measurement);
  return new Map(measured.map((attribute) => [attribute.key, attribute]));
}

/** What generates a name. */
interface Taker {
  readonly kind: string;
  readonly name: string;
  readonly place: Place;
}

/** TypeScript keeps the names of types and of values apart; so does this. */
type Namespace = "type" | "value";

/** The names that are already taken in a schema's modules, and by what. */
class TakenNames {
  readonly #takers = new Map<string, Taker | undefined>();
  readonly #problems: Problems;

  constructor(problems: Problems) {
    for (const name of IMPORTED_VALUES) this.#takers.set(`value ${name}`, undefined);
    for (const name of [...IMPORTED_TYPES, ...GLOBAL_TYPES]) this.#takers.set(`type ${name}`, undefined);
    this.#problems = problems;
  }

  take(names: readonly (readonly [Namespace, string])[], taker: Taker): void {
    const taken = names.find(([space, name]) => this.#isTaken(`${space} ${name}`, taker));
    for (const [space, name] of names) {
      const key = `${space} ${name}`;
      if (!this.#takers.has(key)) this.#takers.set(key, taker);
    }
    if (taken === undefined) return;
    const [space, name] = taken;
    const other = this.#takers.get(`${space} ${name}`);
    const message = `the ${taker.kind} ${quote(taker.name)} generates the name ${name}, which is taken`;
    const owner = other === undefined
      ? "the library"
      : `the ${other.kind} ${quote(other.name)} at ${other.place}`;
    this.#problems.add("PC114", taker.place, message, {
      expected: `a name that differs from that of ${owner}`,
    });
  }

  /** A definition that is given twice is reported as that, not as two that generate the same name. */
  #isTaken(key: string, { kind, name }: Taker): boolean {
    const other = this.#takers.get(key);
    return this.#takers.has(key) && !(other?.kind === kind && other.name === name);
  }
}

/** Reports definitions whose generated names aren't identifiers, or are those of another definition. */
export function checkGeneratedNames(files: readonly SchemaFile[], problems: Problems): void {
  const taken = new TakenNames(problems);
  const measured = measuredAttributes(files);
  // Files come in the order of their names, so that the later of two is the same whatever order they were given in.
  for (const { attributes, entities, metricSets } of files) {
    for (const { key, type, place } of attributes) {
      const name = pascalCase(key);
      if (!isIdentifier(name)) {
        const message = `${quote(key)} gives no name in TypeScript`;
        problems.add("PC113", place.at("key"), message, { expected: "a key that begins with a letter" });
        continue;
      }
      const taker = { kind: "attribute", name: key, place: place.at("key") };
      const isEnum = typeof type !== "string";
      if (isEnum && measured.has(key)) taken.take([["value", name], ["type", name]], taker);
      else if (measured.get(key)?.bound !== undefined) taken.take([["value", name]], taker);
    }
    for (const entity of entities) {
      const { identity, descriptor } = entityNames(entity);
      const taker = { kind: "entity", name: entity.type, place: entity.place.at("type") };
      taken.take([["type", identity], ["value", descriptor]], taker);
    }
    for (const set of metricSets) {
      const { definition, metrics, attributes, instrumentsType, attributesType } = metricSetNames(set);
      taken.take([
        ["value", definition],
        ["value", metrics],
        ["value", attributes],
        ["type", instrumentsType],
        ["type", attributesType],
      ], { kind: "metric set", name: set.name, place: set.place.at("name") });
    }
  }
}

import { compare, type Problems } from "./diagnostic.ts";
import type { Definition, Entity, Event, Metric, MetricSet, Refinement, SchemaFile, Span } from "./model.ts";
import { type AttributeUse, type ModuleParts, SchemaParts } from "./module_parts.ts";
import { quote } from "./printable.ts";

/** What generated modules import, by what TypeScript knows it as. No definition may generate one of these. */
const IMPORTED_VALUES = ["defineBounded", "defineEnumeration", "defineMetricSet"] as const;
const IMPORTED_TYPES = [
  "AnyValue",
  "AttributesDescriptor",
  "AttributeValue",
  "BoundedValues",
  "Counter",
  "EntityDescriptor",
  "EntityRefinementDescriptor",
  "EventDescriptor",
  "ExemplarCounter",
  "ExemplarGauge",
  "ExemplarHistogram",
  "ExemplarUpDownCounter",
  "Gauge",
  "Histogram",
  "IndexOf",
  "MetricRefinementDescriptor",
  "MetricsDescriptor",
  "MetricSetDefinition",
  "ObserveCounter",
  "ObserveUpDownCounter",
  "SpanDescriptor",
  "UpDownCounter",
] as const;
/** Names of the language's own that generated modules use, or that none should declare. */
const GLOBAL_NAMES = ["Record", "Infinity"] as const;

/** The name that a dotted name gets in TypeScript: `shop.order_outcome` is `ShopOrderOutcome`. */
export function pascalCase(name: string): string {
  return name.split(/[^A-Za-z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** Whether a name made of ASCII letters and digits is an identifier. */
export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** The names that are generated for what has attributes: an entity, an event, a span, or a refinement. */
export interface DescribedNames {
  /** The interface of its attributes' values. */
  readonly values: string;
  readonly descriptor: string;
}

/** The names that are generated for a metric set. */
export interface MetricSetNames {
  readonly definition: string;
  readonly metrics: string;
  readonly attributes: string;
  readonly instrumentsType: string;
  readonly attributesType: string;
}

/** The names that are generated for an attribute, as far as it needs them. */
export interface AttributeNames {
  /** The constant of its enumeration, and the type of its indices. */
  readonly enumeration: string;
  /** The dictionary of its values. */
  readonly bounded: string;
  /** The type of an enum's values. */
  readonly value: string;
}

/** What has attributes, and a type of their values. */
export type Described =
  | Entity
  | Event
  | Span
  | Refinement<Entity>
  | Refinement<Event>
  | Refinement<Span>
  | Refinement<Metric>;

/** TypeScript keeps the names of types and of values apart. */
type Name = `type ${string}` | `value ${string}`;

/** A name alone. */
function bare(name: Name): string {
  return name.slice(name.indexOf(" ") + 1);
}

/** The kinds of definitions that names are generated for, and what tells one from another kind with the same name. */
const KIND_WORDS = {
  "attribute": "Attribute",
  "entity": "Entity",
  "metric set": "Set",
  "event": "",
  "span": "",
  "entity refinement": "Refinement",
  "event refinement": "Refinement",
  "span refinement": "Refinement",
  "metric refinement": "Refinement",
} as const;

type Kind = keyof typeof KIND_WORDS;

/** A definition that names are generated for. */
interface Claim {
  readonly kind: Kind;
  /** The definition's own name, and the key under which the definition has it. */
  readonly name: string;
  readonly key: string;
  readonly definition: Definition;
  /** Whether no other names will do than those that follow from its own. */
  readonly isStrict: boolean;
  /** Whether its own name was chosen by the compiler, which then has no name that anything else has. */
  readonly isProposed?: boolean;
  readonly namesOf: (stem: string) => readonly Name[];
}

function setNames(stem: string): MetricSetNames {
  return {
    definition: stem,
    metrics: `${stem}Metrics`,
    attributes: `${stem}AttributesDescriptor`,
    instrumentsType: `${stem}Instruments`,
    attributesType: `${stem}Attributes`,
  };
}

function namesOfSet(stem: string): readonly Name[] {
  const { definition, metrics, attributes, instrumentsType, attributesType } = setNames(stem);
  return [
    `value ${definition}`,
    `value ${metrics}`,
    `value ${attributes}`,
    `type ${instrumentsType}`,
    `type ${attributesType}`,
  ];
}

/** Where some sets take members alone and others any value, there are two constants. */
function attributeNames(stem: string, { isEnumerated }: AttributeUse): AttributeNames {
  return { enumeration: stem, bounded: isEnumerated ? `${stem}Values` : stem, value: `${stem}Value` };
}

function namesOfAttribute(use: AttributeUse): Claim["namesOf"] {
  return (stem) => {
    const { enumeration, bounded, value } = attributeNames(stem, use);
    const names: Name[] = [];
    if (use.isEnumerated) names.push(`value ${enumeration}`, `type ${enumeration}`);
    if (use.bound !== undefined) names.push(`value ${bounded}`);
    if (use.isTyped) names.push(`type ${value}`);
    return names;
  };
}

function describedNames(stem: string, suffix: string): DescribedNames {
  return { values: `${stem}${suffix}`, descriptor: `${stem}${suffix}Descriptor` };
}

function namesWith(suffix: string): Claim["namesOf"] {
  return (stem) => {
    const { values, descriptor } = describedNames(stem, suffix);
    return [`type ${values}`, `value ${descriptor}`];
  };
}

/** The names that an entity has unless another definition has them. */
export function entityNames({ type }: Pick<Entity, "type">): DescribedNames {
  return describedNames(stemOf(type), "");
}

/** The names that a metric set has unless another definition has them. */
export function metricSetNames({ name }: Pick<MetricSet, "name">): MetricSetNames {
  return setNames(stemOf(name));
}

/** All that names are generated for in one file. */
function claimsOf({ file, attributes, entities }: ModuleParts): readonly Claim[] {
  const { metricSets, events, spans, refinements } = file;
  const isOwn = file.format === "percore/1";
  const claim = (kind: Kind, key: string, name: string, definition: Definition, suffix: string): Claim => (
    { kind, name, key, definition, isStrict: isOwn, namesOf: namesWith(suffix) }
  );
  return [
    ...attributes.map((use): Claim => {
      const { attribute } = use;
      const { key: name } = attribute;
      const kind = "attribute", namesOf = namesOfAttribute(use);
      return { kind, name, key: "key", definition: attribute, isStrict: isOwn, namesOf };
    }),
    ...entities.map((entity) => claim("entity", "type", entity.type, entity, "")),
    ...metricSets.map((set): Claim => {
      const { name, isProposed } = set;
      const kind = "metric set", isStrict = isOwn && !isProposed;
      return { kind, name, key: "name", definition: set, isStrict, isProposed, namesOf: namesOfSet };
    }),
    ...events.map((event) => claim("event", "name", event.name, event, "Event")),
    ...spans.map((span) => claim("span", "type", span.type, span, "Span")),
    ...refinements.entities.map((each) => claim("entity refinement", "id", each.id, each, "")),
    ...refinements.events.map((each) => claim("event refinement", "id", each.id, each, "Event")),
    ...refinements.spans.map((each) => claim("span refinement", "id", each.id, each, "Span")),
    ...refinements.metrics.map((each) => claim("metric refinement", "id", each.id, each, "Metric")),
  ];
}

/** Those that come first get the names that follow from their own. */
function rank({ isStrict, isProposed, definition }: Claim): number {
  if (isProposed) return 3;
  if (isStrict) return 0;
  return definition.deprecated === undefined ? 1 : 2;
}

/** A stem for any name at all. */
function stemOf(name: string): string {
  const stem = pascalCase(name);
  return isIdentifier(stem) ? stem : `_${stem}`;
}

/** Two definitions that would generate one name. */
interface Clash {
  readonly claim: Claim;
  readonly name: string;
  /** `undefined` for a name of the library's. */
  readonly other: Claim | undefined;
}

/** Names that would do instead of one that is taken, the best first, without end. */
function* otherStems({ kind, name, definition }: Claim, isOtherKind: boolean): Generator<string, never> {
  const stem = stemOf(name), word = KIND_WORDS[kind];
  if (isOtherKind && word !== "") yield `${stem}${word}`;
  if (definition.deprecated !== undefined) yield `${stem}Deprecated`;
  for (let number = 2;; number++) yield `${stem}${number}`;
}

/**
 * The names that a schema's modules generate, each once in all modules, as a type and as a value. Of two definitions that would generate one name, which is an error in percore/1, the one
 * that is deprecated gets another one, or the one that comes later by its kind and its own name, in whatever files they
 * stand.
 */
export class GeneratedNames {
  readonly parts: SchemaParts;
  /** The definitions that couldn't get the names that follow from their own. */
  readonly clashes: readonly Clash[];
  readonly #stems = new Map<Definition, string>();
  readonly #taken = new Map<Name, Claim | undefined>();

  constructor(files: readonly SchemaFile[]) {
    const reserved = [...IMPORTED_VALUES, ...IMPORTED_TYPES, ...GLOBAL_NAMES];
    for (const name of reserved) {
      this.#taken.set(`type ${name}`, undefined);
      this.#taken.set(`value ${name}`, undefined);
    }
    this.parts = new SchemaParts(files);
    const kinds = Object.keys(KIND_WORDS);
    const claims = this.parts.parts.flatMap(claimsOf).map((claim, order) => (
      { claim, rank: rank(claim), kind: kinds.indexOf(claim.kind), order }
    ));
    // Problems are reported in the order of the files.
    claims.sort((a, b) =>
      a.rank - b.rank ||
      (a.rank === 0 ? 0 : a.kind - b.kind || compare(a.claim.name, b.claim.name)) ||
      a.order - b.order
    );
    const clashes: Clash[] = [];
    // All that can have the names that follow from their own get them before any gets another one.
    for (const { claim } of claims) {
      const stem = stemOf(claim.name), name = this.#takenOf(claim, stem);
      if (name === undefined) this.#take(claim, stem);
      else clashes.push({ claim, name: bare(name), other: this.#taken.get(name) });
    }
    this.#takeOthers(clashes);
    this.clashes = clashes;
  }

  /** The names that are generated for an attribute, by its definition. */
  ofAttribute(use: AttributeUse): AttributeNames {
    return attributeNames(this.#stemOf(use.attribute, use.attribute.key), use);
  }

  /** The names that are generated for a metric set. */
  ofMetricSet(set: MetricSet): MetricSetNames {
    return setNames(this.#stemOf(set, set.name));
  }

  /** The names that are generated for an entity or a refinement of one. */
  ofEntity(entity: Entity | Refinement<Entity>): DescribedNames {
    return this.#described(entity, "id" in entity ? entity.id : entity.type, "");
  }

  /** The names that are generated for an event or a refinement of one. */
  ofEvent(event: Event | Refinement<Event>): DescribedNames {
    return this.#described(event, "id" in event ? event.id : event.name, "Event");
  }

  /** The names that are generated for a span or a refinement of one. */
  ofSpan(span: Span | Refinement<Span>): DescribedNames {
    return this.#described(span, "id" in span ? span.id : span.type, "Span");
  }

  /** The names that are generated for a refinement of a metric. */
  ofMetric(metric: Refinement<Metric>): DescribedNames {
    return this.#described(metric, metric.id, "Metric");
  }

  #described(definition: Definition, name: string, suffix: string): DescribedNames {
    return describedNames(this.#stemOf(definition, name), suffix);
  }

  #stemOf(definition: Definition, name: string): string {
    return this.#stems.get(definition) ?? stemOf(name);
  }

  /** The first of the names that somebody else has. */
  #takenOf({ namesOf, isProposed = false }: Claim, stem: string): Name | undefined {
    const names = namesOf(stem);
    // Whoever names things can have an entity and a set of one name, although they are a nuisance to import.
    const all = isProposed
      ? names.flatMap((name): Name[] => [`type ${bare(name)}`, `value ${bare(name)}`])
      : names;
    return all.find((name) => this.#taken.has(name));
  }

  #take(claim: Claim, stem: string): void {
    this.#stems.set(claim.definition, stem);
    for (const name of claim.namesOf(stem)) this.#taken.set(name, claim);
  }

  #takeOthers(clashes: readonly Clash[]): void {
    // What was taken stays so: of many with one name, each begins where the one before has ended.
    const stems = new Map<string, Generator<string, never>>();
    for (const { claim, other } of clashes) {
      const isOtherKind = other !== undefined && other.kind !== claim.kind;
      const key = `${claim.kind} ${isOtherKind} ${claim.definition.deprecated !== undefined} ${
        stemOf(claim.name)
      }`;
      const others = stems.get(key) ?? otherStems(claim, isOtherKind);
      stems.set(key, others);
      let stem = others.next().value;
      while (this.#takenOf(claim, stem) !== undefined) stem = others.next().value;
      this.#take(claim, stem);
    }
  }
}

/**
 * Reports definitions of percore/1 whose generated names aren't identifiers, or are those of another definition. One
 * that is given twice is reported as that, not as two that generate the same name.
 */
export function checkGeneratedNames(files: readonly SchemaFile[], problems: Problems): void {
  for (const { attributes } of files.filter(({ format }) => format === "percore/1")) {
    for (const { key, place } of attributes) {
      if (isIdentifier(pascalCase(key))) continue;
      const message = `${quote(key)} gives no name in TypeScript`;
      problems.add("PC113", place.at("key"), message, { expected: "a key that begins with a letter" });
    }
  }
  for (const { claim, name, other } of new GeneratedNames(files).clashes) {
    const { kind, key, definition, isStrict } = claim;
    if (!isStrict || other?.kind === kind && other.name === claim.name) continue;
    const owner = other === undefined
      ? "the library"
      : `the ${other.kind} ${quote(other.name)} at ${other.definition.place.at(other.key)}`;
    const message = `the ${kind} ${quote(claim.name)} generates the name ${name}, which is taken`;
    problems.add("PC114", definition.place.at(key), message, {
      expected: `a name that differs from that of ${owner}`,
    });
  }
}

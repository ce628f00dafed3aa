import { z } from "zod";
import { associationShape, groupReferenceShape, importsShape, PERCORE } from "../schema/language.ts";

/** A JSON Schema. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The definitions of the language, by the name under which the JSON Schema has them, with what they are. */
const DEFINITIONS = {
  attribute: [PERCORE.attribute, "An attribute."],
  member: [PERCORE.member, "One value of an enum."],
  reference: [
    PERCORE.reference,
    "A reference to an attribute: what it says goes before what the definition says.",
  ],
  span_reference: [PERCORE.spanReference, "A reference to an attribute of a span."],
  group_reference: [groupReferenceShape, "All attributes of a group."],
  attribute_group: [PERCORE.group, "Attributes that are used together."],
  entity: [PERCORE.entity, "What telemetry is about."],
  association: [associationShape, "The type of an entity, or several that are combined."],
  metric: [PERCORE.metric, "A metric by itself."],
  event: [PERCORE.event, "A log record with a name."],
  span: [PERCORE.span, "A type of spans."],
  signal_refinement: [PERCORE.signalRefinement, "A metric or an event under a further name."],
  span_refinement: [PERCORE.spanRefinement, "A type of spans under a further name."],
  entity_refinement: [PERCORE.entityRefinement, "An entity under a further name."],
  metric_set: [PERCORE.metricSet, "Metrics that are registered, recorded and exported together."],
  attachment: [PERCORE.attachment, "An attribute of a metric set."],
  field: [PERCORE.field, "A metric that its set defines."],
  taken_field: [PERCORE.fieldReference, "A metric of a set that is defined elsewhere."],
  imports: [importsShape, "What a file takes from the registries that its schema depends on."],
} as const satisfies Readonly<Record<string, readonly [z.ZodType, string]>>;

type DefinitionName = keyof typeof DEFINITIONS;

const USES = ["reference", "group_reference"] as const;
const SIGNAL = { attributes: USES, entity_associations: ["association"] } as const;

/** What the items of lists are, by the shape that has the lists; the shapes themselves leave it to their readers. */
const ITEMS = new Map<z.core.$ZodType, Readonly<Record<string, readonly DefinitionName[]>>>([
  [PERCORE.file, {
    attributes: ["attribute"],
    attribute_groups: ["attribute_group"],
    entities: ["entity"],
    metrics: ["metric"],
    events: ["event"],
    spans: ["span"],
    metric_refinements: ["signal_refinement"],
    event_refinements: ["signal_refinement"],
    span_refinements: ["span_refinement"],
    entity_refinements: ["entity_refinement"],
    metric_sets: ["metric_set"],
  }],
  [PERCORE.group, { attributes: USES }],
  [PERCORE.entity, { identity: ["reference"], description: ["reference"] }],
  [PERCORE.entityRefinement, { identity: ["reference"], description: ["reference"] }],
  [PERCORE.metric, SIGNAL],
  [PERCORE.event, SIGNAL],
  [PERCORE.span, { ...SIGNAL, attributes: ["span_reference", "group_reference"] }],
  [PERCORE.signalRefinement, SIGNAL],
  [PERCORE.spanRefinement, { ...SIGNAL, attributes: ["span_reference", "group_reference"] }],
  [PERCORE.metricSet, { attributes: ["attachment"], metrics: ["field", "taken_field"] }],
]);

/** Lists within values that have no name of their own. */
const INNER_ITEMS: Readonly<Record<string, readonly DefinitionName[]>> = {
  members: ["member"],
  one_of: ["association"],
  all_of: ["association"],
};

/** Keys of which a mapping has exactly one. */
const ALTERNATIVES: ReadonlySet<string> = new Set(["conditionally_required", "one_of", "explicit"]);

function referenceTo(names: readonly DefinitionName[]): JsonSchema {
  const references = names.map((name) => ({ $ref: `#/$defs/${name}` }));
  const [only] = references;
  return only !== undefined && references.length === 1 ? only : { anyOf: references };
}

/** Says what a schema of zod's can't say. */
function complete(schema: JsonSchema, shape: z.core.$ZodType): void {
  const lists = { ...INNER_ITEMS, ...ITEMS.get(shape) };
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const names = Object.hasOwn(lists, key) ? lists[key] : undefined;
    if (names !== undefined && typeof property === "object") {
      Object.assign(property, { items: referenceTo(names) });
    }
    if (ALTERNATIVES.has(key)) Object.assign(schema, { minProperties: 1, maxProperties: 1 });
  }
}

function schemaOf(shape: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(shape, {
    target: "draft-7",
    override: ({ jsonSchema, zodSchema }) => complete(jsonSchema, zodSchema),
  });
  return schema;
}

/** A definition of the language. */
export interface Named {
  readonly name: string;
  readonly schema: JsonSchema;
}

/** What a file may have, and the definitions in it by name, as the JSON Schema has them. */
export function languageSchemas(): { readonly file: JsonSchema; readonly definitions: readonly Named[] } {
  const file = schemaOf(PERCORE.file);
  // Beside a reference nothing else counts, unless the reference is one of several parts.
  if (typeof file.properties?.imports === "object") {
    file.properties.imports.allOf = [referenceTo(["imports"])];
  }
  const definitions = Object.entries(DEFINITIONS).map(([name, [shape, description]]) => ({
    name,
    schema: { description, ...schemaOf(shape) },
  }));
  return { file, definitions };
}

/**
 * The JSON Schema (draft 7) of percore/1, with which an editor completes, explains and checks a schema file. It checks
 * shapes alone: names that must be defined, and what goes beyond one definition, is the compiler's.
 *
 * @example
 * ```yaml
 * # yaml-language-server: $schema=./percore-1.schema.json
 * file_format: percore/1
 * ```
 */
export function jsonSchemaText(): string {
  const { file, definitions } = languageSchemas();
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "percore/1",
    description: "A file of a schema of percore.",
    ...file,
    $defs: Object.fromEntries(definitions.map(({ name, schema }) => [name, schema])),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/**
 * The schema language, percore/1: the shape of each definition. What goes beyond a definition's shape, such as
 * references and names that must be unique, is checked where definitions are resolved.
 */
import { z } from "zod";

/** Why a name that a pattern below refuses is malformed: what was expected instead. */
const DOTTED_NAME = "lower-case words joined by dots or underscores, such as shop.orders";
const ATTRIBUTE_KEY = "lower-case words after a namespace and a dot, such as shop.order.outcome";
const UNIT = "a UCUM unit of at most 63 ASCII characters without spaces, such as s, By or {request}";
const SCHEMA_URL = "a URL whose last segment is a version, such as https://example.com/schemas/1.0.0";

const LONGEST_NAME = 255;
const MOST_BOUNDARIES = 1_000;
const MOST_VALUES = 10_000;
const MOST_SERIES = 1_000_000;

/** How many buckets an exponential histogram may have, for each sign. */
const MAX_SIZE = [2, 1024] as const;
/** Its scales: from the specification's coarsest to buckets that are 1.1 % wide. */
const MAX_SCALE = [-10, 6] as const;

function wholeNumber(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`;
  // A value that is wrong in several ways is one problem.
  return z.number({ error }).int({ error, abort: true }).min(least, { error, abort: true }).max(most, {
    error,
  });
}

const text = z.string().min(1);
const annotations = z.record(z.string(), z.unknown());

const deprecated = z.strictObject({
  reason: z.enum(["renamed", "obsoleted", "uncategorized", "unspecified"]),
  renamed_to: text.optional(),
  note: z.string().optional(),
});

/** What every definition may have besides its own keys. */
const documentation = {
  note: z.string().optional(),
  deprecated: deprecated.optional(),
  annotations: annotations.optional(),
};

/** A list whose items have a shape of their own, so that one that is wrong doesn't hide the others' problems. */
const items = z.array(z.unknown());

const signalLevel = z.enum(["recommended", "opt_in"]);

const requirementLevel = z.union([
  z.enum(["required", "recommended", "opt_in"]),
  z.strictObject({
    conditionally_required: text.optional(),
    recommended: text.optional(),
    opt_in: text.optional(),
  }),
]);

const spanKind = z.enum(["internal", "client", "server", "producer", "consumer"]);
const spanName = z.strictObject({ note: z.string() });
const instrument = z.enum(["counter", "updowncounter", "gauge", "histogram"]);

/** A reference to an attribute group. */
export const groupReferenceShape = z.strictObject({ ref_group: text });

/** An entity's name, or one of the two mappings that nest others. */
export const associationShape = z.union([
  text,
  z.strictObject({ one_of: items.min(1).optional(), all_of: items.min(1).optional() }),
]);

const globs = z.array(text).optional();

/** What a file takes from the registries that it depends on. */
export const importsShape = z.strictObject({
  metrics: globs,
  events: globs,
  spans: globs,
  entities: globs,
  attribute_groups: globs,
});

const aggregation = z.union([
  z.enum(["min_max_sum_count"]),
  z.strictObject({
    explicit: z.strictObject({
      boundaries: z.array(z.number({ error: "a finite number" })).max(MOST_BOUNDARIES),
    }).optional(),
    exponential: z.strictObject({
      max_size: wholeNumber(...MAX_SIZE).optional(),
      max_scale: wholeNumber(...MAX_SCALE).optional(),
    }).optional(),
    min_max_sum_count: z.strictObject({}).optional(),
  }),
]);

/** What percore knows of a metric of a set, and semantic conventions have no word for. */
const recording = {
  recording: z.enum(["add", "observe"]).optional(),
  value_type: z.enum(["int", "double"]).optional(),
  aggregation: aggregation.optional(),
  exemplars: z.enum(["always_on", "trace_based"]).optional(),
  merge: z.enum(["last", "sum", "min", "max"]).optional(),
};

/** How names and levels are written, which is where the file formats differ. */
interface Words<Stability extends z.ZodType> {
  /** Names of signals, entities, groups and sets, and enum ids. */
  readonly name: z.ZodString;
  readonly key: z.ZodString;
  readonly unit: z.ZodString;
  readonly brief: z.ZodString;
  readonly stability: Stability;
}

/** The shapes of all definitions in the words of one file format. */
function shapesOf<Stability extends z.ZodType>({ name, key, unit, brief, stability }: Words<Stability>) {
  const definition = { brief, stability, ...documentation };
  const refined = { brief: brief.optional(), stability: stability.optional(), ...documentation };
  const reference = {
    ref: text,
    requirement_level: requirementLevel.optional(),
    ...refined,
    examples: z.unknown().optional(),
  };
  const users = {
    attributes: items.optional(),
    entity_associations: items.optional(),
    requirement_level: signalLevel.optional(),
  };
  const refinement = { id: name, ref: text, ...refined };
  return {
    /** One value of an enum. */
    member: z.strictObject({
      id: name,
      value: z.union([text, z.number(), z.boolean()]).optional(),
      brief: brief.optional(),
      stability: stability.optional(),
      ...documentation,
    }),
    attribute: z.strictObject({
      key,
      type: z.union([attributeTypes, z.strictObject({ members: items.min(1) })]),
      ...definition,
      examples: z.unknown().optional(),
    }),
    reference: z.strictObject(reference),
    spanReference: z.strictObject({ ...reference, sampling_relevant: z.boolean().optional() }),
    group: z.strictObject({
      id: name,
      visibility: z.enum(["public", "internal"]),
      attributes: items.optional(),
      ...refined,
    }),
    entity: z.strictObject({
      type: name,
      identity: items.min(1),
      description: items.optional(),
      ...definition,
      requirement_level: signalLevel.optional(),
    }),
    metric: z.strictObject({ name, instrument, unit, ...definition, ...users }),
    event: z.strictObject({ name, ...definition, ...users }),
    span: z.strictObject({ type: name, kind: spanKind, name: spanName, ...definition, ...users }),
    signalRefinement: z.strictObject({
      ...refinement,
      attributes: items.optional(),
      entity_associations: items.optional(),
    }),
    spanRefinement: z.strictObject({
      ...refinement,
      name: spanName.optional(),
      attributes: items.optional(),
      entity_associations: items.optional(),
    }),
    entityRefinement: z.strictObject({
      ...refinement,
      identity: items.optional(),
      description: items.optional(),
    }),
    /** An attribute of a metric set. */
    attachment: z.strictObject({
      ...reference,
      attach: z.enum(["registration", "measurement"]),
      bound: wholeNumber(1, MOST_VALUES).optional(),
    }),
    /** A metric that a set defines. */
    field: z.strictObject({
      name,
      field: text,
      instrument,
      unit,
      ...definition,
      stability: stability.optional(),
      ...recording,
      requirement_level: signalLevel.optional(),
    }),
    /** A metric that is defined elsewhere, in a set. */
    fieldReference: z.strictObject({ ref: text, field: text, ...recording }),
    metricSet: z.strictObject({
      name,
      entity: text.optional(),
      ...definition,
      attributes: items.optional(),
      storage: z.enum(["dense", "table"]).optional(),
      budget: wholeNumber(1, MOST_SERIES).optional(),
      metrics: items.min(1),
    }),
  };
}

const plainTypes = ["string", "int", "double", "boolean"] as const;
const attributeTypes = z.enum([
  ...plainTypes,
  "any",
  "string[]",
  "int[]",
  "double[]",
  "boolean[]",
  "template[string]",
  "template[int]",
  "template[double]",
  "template[boolean]",
  "template[any]",
  "template[string[]]",
  "template[int[]]",
  "template[double[]]",
  "template[boolean[]]",
]);

const stabilityLevels = [
  "development",
  "alpha",
  "beta",
  "release_candidate",
  "stable",
  "experimental",
] as const;

/** In percore's own files, a name is as the official policies want it. */
const STRICT = shapesOf({
  name: z.string().max(LONGEST_NAME).regex(/^[a-z][a-z0-9]*([._][a-z0-9]+)*$/, { error: DOTTED_NAME }),
  // The pattern of the official policy is `^[a-z0-9_]+\.([a-z0-9._]+)+$`, which accepts the same texts in exponential time.
  key: z.string().max(LONGEST_NAME).regex(/^[a-z0-9_]+\.[a-z0-9._]+$/, { error: ATTRIBUTE_KEY }),
  unit: z.string().regex(/^[!-~]{1,63}$/, { error: UNIT }),
  brief: text,
  stability: z.enum(stabilityLevels),
});

/** In registries that others wrote, a name is any text that can be seen. */
const VISIBLE = /^[^\p{C}\p{Z}]+$/u;
const visible = z.string().max(LONGEST_NAME).regex(VISIBLE, { error: "a name without spaces" });

const LENIENT = shapesOf({
  name: visible,
  key: visible,
  unit: z.string().regex(/^[^\p{C}]{0,63}$/u, { error: UNIT }),
  brief: z.string(),
  // `deprecated` is what versions before deprecation blocks had.
  stability: z.enum([...stabilityLevels, "deprecated"]),
});

/** The shapes of one file format. */
export type Shapes = typeof STRICT | typeof LENIENT;

/** The sections that both formats have. */
const sections = {
  attributes: items.optional(),
  attribute_groups: items.optional(),
  entities: items.optional(),
  metrics: items.optional(),
  events: items.optional(),
  spans: items.optional(),
  metric_refinements: items.optional(),
  event_refinements: items.optional(),
  span_refinements: items.optional(),
  entity_refinements: items.optional(),
  imports: z.unknown().optional(),
};

/** percore's own format, which has one more section. */
export const PERCORE = {
  ...STRICT,
  file: z.strictObject({
    file_format: z.enum(["percore/1"]),
    schema_url: z.string().regex(/^https?:\/\/[^\s/]+(\/[^\s/]+)+$/, { error: SCHEMA_URL }).optional(),
    annotations: annotations.optional(),
    ...sections,
    metric_sets: items.optional(),
  }),
};

/** OpenTelemetry's definition language, version 2. */
export const DEFINITION = {
  ...LENIENT,
  file: z.strictObject({
    file_format: z.enum(["definition/2"]).optional(),
    // An older name for the same.
    version: z.enum(["2"]).optional(),
    ...sections,
  }),
};

export type AggregationShape = z.infer<typeof aggregation>;
export type DeprecatedShape = z.infer<typeof deprecated>;
export type RequirementLevelShape = z.infer<typeof requirementLevel>;
export type StabilityShape = z.infer<typeof LENIENT.metric>["stability"];
export type MemberShape = z.infer<typeof LENIENT.member>;
export type ReferenceShape = z.infer<typeof LENIENT.spanReference>;
export type AttachmentShape = z.infer<typeof LENIENT.attachment>;
export type FieldShape = z.infer<typeof LENIENT.field>;
export type FieldReferenceShape = z.infer<typeof LENIENT.fieldReference>;

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
const name = z.string().max(LONGEST_NAME).regex(/^[a-z][a-z0-9]*([._][a-z0-9]+)*$/, { error: DOTTED_NAME });
const stability = z.enum(["development", "alpha", "beta", "release_candidate", "stable", "experimental"]);
const annotations = z.record(z.string(), z.unknown());

const deprecated = z.strictObject({
  reason: z.enum(["renamed", "obsoleted", "uncategorized", "unspecified"]),
  renamed_to: text.optional(),
  note: text.optional(),
});

/** What every definition may have besides its own keys. */
const documentation = {
  note: text.optional(),
  deprecated: deprecated.optional(),
  annotations: annotations.optional(),
};

/** A list whose items have a shape of their own, so that one that is wrong doesn't hide the others' problems. */
const items = z.array(z.unknown());

/** One value of an enum. */
export const memberShape = z.strictObject({
  id: name,
  value: text.optional(),
  brief: text.optional(),
  stability: stability.optional(),
  ...documentation,
});

const attributeType = z.union([
  z.enum(["string", "int", "double", "boolean", "string[]", "int[]", "double[]", "boolean[]"]),
  z.strictObject({ members: items.min(1) }),
]);

export const attributeShape = z.strictObject({
  // The pattern of the official policy is `^[a-z0-9_]+\.([a-z0-9._]+)+$`, which accepts the same texts in exponential time.
  key: z.string().max(LONGEST_NAME).regex(/^[a-z0-9_]+\.[a-z0-9._]+$/, { error: ATTRIBUTE_KEY }),
  type: attributeType,
  brief: text,
  stability,
  examples: z.unknown().optional(),
  ...documentation,
});

const requirementLevel = z.union([
  z.enum(["required", "recommended", "opt_in"]),
  z.strictObject({
    conditionally_required: text.optional(),
    recommended: text.optional(),
    opt_in: text.optional(),
  }),
]);

const reference = {
  ref: text,
  requirement_level: requirementLevel.optional(),
  brief: text.optional(),
  stability: stability.optional(),
  examples: z.unknown().optional(),
  ...documentation,
};

/** An attribute of an entity. */
export const identityShape = z.strictObject(reference);

/** An attribute of a metric set. */
export const attachmentShape = z.strictObject({
  ...reference,
  attach: z.enum(["registration", "measurement"]),
  bound: wholeNumber(1, MOST_VALUES).optional(),
});

export const entityShape = z.strictObject({
  type: name,
  identity: items.min(1),
  description: items.optional(),
  brief: text,
  stability,
  requirement_level: z.enum(["recommended", "opt_in"]).optional(),
  ...documentation,
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

export const metricShape = z.strictObject({
  name,
  field: text,
  instrument: z.enum(["counter", "updowncounter", "gauge", "histogram"]),
  unit: z.string().regex(/^[!-~]{1,63}$/, { error: UNIT }),
  brief: text,
  stability: stability.optional(),
  recording: z.enum(["add", "observe"]).optional(),
  value_type: z.enum(["int", "double"]).optional(),
  aggregation: aggregation.optional(),
  exemplars: z.enum(["always_on", "trace_based"]).optional(),
  merge: z.enum(["last", "sum", "min", "max"]).optional(),
  requirement_level: z.enum(["recommended", "opt_in"]).optional(),
  ...documentation,
});

export const metricSetShape = z.strictObject({
  name,
  entity: text.optional(),
  stability,
  brief: text,
  attributes: items.optional(),
  storage: z.enum(["dense", "table"]).optional(),
  budget: wholeNumber(1, MOST_SERIES).optional(),
  metrics: items.min(1),
  ...documentation,
});

export const fileShape = z.strictObject({
  file_format: z.enum(["percore/1"]),
  schema_url: z.string().regex(/^https?:\/\/[^\s/]+(\/[^\s/]+)+$/, { error: SCHEMA_URL }).optional(),
  attributes: items.optional(),
  entities: items.optional(),
  metric_sets: items.optional(),
});

/** Keys that the language has and this version of percore doesn't read yet. */
export const PLANNED_KEYS: ReadonlySet<string> = new Set([
  "attribute_groups",
  "metrics",
  "events",
  "spans",
  "metric_refinements",
  "event_refinements",
  "span_refinements",
  "entity_refinements",
  "imports",
  "ref_group",
  "entity_associations",
]);

export type AggregationShape = z.infer<typeof aggregation>;
export type AttributeShape = z.infer<typeof attributeShape>;
export type AttachmentShape = z.infer<typeof attachmentShape>;
export type DeprecatedShape = z.infer<typeof deprecated>;
export type IdentityShape = z.infer<typeof identityShape>;
export type MemberShape = z.infer<typeof memberShape>;
export type MetricShape = z.infer<typeof metricShape>;
export type StabilityShape = z.infer<typeof stability>;

/**
 * The schema language, percore/1: the shape of each definition. What goes beyond a definition's shape, such as
 * references and names that must be unique, is checked where definitions are resolved.
 */
import { z } from "zod";
import { recording } from "./recording_language.ts";
import { wholeNumber } from "./whole_number.ts";
import { LENIENT_WORDS, LONGEST_NAME, STRICT_WORDS, type Words } from "./words.ts";

const SCHEMA_URL = "a URL whose last segment is a version, such as https://example.com/schemas/1.0.0";

const MOST_VALUES = 10_000;
const MOST_SERIES = 1_000_000;

const text = z.string().min(1);
const annotations = z.record(z.string(), z.unknown())
  .describe("What tools want to know, by the tool's name. percore's own is `percore`.");

const deprecated = z.strictObject({
  reason: z.enum(["renamed", "obsoleted", "uncategorized", "unspecified"]).describe("Why it is deprecated."),
  renamed_to: text.optional().describe("The name to use instead, where the reason is `renamed`."),
  note: z.string().optional().describe("What to do about it, in a sentence."),
});

/** What every definition may have besides its own keys. */
const documentation = {
  note: z.string().optional().describe("What the brief has no room for, in Markdown."),
  deprecated: deprecated.optional().describe("That it is no longer to be used, and what is instead."),
  annotations: annotations.optional(),
};

/** A list whose items have a shape of their own, so that one that is wrong doesn't hide the others' problems. */
const items = z.array(z.unknown());

const signalLevel = z.enum(["recommended", "opt_in"])
  .describe("Whether it is there by default, or where a user asks for it; `recommended` if it isn't said.");

const requirementLevel = z.union([
  z.enum(["required", "recommended", "opt_in"]),
  z.strictObject({
    conditionally_required: text.optional().describe("It is required if this is so."),
    recommended: text.optional().describe("It is recommended, and this says why or when."),
    opt_in: text.optional().describe("It is left out unless a user asks for it, and this says why."),
  }),
]).describe("Whether it has to be there; `recommended` if it isn't said.");

const spanKind = z.enum(["internal", "client", "server", "producer", "consumer"])
  .describe("Which side of a call the span is.");
const spanName = z.strictObject({ note: z.string().describe("How the name is made, in words.") })
  .describe("What spans of this type are named.");
const instrument = z.enum(["counter", "updowncounter", "gauge", "histogram"])
  .describe("What the metric is recorded with.");

/** A reference to an attribute group. */
export const groupReferenceShape = z.strictObject({
  ref_group: text.describe("The id of an attribute group, all of whose attributes are taken."),
});

/** An entity's name, or one of the two mappings that nest others. */
export const associationShape = z.union([
  text,
  z.strictObject({
    one_of: items.min(1).optional().describe("Entities of which the resource should have at least one."),
    all_of: items.min(1).optional().describe("Entities of which the resource should have each."),
  }),
]);

function globs(kind: string) {
  return z.array(text.max(LONGEST_NAME)).optional().describe(
    `Names of ${kind}, in which \`*\` stands for any text.`,
  );
}

/** What a file takes from the registries that it depends on. */
export const importsShape = z.strictObject({
  metrics: globs("metrics"),
  events: globs("events"),
  spans: globs("spans"),
  entities: globs("entities"),
  attribute_groups: globs("public attribute groups"),
});

/** The shapes of all definitions in the words of one file format. */
function shapesOf<Stability extends z.ZodType>({ name, key, unit, brief, stability }: Words<Stability>) {
  const definition = {
    brief: brief.describe("What it is, in a sentence with a full stop."),
    stability: stability.describe("How settled it is."),
    ...documentation,
  };
  const refined = {
    brief: brief.optional().describe("What it is here, in a sentence with a full stop."),
    stability: stability.optional().describe("How settled it is here."),
    ...documentation,
  };
  const reference = {
    ref: text.describe("The key of an attribute."),
    requirement_level: requirementLevel.optional(),
    ...refined,
    examples: z.unknown().optional().describe("An example, or a list of them."),
  };
  const uses = items.optional().describe("Its attributes, one by one or a group's together.");
  const signal = {
    attributes: uses,
    entity_associations: items.optional().describe(
      "The entities that it is about: one of those in the list.",
    ),
  };
  const refinement = (of: string) => ({
    id: name.describe("The refinement's own name."),
    ref: text.describe(`The ${of} that is refined.`),
    ...refined,
  });
  const entityLayers = {
    identity: items.describe("The attributes that tell one from another."),
    description: items.optional().describe("Attributes that say more about it, and may be left out."),
  };
  return {
    /** One value of an enum. */
    member: z.strictObject({
      id: name.describe("The name of the value in generated code."),
      value: z.union([text, z.number(), z.boolean()]).optional()
        .describe("What is exported; the id if it isn't said."),
      brief: brief.optional().describe("What it means."),
      stability: stability.optional().describe("How settled it is; as the attribute, if it isn't said."),
      ...documentation,
    }),
    attribute: z.strictObject({
      key: key.describe("The attribute's name."),
      type: z.union([
        attributeTypes,
        z.strictObject({ members: items.min(1).describe("The values that it can have.") }),
      ]).describe("The type of its values; `template[…]` is any number of attributes below the key."),
      ...definition,
      examples: z.unknown().optional().describe("An example, or a list of them."),
    }),
    reference: z.strictObject(reference),
    spanReference: z.strictObject({
      ...reference,
      sampling_relevant: z.boolean().optional().describe(
        "Whether it should be there before the span is sampled.",
      ),
    }),
    group: z.strictObject({
      id: name.describe("The group's name, for `ref_group`."),
      visibility: z.enum(["public", "internal"])
        .describe(
          "`public`: part of what a registry offers, with a brief and a stability; `internal`: for its own use.",
        ),
      attributes: uses,
      brief: brief.optional().describe(
        "What they are for, in a sentence with a full stop; public groups have one.",
      ),
      stability: stability.optional().describe("How settled it is; public groups have one."),
      ...documentation,
    }),
    entity: z.strictObject({
      type: name.describe("The entity's name."),
      ...definition,
      ...entityLayers,
      identity: items.min(1).describe("The attributes that tell one from another."),
      requirement_level: signalLevel.optional(),
    }),
    metric: z.strictObject({
      name: name.describe("What the metric is exported as."),
      instrument,
      unit,
      ...definition,
      ...signal,
      requirement_level: signalLevel.optional(),
    }),
    event: z.strictObject({
      name: name.describe("The event's name."),
      ...definition,
      ...signal,
      requirement_level: signalLevel.optional(),
    }),
    span: z.strictObject({
      type: name.describe(
        "The name of this type of span, in schemas; the spans' own names are another matter.",
      ),
      kind: spanKind,
      name: spanName,
      ...definition,
      ...signal,
      requirement_level: signalLevel.optional(),
    }),
    signalRefinement: z.strictObject({ ...refinement("metric or event"), ...signal }),
    spanRefinement: z.strictObject({ ...refinement("type of span"), name: spanName.optional(), ...signal }),
    entityRefinement: z.strictObject({
      ...refinement("entity"),
      ...entityLayers,
      identity: items.optional().describe(
        "What is said of attributes that identify it; there can't be others.",
      ),
    }),
    /** An attribute of a metric set. */
    attachment: z.strictObject({
      ...reference,
      attach: z.enum(["registration", "measurement"])
        .describe("When its value is given: once, when a program registers the set, or with each recording."),
      bound: wholeNumber(1, MOST_VALUES).optional().describe(
        "How many of its values are told apart, in the order of their first use; further ones are counted as overflow. " +
          "For strings and ints that are measured, and for enums of strings that take other values as well.",
      ),
    }),
    /** A metric that a set defines. */
    field: z.strictObject({
      name: name.describe("What the metric is exported as."),
      field: text.describe("The property of the set that records it."),
      instrument,
      unit,
      ...definition,
      stability: stability.optional().describe("How settled it is; as the set, if it isn't said."),
      ...recording,
      requirement_level: signalLevel.optional(),
    }),
    /** A metric that is defined elsewhere, in a set. */
    fieldReference: z.strictObject({
      ref: text.describe("The name of a metric that is defined elsewhere."),
      field: text.describe("The property of the set that records it."),
      ...recording,
    }),
    metricSet: z.strictObject({
      name: name.describe("What the set is exported as: the name of an instrumentation scope."),
      entity: text.optional().describe(
        "The type of the entity that the set is about; registering a set says which one.",
      ),
      ...definition,
      attributes: items.optional().describe(
        "The attributes that its points have, beside those of the entity.",
      ),
      storage: z.enum(["dense", "table"]).optional().describe(
        "`dense`: a cell for each combination of measured values, an error if these are more than the budget; `table`: " +
          "a row for each combination that occurs. If it isn't said, dense where the budget allows.",
      ),
      budget: wholeNumber(1, MOST_SERIES).optional().describe(
        "How many combinations of measured values have cells of their own; 2,000 if it isn't said.",
      ),
      metrics: items.min(1).describe(
        "What the set records: metrics of its own, or such as are defined elsewhere.",
      ),
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

const STRICT = shapesOf(STRICT_WORDS);
const LENIENT = shapesOf(LENIENT_WORDS);

/** The shapes of one file format. */
export type Shapes = typeof STRICT | typeof LENIENT;

/** The sections that both formats have. */
const sections = {
  attributes: items.optional().describe("Attributes that this file defines."),
  attribute_groups: items.optional().describe("Attributes that are used together."),
  entities: items.optional().describe("What telemetry is about: a service, a process, a worker."),
  metrics: items.optional().describe("Metrics by themselves, for sets of this schema or of others to take."),
  events: items.optional().describe("What happens at one moment: log records with a name."),
  spans: items.optional().describe("Operations that take time."),
  metric_refinements: items.optional().describe(
    "Metrics under a further name, with more or other attributes.",
  ),
  event_refinements: items.optional().describe("Events under a further name, with more or other attributes."),
  span_refinements: items.optional().describe(
    "Types of spans under a further name, with more or other attributes.",
  ),
  entity_refinements: items.optional().describe("Entities under a further name, with more attributes."),
  imports: z.unknown().optional().describe(
    "What this schema takes from the registries that it depends on, by kind.",
  ),
};

/** percore's own format, which has one more section. */
export const PERCORE = {
  ...STRICT,
  file: z.strictObject({
    file_format: z.enum(["percore/1"]).describe("The language of the file."),
    schema_url: z.string().regex(/^https?:\/\/[^\s/]+(\/[^\s/]+)+$/, { error: SCHEMA_URL }).optional()
      .describe("The schema's URL, whose last segment is its version; the same in all files that state it."),
    annotations: annotations.optional(),
    ...sections,
    metric_sets: items.optional().describe("Metrics that are registered, recorded and exported together."),
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

export type DeprecatedShape = z.infer<typeof deprecated>;
export type RequirementLevelShape = z.infer<typeof requirementLevel>;
export type StabilityShape = z.infer<typeof LENIENT.metric>["stability"];
export type MemberShape = z.infer<typeof LENIENT.member>;
export type ReferenceShape = z.infer<typeof LENIENT.spanReference>;
export type AttachmentShape = z.infer<typeof LENIENT.attachment>;
export type FieldShape = z.infer<typeof LENIENT.field>;
export type FieldReferenceShape = z.infer<typeof LENIENT.fieldReference>;

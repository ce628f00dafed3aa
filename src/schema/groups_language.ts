/**
 * The definition language of semantic conventions, version 1: the shapes of groups and of their attributes, where they
 * aren't those of version 2.
 */
import { z } from "zod";
import { DEFINITION } from "./language.ts";

const { name, instrument, unit, brief, stability, note, deprecated, annotations, attributes } =
  DEFINITION.metric.shape;
const { type } = DEFINITION.attribute.shape;
const text = z.string().optional();

/** What groups and attributes say of themselves. */
const described = { brief: brief.optional(), stability: stability.optional(), note, deprecated, annotations };

/** What a group says of an attribute, whether it defines it or refers to it. */
const used = {
  ...described,
  examples: z.unknown().optional(),
  tag: text,
  requirement_level: DEFINITION.reference.shape.requirement_level,
  sampling_relevant: z.boolean().optional(),
  role: z.enum(["identifying", "descriptive"]).optional(),
};

/** The keys that are allowed in groups of all types. Those that a type has no use for are reported by its reader. */
const group = {
  id: name,
  type: z.enum([
    "attribute_group",
    "span",
    "event",
    "metric",
    "entity",
    "resource",
    "metric_group",
    "scope",
    "undefined",
  ]).optional(),
  ...described,
  brief,
  prefix: text,
  extends: name.optional(),
  attributes,
  display_name: text,
  entity_associations: DEFINITION.metric.shape.entity_associations,
  name: text,
  metric_name: name.optional(),
  instrument: instrument.optional(),
  unit: unit.optional(),
  body: z.unknown().optional(),
  span_kind: DEFINITION.span.shape.kind.optional(),
  events: z.array(z.string()).optional(),
};

/** The shapes of version 1. */
export const GROUPS = {
  file: z.strictObject({
    file_format: z.enum(["definition/1"]).optional(),
    version: z.enum(["1"]).optional(),
    groups: attributes,
    imports: z.unknown().optional(),
  }),
  /** A group of any type but `metric`. */
  group: z.strictObject(group),
  metric: z.strictObject({ ...group, metric_name: name, instrument, unit }),
  /** The definition of an attribute. */
  attribute: z.strictObject({
    id: name,
    type: z.union([
      type.options[0],
      z.strictObject({ ...type.options[1].shape, allow_custom_values: z.boolean().optional() }),
    ]),
    ...used,
  }),
  /** A reference to an attribute. */
  reference: z.strictObject({
    ref: DEFINITION.reference.shape.ref,
    ...used,
    // Once, `true` made a new attribute, by the group's prefix and the name.
    prefix: z.literal(false).optional(),
  }),
};

export type GroupShape = z.infer<typeof GROUPS.group>;
export type GroupAttributeShape = z.infer<typeof GROUPS.attribute>;

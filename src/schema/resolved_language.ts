/**
 * What Weaver makes of a registry: the shapes of its resolved file (`resolved/2.0`), in which uses of attributes are indices
 * into a catalog, and of the materialized form that its templates and policies see, in which they are written out. Both have
 * the definitions of version 2, with all references looked up. Keys that newer versions of Weaver add don't matter.
 */
import { z } from "zod";
import { DEFINITION } from "./language.ts";

const { attribute, member, entity, metric, event, span, group } = DEFINITION;
const { brief, stability } = metric.shape;
const items = metric.shape.attributes;
const { requirement_level, sampling_relevant } = DEFINITION.spanReference.shape;
const error = "an index, which is a whole number";
const index = z.number({ error }).int({ error, abort: true }).min(0, { error });

const used = { requirement_level, sampling_relevant };

/** The lists of one kind of definition each. */
const registry = z.object({
  attributes: items,
  attribute_groups: items,
  entities: items,
  metrics: items,
  events: items,
  spans: items,
});

/** The shapes of both forms. */
export const RESOLVED = {
  resolved: z.object({
    file_format: z.enum(["resolved/2.0"]),
    attribute_catalog: z.array(z.unknown()),
    registry,
  }),
  materialized: z.object({ registry }),
  attribute: z.object(attribute.shape),
  member,
  index,
  /** A use of an attribute of the catalog. */
  indexed: z.object({ base: index, ...used }),
  /** What a use of an attribute that is written out has besides. */
  inlined: z.object(used),
  /** An entity by its name, as Weaver 0.25 has it, or by its name and where it comes from; or a mapping of others. */
  association: z.union([
    z.string().min(1),
    z.object({ type: z.string().min(1) }),
    z.object({
      one_of: z.array(z.unknown()).min(1).optional(),
      all_of: z.array(z.unknown()).min(1).optional(),
    }),
  ]),
  group: z.object({ ...group.shape, visibility: z.unknown().optional(), brief, stability }),
  // Weaver's own conversion leaves entities of version 1 without an identity.
  entity: z.object({ ...entity.shape, identity: items }),
  metric: z.object(metric.shape),
  event: z.object(event.shape),
  span: z.object(span.shape),
  /** What a refinement has besides, which is otherwise a whole definition. */
  refinement: z.object({ id: metric.shape.name }),
};

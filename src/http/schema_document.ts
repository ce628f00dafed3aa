import type { WorkerState } from "../aggregate/inspection.ts";
import type { AttributeDescriptor, EntityDescriptor, MetricSetDescriptor } from "../set/descriptor.ts";

/** What the live sets are made of, each thing once. */
export interface SchemaDocument {
  /** The sets. */
  readonly sets: readonly MetricSetDescriptor[];
  /** Their entities. */
  readonly entities: readonly EntityDescriptor[];
  /** The attributes of both. */
  readonly attributes: readonly AttributeDescriptor[];
}

/** The sets that are registered now, on any worker, as far as frames have told of them. */
export function schemaDocument(workers: readonly WorkerState[]): SchemaDocument {
  const sets = distinct(workers.flatMap((worker) => worker.sets.map(({ descriptor }) => descriptor)));
  const entities = distinct(sets.flatMap(({ entity }) => entity ?? []));
  const attributes = distinct([
    ...entities.flatMap(({ identity, description = [] }) => [...identity, ...description]),
    ...sets.flatMap(({ attributes: { registration, measurement } }) => [...registration, ...measurement]),
  ]);
  return { sets, entities, attributes };
}

/** Each worker brings a descriptor of its own. */
function distinct<Descriptor>(descriptors: readonly Descriptor[]): Descriptor[] {
  return [...new Map(descriptors.map((each) => [JSON.stringify(each), each])).values()];
}

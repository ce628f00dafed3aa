import { type Definition, type DefinitionKind, publicGroups, type SchemaFile } from "../../schema/mod.ts";

/** A definition that is documented by itself. */
export interface Documented {
  readonly kind: DefinitionKind;
  readonly name: string;
  readonly definition: Definition;
}

/** The definitions of a file that are documented by themselves: all but internal groups. */
export function documentedIn(file: SchemaFile): readonly Documented[] {
  const { refinements } = file;
  const of = <Kind extends Definition>(
    kind: DefinitionKind,
    definitions: readonly Kind[],
    nameOf: (definition: Kind) => string,
  ) => definitions.map((definition): Documented => ({ kind, name: nameOf(definition), definition }));
  return [
    ...of("attribute", file.attributes, ({ key }) => key),
    ...of("attribute_group", publicGroups(file), ({ id }) => id),
    ...of("entity", file.entities, ({ type }) => type),
    ...of("metric", file.metrics, ({ name }) => name),
    ...of("event", file.events, ({ name }) => name),
    ...of("span", file.spans, ({ type }) => type),
    ...of("metric_refinement", refinements.metrics, ({ id }) => id),
    ...of("event_refinement", refinements.events, ({ id }) => id),
    ...of("span_refinement", refinements.spans, ({ id }) => id),
    ...of("entity_refinement", refinements.entities, ({ id }) => id),
    ...of("metric_set", file.metricSets, ({ name }) => name),
  ];
}

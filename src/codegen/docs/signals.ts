import type {
  Association,
  AttributeGroup,
  Entity,
  Event,
  Metric,
  Refinement,
  Refinements,
  Signal,
  Span,
} from "../../schema/mod.ts";
import { signalAttributes, usesTable } from "./attributes.ts";
import type { Topic } from "./directory.ts";
import { code } from "./inline.ts";
import { introduction, type Page, paragraph } from "./page.ts";
import { signalLevel } from "./terms.ts";

function associationText(association: Association, page: Page, isInner = false): string {
  if (association.kind === "entity") {
    return page.directory.reference("entity", association.type, page.file, "paragraph");
  }
  const [only] = association.of;
  if (only !== undefined && association.of.length === 1) return associationText(only, page, isInner);
  const texts = association.of.map((inner) => associationText(inner, page, true));
  const text = texts.join(association.kind === "one_of" ? " or " : " and ");
  return isInner ? `(${text})` : text;
}

/** What all signals have: entities and attributes. */
function signal({ associations, attributes }: Signal, page: Page): readonly string[] {
  return [
    ...(associations === undefined ? [] : [`Entities: ${associationText(associations, page)}`]),
    ...signalAttributes(attributes, page),
  ];
}

/** A unit, or that there is none. */
export function unitText(unit: string): string {
  return code(unit, "cell") || "no unit";
}

function metricFacts(metric: Metric): readonly string[] {
  return [metric.instrument, unitText(metric.unit), metric.valueType, signalLevel(metric)];
}

export function metricBlocks(metric: Metric, page: Page): readonly string[] {
  const sets = page.setsOf(metric.name).map((set) =>
    page.directory.reference("metric_set", set, page.file, "paragraph")
  );
  return [
    ...introduction("metric", metric.name, metric, page, metricFacts(metric)),
    ...(sets.length === 0 ? [] : [`Metric set: ${sets.join(", ")}`]),
    ...signal(metric, page),
  ];
}

export function eventBlocks(event: Event, page: Page): readonly string[] {
  return [...introduction("event", event.name, event, page, [signalLevel(event)]), ...signal(event, page)];
}

function nameNote({ nameNote }: Span): readonly string[] {
  return paragraph(nameNote).map((text) => `Name: ${text}`);
}

function spanFacts(span: Span): readonly string[] {
  return [`${span.kind} span`, signalLevel(span)];
}

export function spanBlocks(span: Span, page: Page): readonly string[] {
  return [
    ...introduction("span", span.type, span, page, spanFacts(span)),
    ...nameNote(span),
    ...signal(span, page),
  ];
}

function entityAttributes({ identity, description }: Entity, page: Page): readonly string[] {
  const uses = [
    ...identity.map((attribute) => ({ attribute, lead: ["identity"] })),
    ...description.map((attribute) => ({ attribute, lead: ["description"] })),
  ];
  return usesTable(["role"], uses, page);
}

export function entityBlocks(entity: Entity, page: Page): readonly string[] {
  return [
    ...introduction("entity", entity.type, entity, page, [signalLevel(entity)]),
    ...entityAttributes(entity, page),
  ];
}

export function groupBlocks(group: AttributeGroup, page: Page): readonly string[] {
  return [
    ...introduction("attribute_group", group.id, group, page),
    ...signalAttributes(group.attributes, page),
  ];
}

function refinement<Base extends Signal | Entity>(
  topic: Topic,
  base: readonly [topic: Topic, name: string],
  definition: Refinement<Base>,
  page: Page,
  facts: readonly string[],
): readonly string[] {
  const [kind, refined] = base;
  const reference = page.directory.reference(kind, refined, page.file, "paragraph");
  return introduction(topic, definition.id, definition, page, [`refines the ${kind} ${reference}`, ...facts]);
}

/** All refinements of a page, each kind with a name of its own. */
export function refinementBlocks(
  { metrics, events, spans, entities }: Refinements,
  page: Page,
): readonly string[] {
  return [
    ...metrics.flatMap((metric) => [
      ...refinement("metric_refinement", ["metric", metric.base.name], metric, page, metricFacts(metric)),
      ...signal(metric, page),
    ]),
    ...events.flatMap((event) => [
      ...refinement("event_refinement", ["event", event.base.name], event, page, [signalLevel(event)]),
      ...signal(event, page),
    ]),
    ...spans.flatMap((span) => [
      ...refinement("span_refinement", ["span", span.base.type], span, page, spanFacts(span)),
      ...nameNote(span),
      ...signal(span, page),
    ]),
    ...entities.flatMap((entity) => [
      ...refinement("entity_refinement", ["entity", entity.base.type], entity, page, [signalLevel(entity)]),
      ...entityAttributes(entity, page),
    ]),
  ];
}

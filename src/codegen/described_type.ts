import type { Definition, Entity, Event, Metric, Refinement, Span } from "../schema/mod.ts";
import {
  entityDescriptor,
  eventDescriptor,
  metricRefinementDescriptor,
  type Properties,
  spanDescriptor,
} from "./descriptor.ts";
import { docComment, shortNote } from "./doc_comment.ts";
import { broken } from "./literal.ts";
import type { Scope } from "./scope.ts";
import { valueMembers, ValuesType } from "./value_type.ts";

type Descriptor = Properties | readonly Properties[];

/** A constant with a descriptor. */
function descriptorConstant(name: string, descriptor: Descriptor, type: string): string {
  return `const ${name} = ${broken(descriptor, 0)} as const satisfies ${type};\n`;
}

/** The same, exported, with a comment. */
export function exportedDescriptor(
  comment: string,
  name: string,
  descriptor: Descriptor,
  type: string,
): string {
  return `${comment}export ${descriptorConstant(name, descriptor, type)}`;
}

/** What a definition is called in its comments. */
function called(kind: string, definition: Definition | Refinement<Definition>, name: string): string {
  return "id" in definition
    ? `the refinement \`${definition.id}\` of the ${kind} \`${name}\``
    : `the ${kind} \`${name}\``;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** What is said of a type, and of the descriptor beside it. */
function comments(
  definition: Definition,
  name: string,
  isEntity: boolean,
  more = "",
): readonly [string, string] {
  const { brief, note, deprecated } = definition;
  const first = isEntity && brief !== "" ? [] : [`Attributes of ${name}.`];
  return [
    docComment([...first, brief, shortNote(note), more], 0, deprecated),
    docComment(sentence(name), 0, deprecated),
  ];
}

/** The type of an entity's attributes, and its descriptor. */
export function entityParts(entity: Entity | Refinement<Entity>, scope: Scope): readonly string[] {
  const { values, descriptor } = scope.names.ofEntity(entity);
  const [comment, other] = comments(entity, called("entity", entity, entity.type), true);
  const members = valueMembers(entity.identity, entity.description);
  const type = "id" in entity ? "EntityRefinementDescriptor" : "EntityDescriptor";
  return [
    new ValuesType(scope, "AttributeValue").declaration(values, comment, members),
    exportedDescriptor(other, descriptor, entityDescriptor(entity), scope.module.type(type)),
  ];
}

/** A module's own copy of an entity's descriptor. */
export function entityCopy(entity: Entity, scope: Scope): string {
  const type = scope.module.type("EntityDescriptor");
  return descriptorConstant(scope.names.ofEntity(entity).descriptor, entityDescriptor(entity), type);
}

/** The type of a signal's attributes, and its descriptor. */
function signalParts(
  signal: Event | Span | Refinement<Metric>,
  what: string,
  { values, descriptor }: { readonly values: string; readonly descriptor: string },
  content: Properties,
  type: string,
  scope: Scope,
): readonly string[] {
  const named = "nameNote" in signal ? shortNote(signal.nameNote) : "";
  const [comment, other] = comments(signal, what, false, named === "" ? "" : `Its name: ${named}`);
  const isRequired = (attribute: Event["attributes"][number]) =>
    attribute.requirementLevel.level === "required";
  const members = signal.attributes.map((attribute) => ({ attribute, isOptional: !isRequired(attribute) }));
  return [
    new ValuesType(scope, "AnyValue").declaration(values, comment, members),
    exportedDescriptor(other, descriptor, content, scope.module.type(type)),
  ];
}

/** What is generated for an event. */
export function eventParts(event: Event | Refinement<Event>, scope: Scope): readonly string[] {
  const what = called("event", event, event.name), names = scope.names.ofEvent(event);
  return signalParts(event, what, names, eventDescriptor(event), "EventDescriptor", scope);
}

/** What is generated for a span. */
export function spanParts(span: Span | Refinement<Span>, scope: Scope): readonly string[] {
  const what = called("span", span, span.type), names = scope.names.ofSpan(span);
  return signalParts(span, what, names, spanDescriptor(span), "SpanDescriptor", scope);
}

/** What is generated for a refinement of a metric. */
export function metricRefinementParts(metric: Refinement<Metric>, scope: Scope): readonly string[] {
  const what = called("metric", metric, metric.name), names = scope.names.ofMetric(metric);
  return signalParts(
    metric,
    what,
    names,
    metricRefinementDescriptor(metric),
    "MetricRefinementDescriptor",
    scope,
  );
}

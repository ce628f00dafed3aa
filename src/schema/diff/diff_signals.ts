import type {
  Association,
  AttributeGroup,
  Entity,
  Event,
  Metric,
  Signal,
  SignalLevel,
  Span,
} from "../model.ts";
import { compare } from "../diagnostic.ts";
import type { Comparison, JudgedPart } from "./comparison.ts";
import { diffUses, type Uses } from "./diff_uses.ts";

/** Readers of events, spans and entities don't mind a further attribute (OpenTelemetry, "Semantic Conventions Stability"). */
const DESCRIBING: Uses = { isBrokenBy: () => false, isBrokenByDemand: () => false, tellSeries: false };

/** A further attribute of a metric breaks its series apart, unless a user has to ask for it. */
const METRIC: Uses = {
  isBrokenBy: ({ requirementLevel }) => requirementLevel.level !== "opt_in",
  isBrokenByDemand: () => false,
  tellSeries: true,
};

/** Entities as a text that doesn't depend on the order in which they are written. */
function associationText(association: Association | undefined): string {
  if (association === undefined) return "none";
  if (association.kind === "entity") return association.type;
  const texts = association.of.map(associationText).toSorted(compare);
  return texts.length === 1
    ? texts.join()
    : `(${texts.join(association.kind === "one_of" ? " or " : " and ")})`;
}

/** Compares whether instrumentation has to have a definition, or a part of one; it has, unless that says otherwise. */
export function diffLevel(
  old: { readonly requirementLevel?: SignalLevel },
  next: { readonly requirementLevel?: SignalLevel },
  comparison: Comparison,
  of?: JudgedPart,
): void {
  const [before, after] = [old.requirementLevel ?? "recommended", next.requirementLevel ?? "recommended"];
  comparison.text("requirement_level", before, after, after === "opt_in", of);
}

function diffSignal(old: Signal, next: Signal, uses: Uses, comparison: Comparison): void {
  diffLevel(old, next, comparison);
  const [before, after] = [associationText(old.associations), associationText(next.associations)];
  comparison.text("entity_associations", before, after, false);
  diffUses(old.attributes, next.attributes, uses, comparison);
}

/** Compares what a metric is, wherever it is defined. */
export function diffInstrument(
  old: Pick<Metric, "instrument" | "unit">,
  next: Pick<Metric, "instrument" | "unit">,
  comparison: Comparison,
): void {
  comparison.text("instrument", old.instrument, next.instrument, true);
  comparison.text("unit", old.unit, next.unit, true);
}

export function diffMetric(old: Metric, next: Metric, comparison: Comparison): void {
  diffInstrument(old, next, comparison);
  comparison.text("value_type", old.valueType, next.valueType, false);
  diffSignal(old, next, METRIC, comparison);
}

export function diffEvent(old: Event, next: Event, comparison: Comparison): void {
  diffSignal(old, next, DESCRIBING, comparison);
}

/** Words of the note that says how a span's name is made. Whether another wording makes other names, only people can say. */
function words(note: string): string {
  return note.replace(/\s+/g, " ").trim();
}

export function diffSpan(old: Span, next: Span, comparison: Comparison): void {
  comparison.text("span_kind", old.kind, next.kind, true);
  comparison.text("span_name", words(old.nameNote), words(next.nameNote), false);
  diffSignal(old, next, DESCRIBING, comparison);
}

export function diffGroup(old: AttributeGroup, next: AttributeGroup, comparison: Comparison): void {
  diffUses(old.attributes, next.attributes, DESCRIBING, comparison);
}

function keysOf({ identity }: Entity): string {
  return identity.map(({ key }) => key).toSorted(compare).join(", ");
}

export function diffEntity(old: Entity, next: Entity, comparison: Comparison): void {
  // A registry of version 1 may not have said what identifies an entity.
  comparison.text("identity", keysOf(old), keysOf(next), old.identity.length > 0);
  diffLevel(old, next, comparison);
  // What has come to the identity, or gone from it, is told above.
  const identities = new Set([...old.identity, ...next.identity].map(({ key }) => key));
  const described = ({ description }: Entity) => description.filter(({ key }) => !identities.has(key));
  diffUses(described(old), described(next), DESCRIBING, comparison);
}

import {
  type Aggregation,
  type AttributeType,
  type SignalLevel,
  type Stability,
  typeOfValues,
  type UsedAttribute,
} from "../../schema/mod.ts";
import { code, inline } from "./inline.ts";

/** A level of stability, as a word between marks: pages need no server for its picture. */
export function badge(stability: Stability): string {
  return `\`${stability.replaceAll("_", " ")}\``;
}

/** A type, and of an enum that it is one. */
export function typeText(type: AttributeType): string {
  return typeof type === "string" ? `\`${type}\`` : `enum of \`${typeOfValues(type)}\``;
}

/** A requirement level, with when or why. */
export function requirement({ requirementLevel, isSamplingRelevant }: UsedAttribute): string {
  const { level, text } = requirementLevel;
  const name = `\`${level.replaceAll("_", " ")}\`${isSamplingRelevant === true ? ", for sampling" : ""}`;
  const when = inline(text ?? "", "cell");
  return when === "" ? name : `${name}: ${when}`;
}

/** Whether instrumentation has to have something; empty where that isn't said. */
export function signalLevel({ requirementLevel }: { readonly requirementLevel?: SignalLevel }): string {
  return requirementLevel === undefined ? "" : `\`${requirementLevel.replaceAll("_", " ")}\``;
}

/** How values become points. */
export function aggregationText(aggregation: Aggregation): string {
  switch (aggregation.kind) {
    case "explicit": {
      const { boundaries } = aggregation;
      return boundaries.length === 0 ? "one bucket" : `buckets up to ${boundaries.join(", ")} and beyond`;
    }
    case "exponential":
      return `exponential, at most ${aggregation.maxSize} buckets, scale at most ${aggregation.maxScale}`;
    case "min_max_sum_count":
      return "minimum, maximum, sum and count";
  }
}

/** One example of an attribute, or several. */
export function examplesText(examples: unknown): string {
  const list: readonly unknown[] = Array.isArray(examples)
    ? examples
    : examples === undefined
    ? []
    : [examples];
  const texts = list.map((example) =>
    typeof example === "string" && example.trim() !== "" ? example : JSON.stringify(example)
  );
  return texts.map((text) => code(text, "cell")).join("; ");
}

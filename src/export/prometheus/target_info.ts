import type { Resource } from "../../aggregate/collection.ts";
import { joinLabels, type Label, label } from "./label.ts";
import type { Naming } from "./naming.ts";

/** The family that says what the process is: a name, and what a sample's name has behind it. */
export const TARGET = "target", INFO = "_info";

/** What is said of that family. */
export const TARGET_HELP = "Target metadata";

/** What the process says of itself, as labels. */
export function resourceLabels({ attributes }: Resource, naming: Naming): Label[] {
  return joinLabels(Object.entries(attributes).map(([key, value]) => label(key, value, naming.label)));
}

import type { Attributes } from "../set/attribute.ts";

/** What a set is registered with, as its record has it. */
export interface RegisteredAttributes {
  readonly entity: Attributes;
  readonly attributes: Attributes;
  /** For each measurement attribute, the offset of the table of its interned values' records; 0 for none. */
  readonly dictionaries: readonly number[];
}

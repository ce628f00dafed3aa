import type { Resource } from "../../aggregate/collection.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import type { FamilyType } from "./family_type.ts";
import type { LabelSet } from "./label_set.ts";
import type { Naming } from "./naming.ts";
import type { Part } from "./part.ts";
import type { Room } from "./room.ts";
import type { Series } from "./series.ts";

/** All series of one name, below one description and one type. */
export interface Family<Own extends Series> {
  /** The names of its samples, and its own. */
  readonly names: readonly string[];
  readonly type: FamilyType;
  /** Takes a series of the family's type. False when it's one that is there already, and can't be added to it. */
  add(series: Own): boolean;
  /** What is written of it, as it is when each part is asked for, as far as there is room. */
  parts(room: Room): Iterable<Part>;
}

/** How a format writes series. What it needs of one beside what all formats need is in `Own`. */
export interface Syntax<Own extends Series> {
  readonly naming: Naming;
  /** The names that are no metric's. */
  readonly reserved: readonly string[];
  /** What stands behind the last family. */
  readonly end: Uint8Array<ArrayBuffer>;
  /** What the process says of itself; empty when that is nothing. */
  targetInfo(resource: Resource): Uint8Array<ArrayBuffer>;
  /**
   * Makes a series ready to be written.
   *
   * @param text What stands between its braces, without the label of a bucket: what its attributes are in `labels`.
   */
  series(series: Series, type: FamilyType, labels: LabelSet, text: string): Own;
  /** A family without series, of the type and description that its first metric has. */
  family(name: string, metric: MetricDescriptor): Family<Own>;
}

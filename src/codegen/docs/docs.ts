import { compare, type Definition, type Schema, type SchemaFile } from "../../schema/mod.ts";
import { attributesSection } from "./attributes.ts";
import { Directory, INDEX, namespaceOf, pageOf } from "./directory.ts";
import { code } from "./inline.ts";
import { note, type Page } from "./page.ts";
import { metricSetBlocks } from "./metric_sets.ts";
import { entityBlocks, eventBlocks, groupBlocks, metricBlocks, refinementBlocks, spanBlocks } from "./signals.ts";
import { table } from "./table.ts";
import { badge } from "./terms.ts";

/** One page of a schema's documentation. */
export interface MarkdownFile {
  /** The file's name: a page has no folder. */
  readonly path: string;
  readonly text: string;
}

/** What a namespace has, each kind in the order of its names. */
type Contents = Omit<SchemaFile, "file" | "isForeign">;

/** The kinds of definitions, in the order of a page's sections. */
const KINDS = [
  ["attributes", "Attributes"],
  ["attributeGroups", "Attribute groups"],
  ["entities", "Entities"],
  ["metricSets", "Metric sets"],
  ["metrics", "Metrics"],
  ["events", "Events"],
  ["spans", "Spans"],
  ["refinements", "Refinements"],
] as const;

/** The part of some definitions that stands in a namespace, in the order of their names. */
function inNamespace<T>(definitions: readonly T[], nameOf: (definition: T) => string, namespace: string): readonly T[] {
  return definitions.filter((definition) => namespaceOf(nameOf(definition)) === namespace)
    .toSorted((a, b) => compare(nameOf(a), nameOf(b)));
}

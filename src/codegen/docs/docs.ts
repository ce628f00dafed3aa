import {
  type Attribute,
  type AttributeGroup,
  compare,
  type Definition,
  type Entity,
  escapeInvisible,
  type Event,
  type Metric,
  type MetricField,
  type MetricSet,
  type Refinement,
  type Schema,
  type SchemaFile,
  type Span,
} from "../../schema/mod.ts";
import { attributesSection } from "./attributes.ts";
import { Directory, INDEX, namespaceOf, pageOf } from "./directory.ts";
import { code } from "./inline.ts";
import { facts, note, type Page } from "./page.ts";
import { metricSetBlocks } from "./metric_sets.ts";
import {
  entityBlocks,
  eventBlocks,
  groupBlocks,
  metricBlocks,
  refinementBlocks,
  spanBlocks,
} from "./signals.ts";
import { table } from "./table.ts";
import { badge } from "./terms.ts";

/** One page of a schema's documentation. */
export interface MarkdownFile {
  /** The file's name: a page has no folder. */
  readonly path: string;
  readonly text: string;
}

/** What a namespace has. */
interface Contents {
  readonly attributes: Attribute[];
  readonly attributeGroups: AttributeGroup[];
  readonly entities: Entity[];
  readonly metricSets: MetricSet[];
  readonly metrics: Metric[];
  readonly events: Event[];
  readonly spans: Span[];
  readonly refinements: {
    readonly metrics: Refinement<Metric>[];
    readonly events: Refinement<Event>[];
    readonly spans: Refinement<Span>[];
    readonly entities: Refinement<Entity>[];
  };
}

function noContents(): Contents {
  return {
    attributes: [],
    attributeGroups: [],
    entities: [],
    metricSets: [],
    metrics: [],
    events: [],
    spans: [],
    refinements: { metrics: [], events: [], spans: [], entities: [] },
  };
}

/** Puts definitions into a namespace's contents, in the order of their names. */
type Put = <T>(
  definitions: readonly T[],
  nameOf: (definition: T) => string,
  listOf: (contents: Contents) => T[],
) => void;

/** What each namespace has, in the order of their names. */
function namespacesOf(files: readonly SchemaFile[]): readonly (readonly [string, Contents])[] {
  const namespaces = new Map<string, Contents>();
  const put: Put = (definitions, nameOf, listOf) => {
    for (const definition of definitions.toSorted((a, b) => compare(nameOf(a), nameOf(b)))) {
      const namespace = namespaceOf(nameOf(definition));
      const contents = namespaces.get(namespace) ?? noContents();
      namespaces.set(namespace, contents);
      listOf(contents).push(definition);
    }
  };
  const all = <T>(of: (file: SchemaFile) => readonly T[]) => files.flatMap(of);
  const groups = all((file) => file.attributeGroups).filter(({ visibility }) => visibility === "public");
  put(all((file) => file.attributes), ({ key }) => key, (contents) => contents.attributes);
  put(groups, ({ id }) => id, (contents) => contents.attributeGroups);
  put(all((file) => file.entities), ({ type }) => type, (contents) => contents.entities);
  put(all((file) => file.metricSets), ({ name }) => name, (contents) => contents.metricSets);
  put(all((file) => file.metrics), ({ name }) => name, (contents) => contents.metrics);
  put(all((file) => file.events), ({ name }) => name, (contents) => contents.events);
  put(all((file) => file.spans), ({ type }) => type, (contents) => contents.spans);
  put(all((file) => file.refinements.metrics), ({ id }) => id, (contents) => contents.refinements.metrics);
  put(all((file) => file.refinements.events), ({ id }) => id, (contents) => contents.refinements.events);
  put(all((file) => file.refinements.spans), ({ id }) => id, (contents) => contents.refinements.spans);
  put(all((file) => file.refinements.entities), ({ id }) => id, (contents) => contents.refinements.entities);
  return [...namespaces].toSorted(([a], [b]) => compare(a, b));
}

/** The sets that take each metric, by its name. */
function setsByMetric(files: readonly SchemaFile[]): ReadonlyMap<string, readonly string[]> {
  const sets = new Map<string, string[]>();
  for (const { name, metrics } of files.flatMap((file) => file.metricSets)) {
    for (const { metric } of metrics) {
      if (metric !== undefined) {
        sets.set(metric.name, [...sets.get(metric.name) ?? [], name].toSorted(compare));
      }
    }
  }
  return sets;
}

function foreignDefinitions(files: readonly SchemaFile[]): ReadonlySet<Definition> {
  return new Set(
    files.filter(({ isForeign }) => isForeign).flatMap((file) => [
      ...[
        file.attributes,
        file.attributeGroups,
        file.entities,
        file.metrics,
        file.events,
        file.spans,
        file.metricSets,
      ],
      ...[
        file.refinements.metrics,
        file.refinements.events,
        file.refinements.spans,
        file.refinements.entities,
      ],
    ]).flat(),
  );
}

/** What a page begins with. Formatters leave it alone: to fill columns and lines, a small change would move many. */
function front(schema: Schema): readonly string[] {
  const version = schema.version === "" ? "" : `, schema version ${comment(schema.version)}`;
  return ["<!-- deno-fmt-ignore-file -->", `<!-- Generated by percore${version}. Do not edit. -->`];
}

/** A text that a comment can hold. */
function comment(text: string): string {
  return escapeInvisible(text).replaceAll("-->", "--\\>").replaceAll("--!>", "--!\\>");
}

function textOf(blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}

function namespacePage(namespace: string, contents: Contents, page: Page, schema: Schema): MarkdownFile {
  const sections: readonly (readonly [title: string, blocks: readonly string[]])[] = [
    ["Attributes", attributesSection(contents.attributes, page)],
    ["Attribute groups", contents.attributeGroups.flatMap((group) => groupBlocks(group, page))],
    ["Entities", contents.entities.flatMap((entity) => entityBlocks(entity, page))],
    ["Metric sets", contents.metricSets.flatMap((set) => metricSetBlocks(set, page))],
    ["Metrics", contents.metrics.flatMap((metric) => metricBlocks(metric, page))],
    ["Events", contents.events.flatMap((event) => eventBlocks(event, page))],
    ["Spans", contents.spans.flatMap((span) => spanBlocks(span, page))],
    ["Refinements", refinementBlocks(contents.refinements, page)],
  ];
  const text = textOf([
    front(schema).join("\n"),
    `# ${code(namespace, "paragraph") || "(no namespace)"}`,
    `[All namespaces](${INDEX})`,
    ...sections.filter(([, blocks]) => blocks.length > 0).flatMap((
      [title, blocks],
    ) => [`## ${title}`, ...blocks]),
  ]);
  return { path: page.file, text };
}

/** The columns of the index: how many of each kind a namespace has. */
const COUNTS: readonly (readonly [title: string, count: (contents: Contents) => number])[] = [
  ["attributes", ({ attributes }) => attributes.length],
  ["attribute groups", ({ attributeGroups }) => attributeGroups.length],
  ["entities", ({ entities }) => entities.length],
  ["metric sets", ({ metricSets }) => metricSets.length],
  ["metrics", ({ metrics, metricSets }) => metrics.length + metricSets.flatMap(ownMetrics).length],
  ["events", ({ events }) => events.length],
  ["spans", ({ spans }) => spans.length],
  ["refinements", ({ refinements }) => refinementCount(refinements)],
];

function refinementCount({ metrics, events, spans, entities }: Contents["refinements"]): number {
  return metrics.length + events.length + spans.length + entities.length;
}

/** The metrics that a set defines itself. */
function ownMetrics({ metrics }: MetricSet): readonly MetricField[] {
  return metrics.filter(({ metric }) => metric === undefined);
}

function indexPage(namespaces: readonly (readonly [string, Contents])[], schema: Schema): MarkdownFile {
  const columns = COUNTS.filter(([, count]) => namespaces.some(([, contents]) => count(contents) > 0));
  const rows = namespaces.map(([namespace, contents]) => [
    `[${code(namespace, "cell") || "(no namespace)"}](${pageOf(namespace)})`,
    ...columns.map(([, count]) => String(count(contents) || "")),
  ]);
  const dependencies = schema.dependencies.map(({ schemaUrl }) => `- ${code(schemaUrl, "paragraph")}`);
  const text = textOf([
    front(schema).join("\n"),
    "# Telemetry schema",
    facts([
      code(schema.schemaUrl, "paragraph"),
      schema.stability === undefined ? "" : badge(schema.stability),
    ]),
    ...note(schema.description),
    ...(dependencies.length === 0 ? [] : ["It depends on:", dependencies.join("\n")]),
    ...table(["namespace", ...columns.map(([title]) => title)], rows),
  ].filter((block) => block !== ""));
  return { path: INDEX, text };
}

/**
 * The documentation of a schema as GitHub-flavoured Markdown: `README.md`, which lists the namespaces, and a page for
 * each of them, which is the first part of its definitions' names. Each definition has a mark of its own that links can
 * lead to, such as `http.md#metric.http.server.request.duration`: its kind, a dot and its name.
 *
 * The same schema gives the same bytes, whatever files its definitions stand in. Texts of the schema are inert: notes
 * may have paragraphs, lists, tables, quotes, code and links to web pages, and end where they end; all other texts are
 * one paragraph, or stay in their cell of a table.
 */
export function markdownFiles(schema: Schema): readonly MarkdownFile[] {
  const directory = new Directory(schema);
  const namespaces = namespacesOf(schema.files);
  const [sets, foreign] = [setsByMetric(schema.files), foreignDefinitions(schema.files)];
  const pages = namespaces.map(([namespace, contents]) => {
    const page = {
      file: pageOf(namespace),
      directory,
      setsOf: (metric: string) => sets.get(metric) ?? [],
      isForeign: (definition: Definition) => foreign.has(definition),
    };
    return namespacePage(namespace, contents, page, schema);
  });
  return [indexPage(namespaces, schema), ...pages];
}

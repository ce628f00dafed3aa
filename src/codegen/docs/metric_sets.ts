import {
  type Attribute,
  type MeasurementAttribute,
  type MetricField,
  type MetricSet,
  type Storage,
  typeOfValues,
} from "../../schema/mod.ts";
import { usesTable } from "./attributes.ts";
import { anchor } from "./directory.ts";
import { code } from "./inline.ts";
import { brief, introduction, name, note, type Page } from "./page.ts";
import { unitText } from "./signals.ts";
import { table } from "./table.ts";
import { aggregationText, badge, signalLevel } from "./terms.ts";

function storageText({ kind, series, budget }: Storage): string {
  if (kind === "dense") return `${series} series`;
  return `a table of at most ${budget} series, of ${series} combinations`;
}

/** How many values an attribute may have. */
function valuesText(attribute: Attribute): string {
  const { type } = attribute;
  return typeof type === "string"
    ? `\`${type}\``
    : `${type.members.length} values of \`${typeOfValues(type)}\``;
}

function measuredText(attribute: MeasurementAttribute): string {
  const { bound, isOptional, type } = attribute;
  const others = typeof type === "string" ? "" : " and others";
  const most = bound === undefined ? "" : `${others}, at most ${bound}`;
  return `${valuesText(attribute)}${most}${isOptional ? ", or none" : ""}`;
}

/** How a metric's values become points, and where they come from. */
function pointsText({ aggregation, recording, merge, exemplars }: MetricField): string {
  return [
    ...(aggregation === undefined ? [] : [aggregationText(aggregation)]),
    ...(recording === undefined ? [] : ["observed"]),
    ...(merge === undefined ? [] : [`${merge} of the workers`]),
    ...(exemplars === undefined ? [] : [`exemplars \`${exemplars}\``]),
  ].join("; ");
}

function metricRow(metric: MetricField, page: Page): readonly string[] {
  const { deprecated, field, instrument, unit, valueType, stability } = metric;
  // A metric that the set takes from elsewhere stands there, with a mark of its own.
  const title = metric.metric === undefined
    ? `${anchor("metric", metric.name)}${name(code(metric.name, "cell"), deprecated)}`
    : name(page.directory.reference("metric", metric.name, page.file, "cell"), deprecated);
  return [
    title,
    code(field, "cell"),
    instrument,
    unitText(unit),
    valueType,
    pointsText(metric),
    signalLevel(metric),
    badge(stability),
    brief(metric, "metric", page),
  ];
}

const METRIC_COLUMNS = [
  "metric",
  "field",
  "instrument",
  "unit",
  "value type",
  "points",
  "requirement level",
  "stability",
  "brief",
];

export function metricSetBlocks(set: MetricSet, page: Page): readonly string[] {
  const { entity, registration, measurement, metrics, storage } = set;
  const uses = [
    ...(entity === undefined ? [] : [...entity.identity, ...entity.description])
      .map((attribute) => ({ attribute, lead: ["entity", valuesText(attribute)] })),
    ...registration.map((attribute) => ({ attribute, lead: ["registration", valuesText(attribute)] })),
    ...measurement.map((attribute) => ({ attribute, lead: ["measurement", measuredText(attribute)] })),
  ];
  const about = entity === undefined
    ? ""
    : `of the entity ${page.directory.reference("entity", entity.type, page.file, "paragraph")}`;
  const notes = metrics.flatMap((metric) =>
    metric.note === undefined || metric.note === metric.metric?.note ? [] : [
      `On ${page.directory.reference("metric", metric.name, page.file, "paragraph")}:`,
      ...note(metric.note),
    ]
  );
  return [
    ...introduction("metric_set", set.name, set, page, [
      about,
      storageText(storage),
      set.isProposed ? "proposed" : "",
    ]),
    ...usesTable(["layer", "values"], uses, page),
    ...table(METRIC_COLUMNS, metrics.map((metric) => metricRow(metric, page))),
    ...notes,
  ];
}

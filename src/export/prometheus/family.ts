import { CARRY_UNIT, type SetPoints } from "../../aggregate/collection.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import { ExponentialLines } from "./exponential_lines.ts";
import { IntTotal } from "./int_total.ts";
import type { Page } from "./page.ts";
import { histogramLines, type Series } from "./series.ts";

/** A type of the text format. */
export type FamilyType = "counter" | "gauge" | "histogram" | "summary";

/**
 * Which type a metric has (OpenTelemetry, "OTLP Metric points to Prometheus"): a sum that may fall is a gauge. A
 * min-max-sum-count is a summary without quantiles, since it has no buckets; the format has no place for its minimum
 * and maximum.
 */
export function familyType({ instrument, aggregation }: MetricDescriptor): FamilyType {
  switch (instrument) {
    case "counter":
      return "counter";
    case "updowncounter":
    case "gauge":
      return "gauge";
    case "histogram":
      return aggregation === "min_max_sum_count" ? "summary" : "histogram";
  }
}

/**
 * A line of the text: one series, and others that are the same to Prometheus and are added to it. What is needed for
 * each line of each rendering is here, and not one object further.
 */
interface Row {
  readonly series: Series;
  readonly points: SetPoints;
  readonly lane: number;
  readonly line: Uint8Array;
  readonly kind: RowKind;
  same: readonly Series[];
  /** Of an exponential histogram: its lines as they are now. */
  readonly exponential: ExponentialLines;
  lines: readonly Uint8Array[];
}

/** How a row's values are read and written. */
const RowKind = { int: 0, double: 1, histogram: 2, summary: 3, exponential: 4 } as const;
type RowKind = (typeof RowKind)[keyof typeof RowKind];

const DISTRIBUTIONS = {
  explicit: RowKind.histogram,
  exponential: RowKind.exponential,
  min_max_sum_count: RowKind.summary,
} as const;

const encoder = new TextEncoder();
const NEWLINE = encoder.encode("\n");
const NONE: readonly Series[] = [];

/** All series of one name, below one HELP and one TYPE. */
export class Family {
  readonly type: FamilyType;
  readonly #head: Uint8Array;
  readonly #rows: Row[] = [];
  readonly #byLabels = new Map<string, Row>();
  readonly #total = new IntTotal();

  /** Takes type and description from the first metric of that name. */
  constructor(name: string, metric: MetricDescriptor) {
    this.type = familyType(metric);
    this.#head = encoder.encode(`# HELP ${name} ${escapeHelp(metric.brief)}\n# TYPE ${name} ${this.type}\n`);
  }

  /** Takes a series of the family's type. False when it's one that is there already, and can't be added to it. */
  add(series: Series): boolean {
    const row = this.#byLabels.get(series.labels);
    if (row !== undefined) {
      if (!addable(row.series.metric, series.metric)) return false;
      row.same = [...row.same, series];
      return true;
    }
    const { points, lane, lines: [line = NEWLINE] } = series;
    const { lines } = series, exponential = new ExponentialLines();
    const first: Row = {
      series,
      points,
      lane,
      line,
      kind: kindOf(series.metric),
      same: NONE,
      exponential,
      lines,
    };
    this.#byLabels.set(series.labels, first);
    this.#rows.push(first);
    return true;
  }

  /** Looks at the histograms whose lines follow their values; true when there are other lines than before. */
  refresh(): boolean {
    let changed = false;
    for (const row of this.#rows) {
      if (row.kind !== RowKind.exponential) continue;
      const { points, number, field, name, labels, lane } = row.series;
      if (!row.exponential.update(points.buckets(number, field), points.values[lane] ?? 0)) continue;
      row.lines = histogramLines(name, labels, row.exponential.bounds);
      changed = true;
    }
    return changed;
  }

  /** Tells the page the family's text. */
  write(page: Page): void {
    page.text(this.#head);
    for (const row of this.#rows) {
      if (row.kind >= RowKind.histogram) {
        this.#writeDistribution(page, row);
        continue;
      }
      page.text(row.line);
      if (row.kind === RowKind.double) page.double(sum(row, 0));
      else if (row.same === NONE) {
        page.int(row.points.values[row.lane] ?? 0, row.points.carries[row.lane] ?? 0);
      } else this.#writeSum(page, row);
      page.text(NEWLINE);
    }
  }

  #writeSum(page: Page, row: Row): void {
    this.#total.set(0, 0);
    this.#addLane(row, 0);
    page.int(this.#total.value, this.#total.carry);
  }

  #writeDistribution(page: Page, row: Row): void {
    if (row.kind === RowKind.histogram) this.#writeHistogram(page, row);
    else if (row.kind === RowKind.summary) this.#writeSummary(page, row);
    else this.#writeExponential(page, row);
  }

  #writeSummary(page: Page, row: Row): void {
    const [sumLine = NEWLINE, countLine = NEWLINE] = row.lines;
    page.text(sumLine);
    page.double(sum(row, 1));
    page.text(NEWLINE);
    page.text(countLine);
    this.#writeSum(page, row);
    page.text(NEWLINE);
  }

  #writeExponential(page: Page, row: Row): void {
    const { counts } = row.exponential, total = counts.at(-1) ?? 0;
    row.lines.forEach((line, i) => {
      page.text(line);
      if (i === counts.length + 1) page.double(sum(row, 1));
      else page.int(counts[i] ?? total, 0);
      page.text(NEWLINE);
    });
  }

  #writeHistogram(page: Page, row: Row): void {
    const total = this.#total, { lines } = row.series, buckets = lines.length - 2;
    total.set(0, 0);
    lines.forEach((line, i) => {
      page.text(line);
      if (i < buckets) this.#addLane(row, i);
      if (i === buckets) page.double(sum(row, buckets));
      else page.int(total.value, total.carry);
      page.text(NEWLINE);
    });
  }

  /** Adds an int lane of all of the row's series to the total. */
  #addLane({ series, same }: Row, offset: number): void {
    const lane = series.lane + offset;
    this.#total.add(series.points.values[lane] ?? 0, series.points.carries[lane] ?? 0);
    for (const { points, lane } of same) {
      this.#total.add(points.values[lane + offset] ?? 0, points.carries[lane + offset] ?? 0);
    }
  }
}

/** The sum of a double lane of all of the row's series. */
function sum({ series, same }: Row, offset: number): number {
  let total = doubleAt(series.points, series.lane + offset);
  for (const { points, lane } of same) total += doubleAt(points, lane + offset);
  return total;
}

function doubleAt({ values, carries }: SetPoints, lane: number): number {
  return (values[lane] ?? 0) + (carries[lane] ?? 0) * CARRY_UNIT;
}

function kindOf({ instrument, valueType, aggregation = "explicit" }: MetricDescriptor): RowKind {
  if (instrument === "histogram") return DISTRIBUTIONS[aggregation];
  return instrument !== "gauge" && valueType === "int" ? RowKind.int : RowKind.double;
}

/** Whether values of the two metrics may become one by addition. */
function addable(a: MetricDescriptor, b: MetricDescriptor): boolean {
  return a.instrument === b.instrument && a.instrument !== "gauge" && a.valueType === b.valueType &&
    a.aggregation === b.aggregation && a.aggregation !== "exponential" &&
    String(a.boundaries) === String(b.boundaries);
}

function escapeHelp(text: string): string {
  return text.replaceAll(/[\\\n]/g, (character) => character === "\n" ? "\\n" : "\\\\");
}

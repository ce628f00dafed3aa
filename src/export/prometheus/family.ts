import type { SetPoints } from "../../aggregate/collection.ts";
import type { InstrumentKind, MetricDescriptor } from "../../set/descriptor.ts";
import { IntTotal } from "./int_total.ts";
import type { Page } from "./page.ts";
import type { Series } from "./series.ts";

/** A type of the text format. */
export type FamilyType = "counter" | "gauge" | "histogram";

/** Which type the metrics of each instrument have ("OTLP Metric points to Prometheus": a sum that may fall is a gauge). */
export const FAMILY_TYPES: Readonly<Record<InstrumentKind, FamilyType>> = {
  counter: "counter",
  updowncounter: "gauge",
  gauge: "gauge",
  histogram: "histogram",
};

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
}

/** How a row's values are read and written. */
const RowKind = { int: 0, double: 1, histogram: 2 } as const;
type RowKind = (typeof RowKind)[keyof typeof RowKind];

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
    this.type = FAMILY_TYPES[metric.instrument];
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
    const first: Row = { series, points, lane, line, kind: kindOf(series.metric), same: NONE };
    this.#byLabels.set(series.labels, first);
    this.#rows.push(first);
    return true;
  }

  /** Tells the page the family's text. */
  write(page: Page): void {
    page.text(this.#head);
    for (const row of this.#rows) {
      if (row.kind === RowKind.histogram) {
        this.#writeHistogram(page, row);
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
  let total = series.points.values[series.lane + offset] ?? 0;
  for (const { points, lane } of same) total += points.values[lane + offset] ?? 0;
  return total;
}

function kindOf({ instrument, valueType }: MetricDescriptor): RowKind {
  if (instrument === "histogram") return RowKind.histogram;
  return instrument !== "gauge" && valueType === "int" ? RowKind.int : RowKind.double;
}

/** Whether values of the two metrics may become one by addition. */
function addable(a: MetricDescriptor, b: MetricDescriptor): boolean {
  return a.instrument === b.instrument && a.instrument !== "gauge" && a.valueType === b.valueType &&
    String(a.boundaries) === String(b.boundaries);
}

function escapeHelp(text: string): string {
  return text.replaceAll(/[\\\n]/g, (character) => character === "\n" ? "\\n" : "\\\\");
}

import { CARRY_UNIT, type SetPoints } from "../../aggregate/collection.ts";
import { ExponentialBuckets } from "../../aggregate/exponential_buckets.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import { ExponentialLines } from "./exponential_lines.ts";
import { type FamilyType, familyType } from "./family_type.ts";
import { IntTotal } from "./int_total.ts";
import type { Page } from "./page.ts";
import { NEWLINE, type Series } from "./series.ts";

/**
 * A line of the text, or the lines of a distribution: one series, and others that are the same to Prometheus and are
 * added to it. What is needed for each line of each rendering is here, and not one object further.
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
const RowKind = { int: 0, double: 1, histogram: 2, summary: 3, exponential: 4 } as const;
type RowKind = (typeof RowKind)[keyof typeof RowKind];

const DISTRIBUTIONS = {
  explicit: RowKind.histogram,
  exponential: RowKind.exponential,
  min_max_sum_count: RowKind.summary,
} as const;

/** Buckets that the sum of several exponential histograms has at most, for each sign. */
const SUM_SIZE = 320;

const encoder = new TextEncoder();
const NONE: readonly Series[] = [];

/** All series of one name, below one HELP and one TYPE. */
export class Family {
  readonly type: FamilyType;
  readonly #head: Uint8Array;
  readonly #rows: Row[] = [];
  readonly #byLabels = new Map<string, Row>();
  /** The rows whose lines follow their values. */
  readonly #exponentials = new Map<Row, ExponentialLines>();
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
    const first: Row = { series, points, lane, line, kind: kindOf(series.metric), same: NONE };
    this.#byLabels.set(series.labels, first);
    this.#rows.push(first);
    if (first.kind === RowKind.exponential) this.#exponentials.set(first, new ExponentialLines(series));
    return true;
  }

  /** Looks at what the exponential histograms hold; true when there are other lines than before. */
  refresh(): boolean {
    let changed = false;
    for (const [row, lines] of this.#exponentials) {
      if (lines.update(sum(row, 0), bucketsOf(row))) changed = true;
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
      } else {
        this.#total.set(0, 0);
        this.#addLane(row, 0);
        page.int(this.#total.value, this.#total.carry);
      }
      page.text(NEWLINE);
    }
  }

  /** Writes buckets, if there are any, and what all distributions end with: sum and count. */
  #writeDistribution(page: Page, row: Row): void {
    const total = this.#total, { lines, field: { counts } } = row.series, last = lines.length - 2;
    total.set(0, 0);
    const exponential = row.kind === RowKind.exponential;
    if (exponential) this.#exponentials.get(row)?.write(page, total);
    for (let i = 0; i < counts; i++) {
      if (!exponential) this.#addLane(row, i);
      if (i < last) writeInt(page, lines[i], total);
    }
    page.text(lines[last] ?? NEWLINE);
    page.double(sum(row, counts));
    page.text(NEWLINE);
    writeInt(page, lines[last + 1], total);
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

function writeInt(page: Page, line: Uint8Array = NEWLINE, { value, carry }: IntTotal): void {
  page.text(line);
  page.int(value, carry);
  page.text(NEWLINE);
}

/** The buckets of all of the row's series. */
function bucketsOf({ series, same }: Row): ExponentialBuckets | undefined {
  const first = series.points.buckets(series.number, series.field);
  if (same === NONE) return first;
  let all: ExponentialBuckets | undefined;
  for (const { points, number, field } of [series, ...same]) {
    const buckets = points.buckets(number, field);
    if (buckets === undefined) continue;
    all ??= new ExponentialBuckets(SUM_SIZE, buckets.scale);
    all.merge(buckets);
  }
  return all;
}

/** The sum, as a double, of a lane of all of the row's series. */
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
    kindOf(a) === kindOf(b) && String(a.boundaries) === String(b.boundaries);
}

function escapeHelp(text: string): string {
  return text.replaceAll(/[\\\n]/g, (character) => character === "\n" ? "\\n" : "\\\\");
}

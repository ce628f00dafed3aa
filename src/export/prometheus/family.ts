import { doubleAt, type SetPoints } from "../../aggregate/collection.ts";
import { ExponentialBuckets } from "../../aggregate/exponential_buckets.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import { RowExemplars } from "./exemplar_text.ts";
import { ExponentialLines } from "./exponential_lines.ts";
import { type FamilyType, familyType } from "./family_type.ts";
import { IntTotal } from "./int_total.ts";
import { Page, type Part } from "./page.ts";
import type { Series } from "./series.ts";
import type { TextSyntax } from "./text_syntax.ts";

/**
 * A line of the text, or the lines of a distribution: one series, and others that are the same to Prometheus and are
 * added to it. What is needed for each line of each rendering is here, and not one object further.
 */
interface Row {
  readonly series: Series;
  readonly points: SetPoints;
  readonly lane: number;
  readonly line: string;
  readonly kind: RowKind;
  /** What is written behind its values: where there is neither, nothing is looked for. */
  readonly isPlain: boolean;
  same: readonly Series[];
}

/** Rows that stand in one page. */
interface Run {
  readonly page: Page;
  /** Where the values are, while the rows are plain and of one set and kind. */
  points: SetPoints | undefined;
  /** The row's lanes in it. */
  readonly lanes: Int32Array;
  readonly rows: Row[];
  /** The rows whose lines follow their values. */
  readonly exponentials: Map<Row, ExponentialLines>;
  /** Whether there are other rows than when it was rendered last. */
  changed: boolean;
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

/**
 * Lines that a page has, about: so few that a page in which nothing has changed is common, and that joining one anew
 * for the sake of one line is cheap; so many that the work for each page is not felt.
 */
const PAGE_LINES = 32;

const NONE: readonly Series[] = [];

/** All series of one name, below one HELP and one TYPE. */
export class Family {
  /** The names of its samples, and its own. */
  readonly names: readonly string[];
  readonly type: FamilyType;
  readonly #syntax: TextSyntax;
  readonly #head: string;
  readonly #runs: Run[] = [];
  readonly #byLabels = new Map<string, { row: Row; run: Run }>();
  readonly #total = new IntTotal();

  /** Takes type and description from the first metric of that name. */
  constructor(name: string, metric: MetricDescriptor, syntax: TextSyntax) {
    this.type = familyType(metric);
    this.names = syntax.namesOf(name, this.type);
    this.#syntax = syntax;
    this.#head = syntax.headOf(name, this.type, metric);
  }

  /** How many pages it has. A page that is there stays, and gets other rows only at its end. */
  get pages(): number {
    return this.#runs.length;
  }

  /** Takes a series of the family's type. False when it's one that is there already, and can't be added to it. */
  add(series: Series): boolean {
    const there = this.#byLabels.get(series.labels);
    if (there !== undefined) {
      const { row, run } = there;
      if (!addable(row.series.metric, series.metric)) return false;
      row.same = [...row.same, series];
      run.points = undefined;
      run.changed = true;
      return true;
    }
    const { points, lane, lines: [line = ""], metric } = series, kind = kindOf(metric);
    const hasExemplars = this.#hasExemplars(series);
    const row: Row = {
      series,
      points,
      lane,
      line,
      kind,
      isPlain: !hasExemplars && series.created === undefined,
      same: NONE,
    };
    const run = this.#openRun(series.lines.length, points);
    const isUniform = row.isPlain && kind <= RowKind.double && run.points === points &&
      (run.rows[0] ?? row).kind === kind;
    if (isUniform) run.lanes[run.rows.length] = lane;
    else run.points = undefined;
    run.rows.push(row);
    run.changed = true;
    if (kind === RowKind.exponential) run.exponentials.set(row, new ExponentialLines(series, this.#syntax));
    this.#byLabels.set(series.labels, { row, run });
    return true;
  }

  /** How many rows a page has. */
  rowsOf(page: number): number {
    return this.#runs[page]?.rows.length ?? 0;
  }

  /**
   * A page's text, with the values as they are now. The lines of a distribution are always of one moment.
   */
  render(page: number): Part | undefined {
    const run = this.#runs[page];
    if (run === undefined) return undefined;
    let changed = run.changed;
    for (const [row, lines] of run.exponentials) {
      if (lines.update(sum(row, 0), bucketsOf(row))) changed = true;
    }
    return this.#write(run, changed, page === 0);
  }

  #write(run: Run, changed: boolean, isFirst: boolean): Part {
    const { page, rows } = run;
    page.begin(changed);
    run.changed = false;
    if (isFirst) page.line(this.#head);
    if (!changed && run.points !== undefined && writeUniform(run, run.points)) return page.finish();
    for (const row of rows) {
      if (row.kind >= RowKind.histogram) this.#writeDistribution(page, run, row);
      else this.#writeValue(page, row);
    }
    return page.finish();
  }

  #writeValue(page: Page, row: Row): void {
    if (row.kind === RowKind.double) page.double(row.line, sum(row, 0));
    else if (row.same === NONE) {
      page.int(row.line, row.points.values[row.lane] ?? 0, row.points.carries[row.lane] ?? 0);
    } else {
      this.#total.set(0, 0);
      this.#addLane(row, 0);
      page.int(row.line, this.#total.value, this.#total.carry);
    }
    if (row.isPlain) return;
    const exemplars = this.#exemplarsOf(row);
    if (exemplars !== undefined) page.behind(exemplars.upTo(Infinity));
    if (row.series.created !== undefined) page.line(row.series.created);
  }

  /** Writes buckets, if there are any, and what all distributions end with: sum and count. */
  #writeDistribution(page: Page, run: Run, row: Row): void {
    const total = this.#total, { lines, field: { counts, metric } } = row.series, last = lines.length - 2;
    const exemplars = row.isPlain ? undefined : this.#exemplarsOf(row), { boundaries = [] } = metric;
    total.set(0, 0);
    const exponential = row.kind === RowKind.exponential;
    if (exponential) run.exponentials.get(row)?.write(page, total, exemplars);
    for (let i = 0; i < counts; i++) {
      if (!exponential) this.#addLane(row, i);
      if (i >= last) continue;
      page.int(lines[i] ?? "", total.value, total.carry);
      if (exemplars === undefined) continue;
      page.behind(exemplars.upTo(exponential ? Infinity : boundaries[i] ?? Infinity));
    }
    page.double(lines[last] ?? "", sum(row, counts));
    page.int(lines[last + 1] ?? "", total.value, total.carry);
    if (row.series.created !== undefined) page.line(row.series.created);
  }

  /** Whether the series' lines have exemplars, which are those of counters and buckets alone (OpenMetrics, "Exemplars"). */
  #hasExemplars({ field }: Series): boolean {
    return this.#syntax.exemplars && field.exemplars > 0 &&
      (this.type === "counter" || this.type === "histogram");
  }

  #exemplarsOf({ series, same }: Row): RowExemplars | undefined {
    return this.#hasExemplars(series) ? new RowExemplars([series, ...same], this.#syntax.naming) : undefined;
  }

  /** The run that has room for so many lines. */
  #openRun(lines: number, points: SetPoints): Run {
    const last = this.#runs.at(-1);
    if (last !== undefined && lines * (last.rows.length + 1) <= PAGE_LINES) return last;
    const run: Run = {
      page: new Page(),
      points,
      lanes: new Int32Array(PAGE_LINES),
      rows: [],
      exponentials: new Map(),
      changed: true,
    };
    this.#runs.push(run);
    return run;
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

/** Tells a page the values of its rows, if they are all that it needs. */
function writeUniform({ page, lanes, rows }: Run, { values, carries }: SetPoints): boolean {
  if (rows[0]?.kind === RowKind.int) return page.ints(lanes, rows.length, values, carries);
  // The carry of a double is that of an observed total, which is rare enough to be looked for.
  for (let i = 0; i < rows.length; i++) if (carries[lanes[i] ?? 0] !== 0) return false;
  page.doubles(lanes, rows.length, values);
  return true;
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

function kindOf({ instrument, valueType, aggregation = "explicit" }: MetricDescriptor): RowKind {
  if (instrument === "histogram") return DISTRIBUTIONS[aggregation];
  return instrument !== "gauge" && valueType === "int" ? RowKind.int : RowKind.double;
}

/** Whether values of the two metrics may become one by addition. */
function addable(a: MetricDescriptor, b: MetricDescriptor): boolean {
  return a.instrument === b.instrument && a.instrument !== "gauge" && a.valueType === b.valueType &&
    kindOf(a) === kindOf(b) && String(a.boundaries) === String(b.boundaries);
}

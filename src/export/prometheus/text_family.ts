import type { SetPoints } from "../../aggregate/collection.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import { BoundsFinder } from "./bounds_finder.ts";
import type { ClassicBounds } from "./classic_bounds.ts";
import { ExponentialLines } from "./exponential_lines.ts";
import { type FamilyType, familyType } from "./family_type.ts";
import { IntTotal } from "./int_total.ts";
import { Page } from "./page.ts";
import { NOTHING, type Part } from "./part.ts";
import type { Room } from "./room.ts";
import { addable, addLane, bucketsOf, kindOf, laneSum, NONE, type Row, RowKind } from "./row.ts";
import { RowExemplars } from "./row_exemplars.ts";
import type { Family } from "./syntax.ts";
import type { TextSeries } from "./text_series.ts";
import type { TextSyntax } from "./text_syntax.ts";

/**
 * A line of the text, or the lines of a distribution. What is needed for each line of each rendering is here, and not
 * one object further.
 */
interface TextRow extends Row<TextSeries> {
  /** Where it stands. */
  readonly run: Run;
  readonly points: SetPoints;
  readonly lane: number;
  readonly line: string;
  readonly kind: RowKind;
  /** What is written behind its values: where there is neither, nothing is looked for. */
  readonly isPlain: boolean;
}

/** Rows that stand in one page. */
interface Run {
  readonly page: Page;
  /** Where the values are, while the rows are plain and of one set and kind. */
  points: SetPoints | undefined;
  /** The row's lanes in it. */
  readonly lanes: Int32Array;
  readonly rows: TextRow[];
  /** The rows whose lines follow their values. */
  readonly exponentials: Map<TextRow, ExponentialLines>;
  /** Whether there are other rows than when it was rendered last. */
  changed: boolean;
}

/**
 * Lines that a page has, about: so few that a page in which nothing has changed is common, and that joining one anew
 * for the sake of one line is cheap; so many that the work for each page is not felt.
 */
const PAGE_LINES = 32;

/** All series of one name, below one HELP and one TYPE. */
export class TextFamily implements Family<TextSeries> {
  readonly names: readonly string[];
  readonly type: FamilyType;
  readonly #syntax: TextSyntax;
  readonly #head: string;
  readonly #runs: Run[] = [];
  /** By the series' last lines, which have no labels but the series' own. */
  readonly #byLine = new Map<string, TextRow>();
  readonly #total = new IntTotal();
  readonly #finder = new BoundsFinder();

  /** Takes type and description from the first metric of that name. */
  constructor(name: string, metric: MetricDescriptor, syntax: TextSyntax) {
    this.type = familyType(metric);
    this.names = syntax.namesOf(name, this.type);
    this.#syntax = syntax;
    this.#head = syntax.headOf(name, this.type, metric);
  }

  add(series: TextSeries): boolean {
    const { points, lane, lines, metric, bucket } = series, last = lines.at(-1) ?? "";
    const there = this.#byLine.get(last);
    if (there !== undefined) {
      const { run } = there;
      if (!addable(there.series.metric, metric)) return false;
      there.same = [...there.same, series];
      run.points = undefined;
      run.changed = true;
      return true;
    }
    const [line = ""] = lines, kind = kindOf(metric);
    const hasExemplars = this.#hasExemplars(series), run = this.#openRun(lines.length, points);
    const row: TextRow = {
      series,
      run,
      points,
      lane,
      line,
      kind,
      isPlain: !hasExemplars && series.created === undefined,
      same: NONE,
    };
    const isUniform = row.isPlain && kind <= RowKind.double && run.points === points &&
      (run.rows[0] ?? row).kind === kind;
    if (isUniform) run.lanes[run.rows.length] = lane;
    else run.points = undefined;
    run.rows.push(row);
    run.changed = true;
    if (bucket !== undefined) run.exponentials.set(row, new ExponentialLines(bucket));
    this.#byLine.set(last, row);
    return true;
  }

  /** A page after the other, each as it is then. One that is there stays, and gets other rows only at its end. */
  *parts(room: Room): Iterable<Part> {
    const pages = this.#runs.length;
    // Kept by the text: another one may be under way, and find others in the meantime.
    const bounds = yield* this.#findBounds(pages);
    for (let i = 0; i < pages; i++) {
      const run = this.#runs[i];
      if (run === undefined) continue;
      if (room.isOver) {
        room.leaveOut(run.rows.length);
        continue;
      }
      const part = this.#render(run, i === 0, bounds);
      if (room.takeSeries(part.bytes.length, run.rows.length)) yield part;
    }
  }

  /** Finds the bounds that all exponential histograms share, before the first of them is written. */
  *#findBounds(pages: number): Generator<Part, ClassicBounds> {
    for (const { exponentials } of this.#runs.slice(0, pages)) {
      if (exponentials.size === 0) continue;
      for (const row of exponentials.keys()) this.#finder.take(laneSum(row, 0), bucketsOf(row));
      yield NOTHING;
    }
    return this.#finder.found();
  }

  /** A page's text, with the values as they are now. The lines of a distribution are always of one moment. */
  #render(run: Run, isFirst: boolean, bounds: ClassicBounds): Part {
    let changed = run.changed;
    for (const [row, lines] of run.exponentials) {
      if (lines.update(bounds, laneSum(row, 0), bucketsOf(row))) changed = true;
    }
    return this.#write(run, changed, isFirst);
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

  #writeValue(page: Page, row: TextRow): void {
    if (row.kind === RowKind.double) page.double(row.line, laneSum(row, 0));
    else if (row.same === NONE) {
      page.int(row.line, row.points.values[row.lane] ?? 0, row.points.carries[row.lane] ?? 0);
    } else {
      this.#total.set(0, 0);
      addLane(this.#total, row, 0);
      page.int(row.line, this.#total.value, this.#total.carry);
    }
    if (row.isPlain) return;
    const exemplars = this.#exemplarsOf(row);
    if (exemplars !== undefined) page.behind(this.#syntax.exemplar(exemplars.upTo(Infinity)));
    if (row.series.created !== undefined) page.line(row.series.created);
  }

  /** Writes buckets, if there are any, and what all distributions end with: sum and count. */
  #writeDistribution(page: Page, run: Run, row: TextRow): void {
    const total = this.#total, { lines, field: { counts, metric } } = row.series, last = lines.length - 2;
    const exemplars = row.isPlain ? undefined : this.#exemplarsOf(row), { boundaries = [] } = metric;
    total.set(0, 0);
    const exponential = row.kind === RowKind.exponential;
    if (exponential) {
      run.exponentials.get(row)?.each(total, (bound, text) => {
        page.int(text, total.value, total.carry);
        if (exemplars !== undefined) page.behind(this.#syntax.exemplar(exemplars.upTo(bound)));
      });
    }
    for (let i = 0; i < counts; i++) {
      if (!exponential) addLane(total, row, i);
      if (i >= last) continue;
      page.int(lines[i] ?? "", total.value, total.carry);
      if (exemplars === undefined) continue;
      const bound = exponential ? Infinity : boundaries[i] ?? Infinity;
      page.behind(this.#syntax.exemplar(exemplars.upTo(bound)));
    }
    page.double(lines[last] ?? "", laneSum(row, counts));
    page.int(lines[last + 1] ?? "", total.value, total.carry);
    if (row.series.created !== undefined) page.line(row.series.created);
  }

  /** Whether the series' lines have exemplars, which are those of counters and buckets alone (OpenMetrics, "Exemplars"). */
  #hasExemplars({ field }: TextSeries): boolean {
    return this.#syntax.exemplars && field.exemplars > 0 &&
      (this.type === "counter" || this.type === "histogram");
  }

  #exemplarsOf(row: TextRow): RowExemplars | undefined {
    return this.#hasExemplars(row.series) ? new RowExemplars(row) : undefined;
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
}

/** Tells a page the values of its rows, if they are all that it needs. */
function writeUniform({ page, lanes, rows }: Run, { values, carries }: SetPoints): boolean {
  if (rows[0]?.kind === RowKind.int) return page.ints(lanes, rows.length, values, carries);
  // The carry of a double is that of an observed total, which is rare enough to be looked for.
  for (let i = 0; i < rows.length; i++) if (carries[lanes[i] ?? 0] !== 0) return false;
  page.doubles(lanes, rows.length, values);
  return true;
}

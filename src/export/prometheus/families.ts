import type { SetPoints } from "../../aggregate/collection.ts";
import { warnOnce } from "../../host/warn.ts";
import { familyType } from "./family_type.ts";
import type { FamilyOmissions } from "./omissions.ts";
import { type Series, SetSeries } from "./series.ts";
import type { Family, Syntax } from "./syntax.ts";

const NOTHING_OMITTED: FamilyOmissions = { conflicting_type: 0, same_labels: 0, max_series: 0 };

const REASONS = {
  conflicting_type: "another metric has its name",
  same_labels: "another series has its name and labels",
} as const;

/** Series that are taken in one step: with what they cost when they are new, a step takes about a millisecond. */
const STEP_SERIES = 256;

/** The families of a list of sets. Keeps what it has written for a set as long as the set is there. */
export class Families<Own extends Series> {
  readonly #syntax: Syntax<Own>;
  readonly #maxSeries: number;
  readonly #written = new WeakMap<SetPoints, SetSeries<Own>>();
  readonly #reserved: ReadonlySet<string>;
  #sets: SetPoints[] = [];
  /** How many of each set's series are in the families. */
  #taken: number[] = [];
  /** The gauges without a value: theirs is no series yet. */
  #waiting: Own[] = [];
  /** The gauges that have one, and may lose it when their sets end. */
  #gauges: Own[] = [];
  #families = new Map<string, Family<Own>>();
  /** By the name of a sample: the family whose it is. */
  #owners = new Map<string, string>();
  #size = 0;
  #omitted = NOTHING_OMITTED;

  /** Takes at most `maxSeries` series. */
  constructor(syntax: Syntax<Own>, maxSeries: number) {
    this.#syntax = syntax;
    this.#maxSeries = maxSeries;
    this.#reserved = new Set(syntax.reserved);
  }

  /** How many series are left out, by reason. */
  get omitted(): FamilyOmissions {
    return this.#omitted;
  }

  /** Brings the families up to date, a step with each call of `next()`. */
  *update(sets: readonly SetPoints[]): Iterable<void> {
    const isOther = this.#sets.some((points, i) => points !== sets[i]);
    if (isOther || !this.#gauges.every(hasValue)) this.#forget();
    let step = 0;
    for (const [i, points] of sets.entries()) {
      this.#sets[i] = points;
      // Another update may have gone on in the meantime, or begun anew.
      for (let number; (number = this.#taken[i] ?? 0) < points.series.length;) {
        this.#taken[i] = number + 1;
        step += this.#take(points, number);
        if (step < STEP_SERIES) continue;
        step = 0;
        yield;
      }
    }
    this.#takeWaiting();
  }

  /** The families that there are, also when there will be others. */
  list(): readonly Family<Own>[] {
    return [...this.#families.values()];
  }

  #forget(): void {
    this.#sets = [];
    this.#taken = [];
    this.#waiting = [];
    this.#gauges = [];
    this.#families = new Map();
    this.#owners = new Map();
    this.#size = 0;
    this.#omitted = NOTHING_OMITTED;
  }

  /** Takes the series of a number; how many they are. */
  #take(points: SetPoints, number: number): number {
    const { fields } = points.layout;
    if (this.#size + fields.length > this.#maxSeries) {
      this.#count("max_series", fields.length);
      warnOnce(`the Prometheus text has ${this.#maxSeries} series, its limit: others are left out`);
      return 1;
    }
    this.#size += fields.length;
    let written = this.#written.get(points);
    if (written === undefined) this.#written.set(points, written = new SetSeries(points, this.#syntax));
    for (const series of written.at(number)) {
      if (hasValue(series)) this.#add(series);
      else this.#waiting.push(series);
    }
    return fields.length;
  }

  #takeWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter((series) => !hasValue(series));
    if (this.#waiting.length === waiting.length) return;
    for (const series of waiting) if (hasValue(series)) this.#add(series);
  }

  #add(series: Own): void {
    if (series.metric.instrument === "gauge") this.#gauges.push(series);
    const family = this.#families.get(series.name) ?? this.#open(series);
    if (family?.type !== familyType(series.metric)) {
      this.#omit(series, "conflicting_type");
    } else if (!family.add(series)) this.#omit(series, "same_labels");
  }

  /** Makes the family of a series, unless another one has series of its names. */
  #open({ name, metric }: Series): Family<Own> | undefined {
    const family = this.#syntax.family(name, metric);
    if (family.names.some((own) => this.#reserved.has(own) || this.#owners.has(own))) return undefined;
    this.#families.set(name, family);
    for (const own of family.names) this.#owners.set(own, name);
    return family;
  }

  #omit({ points, metric, name }: Series, reason: keyof typeof REASONS): void {
    this.#count(reason, 1);
    warnOnce(
      `${metric.name} of ${points.descriptor.name} is left out of the Prometheus text as ${name}: ${
        REASONS[reason]
      }`,
    );
  }

  #count(reason: keyof FamilyOmissions, series: number): void {
    this.#omitted = { ...this.#omitted, [reason]: this.#omitted[reason] + series };
  }
}

function hasValue({ points, metric, lane }: Series): boolean {
  return metric.instrument !== "gauge" || !Number.isNaN(points.values[lane] ?? NaN);
}

import type { SetPoints } from "../../aggregate/collection.ts";
import { warnOnce } from "../../host/warn.ts";
import { Family } from "./family.ts";
import { familyType, SUFFIXES } from "./family_type.ts";
import { type Series, SetSeries } from "./series.ts";

/** The families of a list of sets. Keeps what it has encoded for a set as long as the set is there. */
export class Families {
  readonly #encoded = new WeakMap<SetPoints, SetSeries>();
  readonly #reserved: ReadonlySet<string>;
  #sets: SetPoints[] = [];
  /** How many of each set's series are in the families. */
  #taken: number[] = [];
  /** The gauges without a value: theirs is no series yet. */
  #waiting: Series[] = [];
  #families = new Map<string, Family>();
  /** By the name of a sample: the family whose it is. */
  #owners = new Map<string, string>();
  #omitted = 0;

  /** Names in `reserved` are given to no family. */
  constructor(reserved: readonly string[]) {
    this.#reserved = new Set(reserved);
  }

  /** How many series are left out, because others have their name or their labels. */
  get omitted(): number {
    return this.#omitted;
  }

  /** Brings the families up to date; true when there are other series than before. */
  update(sets: readonly SetPoints[]): boolean {
    let changed = false;
    if (this.#sets.some((points, i) => points !== sets[i])) {
      this.#forget();
      changed = true;
    }
    sets.forEach((points, i) => {
      const taken = this.#taken[i] ?? 0;
      if (i < this.#sets.length && taken === points.series.length) return;
      changed = true;
      this.#sets[i] = points;
      this.#take(points, taken);
      this.#taken[i] = points.series.length;
    });
    if (this.#takeWaiting()) changed = true;
    // Every family has to look, whatever the others say.
    for (const family of this.#families.values()) if (family.refresh()) changed = true;
    return changed;
  }

  values(): Iterable<Family> {
    return this.#families.values();
  }

  #forget(): void {
    this.#sets = [];
    this.#taken = [];
    this.#waiting = [];
    this.#families = new Map();
    this.#owners = new Map();
    this.#omitted = 0;
  }

  #take(points: SetPoints, taken: number): void {
    let encoded = this.#encoded.get(points);
    if (encoded === undefined) this.#encoded.set(points, encoded = new SetSeries(points));
    for (let position = taken; position < points.series.length; position++) {
      for (const series of encoded.at(position)) {
        if (hasValue(series)) this.#add(series);
        else this.#waiting.push(series);
      }
    }
  }

  #takeWaiting(): boolean {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter((series) => !hasValue(series));
    if (this.#waiting.length === waiting.length) return false;
    for (const series of waiting) if (hasValue(series)) this.#add(series);
    return true;
  }

  #add(series: Series): void {
    const family = this.#families.get(series.name) ?? this.#open(series);
    if (family?.type !== familyType(series.metric)) {
      this.#omit(series, "another metric has its name");
    } else if (!family.add(series)) this.#omit(series, "another series has its name and labels");
  }

  /** Makes the family of a series, unless another one has series of its names. */
  #open({ name, metric }: Series): Family | undefined {
    const names = SUFFIXES[familyType(metric)].map((suffix) => name + suffix);
    if (names.some((own) => this.#reserved.has(own) || this.#owners.has(own))) return undefined;
    const family = new Family(name, metric);
    this.#families.set(name, family);
    for (const own of names) this.#owners.set(own, name);
    return family;
  }

  #omit({ points, metric, name }: Series, reason: string): void {
    this.#omitted++;
    warnOnce(
      `${metric.name} of ${points.descriptor.name} is left out of the Prometheus text as ${name}: ${reason}`,
    );
  }
}

function hasValue({ points, metric, lane }: Series): boolean {
  return metric.instrument !== "gauge" || !Number.isNaN(points.values[lane] ?? NaN);
}

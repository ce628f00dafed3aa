import type { Collection, SetPoints } from "../../aggregate/collection.ts";
import { type DefinedSet, DefinitionReader } from "./definition_reader.ts";
import type { MemoryBudget } from "./memory_budget.ts";
import { StreamPoints } from "./stream_points.ts";
import type { Totals } from "./totals.ts";
import { readWindow, type Target } from "./window_reader.ts";

/** Bytes that are reckoned for the points of a set, besides what they have for each series. */
const POINTS_BYTES = 1024;

/** What was read of a stream since a header. */
export class Section {
  readonly #definitions: DefinitionReader;
  readonly #budget: MemoryBudget;
  readonly #totals: Totals | undefined;
  /** Where cumulative points go, by the set's number. */
  readonly #targets: (Target | undefined)[] = [];
  /** Where deltas are added up. */
  #sums: (Target | undefined)[] = [];
  readonly #cumulative: SetPoints[] = [];
  #deltas: SetPoints[] = [];
  /** What the deltas take. */
  readonly #window: MemoryBudget;

  /** With `totals`, deltas are added up there. */
  constructor(budget: MemoryBudget, totals: Totals | undefined) {
    this.#budget = budget.part();
    this.#window = this.#budget.part();
    this.#totals = totals;
    this.#definitions = new DefinitionReader(this.#budget);
  }

  /** The points after the window that was read last. */
  get collection(): Collection {
    const { resource } = this.#definitions;
    return { resource, sets: [...this.#cumulative, ...this.#totals?.sets ?? [], ...this.#deltas] };
  }

  /** Reads a `Definitions`. */
  define(definitions: Uint8Array): void {
    this.#definitions.read(definitions);
  }

  /** Reads a `Window`. The deltas of the one before are forgotten. */
  read(window: Uint8Array): void {
    this.#deltas = [];
    this.#window.release();
    const totals = this.#totals;
    if (totals?.enter(this.#definitions.resource)) this.#sums = [];
    readWindow(window, this.#definitions.sets, this.#window, (set, number) => {
      if (set.temporality === "cumulative") return this.#targets[number] ??= this.#lasting(set);
      return totals === undefined ? this.#passing(set) : this.#sums[number] ??= sumOf(set, totals);
    });
  }

  /** Gives back all that was taken of the budget. */
  end(): void {
    this.#window.release();
    this.#budget.release();
  }

  /** Delta points, which live for one window and have the series that it names. */
  #passing(set: DefinedSet): Target {
    this.#window.take(POINTS_BYTES + set.layout.stride);
    const points = new StreamPoints(set, false, this.#window);
    this.#deltas.push(points);
    return { points, numberOf: (series) => points.addSeries(set.series[series] ?? []) };
  }

  #lasting(set: DefinedSet): Target {
    this.#budget.take(POINTS_BYTES + set.layout.stride);
    const points = new StreamPoints(set, false, this.#budget);
    this.#cumulative.push(points);
    return {
      points,
      numberOf: (series) => series,
      // All series that are defined are there, with a value or without.
      begin() {
        for (const row of set.series.slice(points.series.length)) points.addSeries(row);
      },
    };
  }
}

function sumOf(set: DefinedSet, totals: Totals): Target {
  const points = totals.of(set), numbers: number[] = [];
  const numberOf = (series: number) => numbers[series] ??= points.seriesOf(set.series[series] ?? []);
  return { points, numberOf };
}

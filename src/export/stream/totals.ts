import type { Resource, SetPoints } from "../../aggregate/collection.ts";
import type { MetricSetDescriptor } from "../../set/descriptor.ts";
import type { DefinedSet } from "./definition_reader.ts";
import type { MemoryBudget } from "./memory_budget.ts";
import { StreamPoints } from "./stream_points.ts";

/** The sums of all deltas of a stream, whatever defines their sets anew. */
export class Totals {
  readonly #budget: MemoryBudget;
  /** What the sums take. */
  readonly #summed: MemoryBudget;
  readonly #points = new Map<string, StreamPoints>();
  /** Equal descriptors have the same number. */
  readonly #numbers = new Map<string, number>();
  readonly #known = new WeakMap<MetricSetDescriptor, number>();
  #resource: Resource | undefined;

  constructor(budget: MemoryBudget) {
    this.#budget = budget;
    this.#summed = budget.part();
  }

  get sets(): Iterable<SetPoints> {
    return this.#points.values();
  }

  /**
   * What follows is of a resource. What has come from another one is no part of its sums. Returns whether they begin
   * anew.
   */
  enter(resource: Resource): boolean {
    const before = this.#resource;
    this.#resource = resource;
    if (resource === before || JSON.stringify(resource) === JSON.stringify(before)) return false;
    this.#points.clear();
    this.#summed.release();
    return true;
  }

  /** Where the deltas of a set are added up. */
  of(set: DefinedSet): StreamPoints {
    const { descriptor, fields, entity, attributes } = set;
    const key = JSON.stringify([this.#numberOf(descriptor), [...fields.keys()], entity, attributes]);
    let points = this.#points.get(key);
    if (points === undefined) {
      this.#summed.take(1024 + 2 * key.length + descriptor.metrics.length);
      points = new StreamPoints({ ...set, temporality: "cumulative" }, true, this.#summed);
      this.#points.set(key, points);
    }
    return points;
  }

  #numberOf(descriptor: MetricSetDescriptor): number {
    let number = this.#known.get(descriptor);
    if (number !== undefined) return number;
    const text = JSON.stringify(descriptor);
    number = this.#numbers.get(text);
    if (number === undefined) {
      this.#budget.take(2 * text.length);
      this.#numbers.set(text, number = this.#numbers.size);
    }
    this.#known.set(descriptor, number);
    return number;
  }
}

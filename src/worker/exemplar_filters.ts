import { describe, warnOnce } from "../host/warn.ts";
import type { ExemplarFilter, MetricDescriptor, MetricSetDescriptor } from "../set/descriptor.ts";
import { type Layout, layoutOf } from "../set/layout.ts";

/** Which metrics have exemplars, by name, whatever their schema says. */
export type ExemplarFilters = Readonly<Record<string, ExemplarFilter | "always_off">>;

const FILTERS: readonly unknown[] = ["always_on", "trace_based", "always_off"];

/**
 * Refuses what a program without types may give.
 *
 * @throws {TypeError} that names the metric.
 */
export function checkExemplarFilters(filters: ExemplarFilters): void {
  if (typeof filters !== "object" || filters === null) {
    throw new TypeError('exemplars must name metrics, such as {"shop.orders.count": "trace_based"}');
  }
  for (const [metric, filter] of Object.entries(filters)) {
    if (!FILTERS.includes(filter)) {
      throw new TypeError(
        `exemplars of ${metric} must be always_on, trace_based or always_off, not ${String(filter)}`,
      );
    }
  }
}

/** What a registration needs of a metric set's definition. */
export interface SetShape {
  readonly descriptor: MetricSetDescriptor;
  readonly layout: Layout;
}

/** Puts filters into the metric sets that are registered on a thread. */
export class FilteredSets {
  readonly #filters: ReadonlyMap<string, ExemplarFilter | "always_off">;
  readonly #shapes = new WeakMap<MetricSetDescriptor, SetShape>();

  constructor(filters: ExemplarFilters) {
    this.#filters = new Map(Object.entries(filters));
  }

  /** The set with the filters in its descriptor; the same object each time, the set itself if none is for it. */
  of(set: SetShape): SetShape {
    let shape = this.#shapes.get(set.descriptor);
    if (shape === undefined) {
      shape = this.#filtered(set);
      this.#shapes.set(set.descriptor, shape);
    }
    return shape;
  }

  #filtered(set: SetShape): SetShape {
    const { descriptor } = set;
    if (!descriptor.metrics.some(({ name }) => this.#filters.has(name))) return set;
    const filtered = { ...descriptor, metrics: descriptor.metrics.map((metric) => this.#metric(metric)) };
    try {
      return { descriptor: filtered, layout: layoutOf(filtered) };
    } catch (error) {
      warnOnce(`the option for exemplars doesn't apply to metric set ${descriptor.name}: ${describe(error)}`);
      return set;
    }
  }

  #metric(metric: MetricDescriptor): MetricDescriptor {
    const filter = this.#filters.get(metric.name);
    if (filter === undefined) return metric;
    const { exemplars: _, ...plain } = metric;
    if (filter === "always_off") return plain;
    if (metric.recording !== "observe") return { ...plain, exemplars: filter };
    warnOnce(`metric ${metric.name} is observed, and so has no exemplars`);
    return metric;
  }
}

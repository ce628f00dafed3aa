import { BackwardWriter } from "./backward_writer.ts";
import { type MetricPoints, writeMetric } from "./metric_points.ts";
import { PointSlots } from "./point_slots.ts";

/**
 * A metric whose points have exemplars, and so no constant size: it is encoded each time, as a template that is used
 * once.
 */
export class ExemplarMetric {
  readonly #metric: MetricPoints;
  readonly #writer = new BackwardWriter();

  constructor(metric: MetricPoints) {
    this.#metric = metric;
  }

  /** The field `ScopeMetrics.metrics` with the present values. Allocates for each point. */
  write(writer: BackwardWriter): void {
    const slots = new Map<PointSlots, PointSlots>();
    const points = this.#metric.points.map((point) => {
      const fresh = slots.get(point.slots) ?? new PointSlots(point.slots.set);
      slots.set(point.slots, fresh);
      return { ...point, slots: fresh };
    });
    writeMetric(this.#writer, { ...this.#metric, points });
    const bytes = this.#writer.finish(), view = new DataView(bytes.buffer);
    for (const fresh of slots.values()) fresh.patch(view, bytes.length, true);
    writer.raw(bytes);
  }
}

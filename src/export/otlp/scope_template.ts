import type { SetPoints } from "../../aggregate/collection.ts";
import { BackwardWriter } from "./backward_writer.ts";
import { encodeAttributes, writeKeyValues } from "./key_value.ts";
import { metricsOf, writeMetric } from "./metric_points.ts";
import { PointSlots } from "./point_slots.ts";
import { InstrumentationScope, ResourceMetrics, ScopeMetrics } from "./wire_tags.gen.ts";

/** Says which sets share a `ScopeMetrics`: those of the same instrumentation scope. */
export function scopeKey({ descriptor, entity }: SetPoints): string {
  const { name, version, schemaUrl } = descriptor;
  return JSON.stringify([
    name,
    version,
    schemaUrl,
    Object.entries(entity).sort(([a], [b]) => a < b ? -1 : 1),
  ]);
}

/**
 * The encoded `ScopeMetrics` of one instrumentation scope. A point's times and values have a constant size,
 * so what the descriptor says is encoded once, and from then on only times and values are written, at known
 * places. What has to be encoded anew when points appear is the scope alone, from parts that are kept.
 */
export class ScopeTemplate {
  readonly sets: readonly SetPoints[];
  readonly #registrations: readonly (readonly Uint8Array[])[];
  #slots: readonly PointSlots[] = [];
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array();
  #view = new DataView(this.#bytes.buffer);

  /** The sets have one {@linkcode scopeKey}; there is at least one. */
  constructor(sets: readonly SetPoints[]) {
    this.sets = sets;
    this.#registrations = sets.map(({ attributes, descriptor }) =>
      encodeAttributes(attributes, descriptor.attributes.registration)
    );
  }

  /**
   * The field `ResourceMetrics.scope_metrics` with the sets' present values; empty when they have no point.
   * The bytes are the template's own: the next call changes them.
   */
  encode(): Uint8Array {
    // Before the first call there are no slots, although there are sets.
    if (this.#slots.length === 0 || !this.#patch()) {
      this.#build();
      this.#patch();
    }
    return this.#bytes;
  }

  #patch(): boolean {
    return this.#slots.every((slots) => slots.patch(this.#view));
  }

  #build(): void {
    const members = this.sets.map((set, index) => ({
      slots: new PointSlots(set),
      registration: this.#registrations[index] ?? [],
    }));
    const metrics = metricsOf(members);
    const writer = new BackwardWriter();
    const first = this.sets[0];
    if (first && metrics.length > 0) {
      writer.message(ResourceMetrics.scopeMetrics, () => {
        writer.optionalText(ScopeMetrics.schemaUrl, first.descriptor.schemaUrl);
        for (const metric of metrics.toReversed()) writeMetric(writer, metric);
        writeScope(writer, first);
      });
    }
    this.#slots = members.map(({ slots }) => slots);
    this.#bytes = writer.finish();
    this.#view = new DataView(this.#bytes.buffer);
  }
}

function writeScope(writer: BackwardWriter, { descriptor, entity }: SetPoints): void {
  writer.message(ScopeMetrics.scope, () => {
    const pairs = encodeAttributes(entity, descriptor.entity?.identity);
    writeKeyValues(writer, InstrumentationScope.attributes, pairs);
    writer.optionalText(InstrumentationScope.version, descriptor.version);
    writer.text(InstrumentationScope.name, descriptor.name);
  });
}

import { Collections } from "../host/collections.ts";
import { activeResources, jscHeap, v8Heap } from "../host/heap.ts";
import type { MetricSetRegistrar } from "../worker/metric_set_registrar.ts";
import type { Probe, ThreadEntity } from "./probe.ts";
import {
  PercoreRuntimeGc,
  PercoreRuntimeJsc,
  PercoreRuntimeV8,
  PercoreRuntimeV8Resources,
  V8jsHeapSpaceName,
  V8jsResourceType,
} from "./runtime.gen.ts";

/** The spaces of this thread's heap, on V8. */
export function v8Probe(telemetry: MetricSetRegistrar, entity: ThreadEntity): Probe | undefined {
  const spaces = v8Heap();
  if (spaces === undefined) return undefined;
  const set = telemetry.register(PercoreRuntimeV8, { entity });
  return {
    sample() {
      for (const space of spaces()) {
        const series = set.with(V8jsHeapSpaceName.from(space.space_name));
        series.used.observe(space.space_used_size);
        series.size.observe(space.space_size);
        series.available.observe(space.space_available_size);
        series.physical.observe(space.physical_space_size);
      }
    },
    close: () => set.close(),
  };
}

/** What keeps this thread's event loop active. */
export function resourcesProbe(telemetry: MetricSetRegistrar, entity: ThreadEntity): Probe | undefined {
  const resources = activeResources();
  if (resources === undefined) return undefined;
  const set = telemetry.register(PercoreRuntimeV8Resources, { entity });
  const counts = new Map<string, number>();
  return {
    sample() {
      // A type of which there is none any more is 0.
      for (const type of counts.keys()) counts.set(type, 0);
      for (const type of resources()) counts.set(type, (counts.get(type) ?? 0) + 1);
      for (const [type, count] of counts) set.with(V8jsResourceType.from(type)).active.set(count);
    },
    close: () => set.close(),
  };
}

/** The heap of this thread, on Bun. */
export function jscProbe(telemetry: MetricSetRegistrar, entity: ThreadEntity): Probe | undefined {
  const heap = jscHeap();
  if (heap === undefined) return undefined;
  const set = telemetry.register(PercoreRuntimeJsc, { entity });
  return {
    sample() {
      const { used, external } = heap();
      set.used.observe(used);
      set.external.observe(external);
    },
    close: () => set.close(),
  };
}

/** The collections of garbage on this thread. */
export function collectionsProbe(telemetry: MetricSetRegistrar, entity: ThreadEntity): Probe {
  const set = telemetry.register(PercoreRuntimeGc, { entity }), collections = new Collections();
  return {
    sample: () => set.collections.add(collections.take()),
    close() {
      collections.stop();
      set.close();
    },
  };
}

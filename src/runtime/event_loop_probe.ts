import { LoopDelay } from "../host/loop_delay.ts";
import type { MetricSetRegistrar } from "../worker/metric_set_registrar.ts";
import type { Probe, ThreadEntity } from "./probe.ts";
import { PercoreRuntimeEventLoop } from "./runtime.gen.ts";

/** How late the event loop of this thread is. */
export function eventLoopProbe(
  telemetry: MetricSetRegistrar,
  entity: ThreadEntity,
  resolution: number,
): Probe {
  const set = telemetry.register(PercoreRuntimeEventLoop, { entity }), loop = new LoopDelay(resolution);
  return {
    sample() {
      const delays = loop.take();
      if (delays === undefined) return;
      set.min.set(delays.min / 1000);
      set.max.set(delays.max / 1000);
      set.mean.set(delays.mean / 1000);
      set.deviation.set(delays.deviation / 1000);
      set.p50.set(delays.p50 / 1000);
      set.p90.set(delays.p90 / 1000);
      set.p99.set(delays.p99 / 1000);
    },
    close() {
      loop.stop();
      set.close();
    },
  };
}

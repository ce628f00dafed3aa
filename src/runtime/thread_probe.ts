import { threadCpuTime } from "../host/process_usage.ts";
import type { MetricSetRegistrar } from "../worker/metric_set_registrar.ts";
import type { Probe, ThreadEntity } from "./probe.ts";
import { CpuMode, PercoreRuntimeThread } from "./runtime.gen.ts";

/** The processor time of this thread. */
export function threadProbe(telemetry: MetricSetRegistrar, entity: ThreadEntity): Probe | undefined {
  if (threadCpuTime() === undefined) return undefined;
  const set = telemetry.register(PercoreRuntimeThread, { entity });
  return {
    sample() {
      const time = threadCpuTime();
      if (time === undefined) return;
      set.with(CpuMode.user).time.observe(time.user);
      set.with(CpuMode.system).time.observe(time.system);
    },
    close: () => set.close(),
  };
}

import { processUsage } from "../host/process_usage.ts";
import type { MetricSetRegistrar } from "../worker/metric_set_registrar.ts";
import type { Probe } from "./probe.ts";
import {
  CpuMode,
  PercoreRuntimeProcess,
  PercoreRuntimeProcessCpu,
  PercoreRuntimeProcessFaults,
  PercoreRuntimeProcessSwitches,
  ProcessContextSwitchType,
  SystemPagingFaultType,
} from "./runtime.gen.ts";

/** What the process uses. */
export function processProbe(telemetry: MetricSetRegistrar): Probe {
  const set = telemetry.register(PercoreRuntimeProcess), cpu = telemetry.register(PercoreRuntimeProcessCpu);
  const switches = telemetry.register(PercoreRuntimeProcessSwitches);
  const faults = telemetry.register(PercoreRuntimeProcessFaults);
  return {
    sample() {
      const usage = processUsage();
      if (usage.resident !== undefined) set.resident.observe(usage.resident);
      if (usage.virtual !== undefined) set.virtual.observe(usage.virtual);
      if (usage.threads !== undefined) set.threads.observe(usage.threads);
      if (usage.descriptors !== undefined) set.descriptors.observe(usage.descriptors);
      if (usage.uptime !== undefined) set.uptime.set(usage.uptime);
      if (usage.cpu !== undefined) {
        cpu.with(CpuMode.user).time.observe(usage.cpu.user);
        cpu.with(CpuMode.system).time.observe(usage.cpu.system);
      }
      if (usage.switches !== undefined) {
        const { voluntary, involuntary } = ProcessContextSwitchType;
        switches.with(voluntary).switches.observe(usage.switches.voluntary);
        switches.with(involuntary).switches.observe(usage.switches.involuntary);
      }
      if (usage.faults !== undefined) {
        faults.with(SystemPagingFaultType.major).faults.observe(usage.faults.major);
        faults.with(SystemPagingFaultType.minor).faults.observe(usage.faults.minor);
      }
    },
    close: () => [set, cpu, switches, faults].forEach((each) => each.close()),
  };
}

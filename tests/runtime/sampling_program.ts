/** Waits until samples were taken by themselves, and leaves all running. */
import { createTelemetry } from "@percore/telemetry";
import { runtimeMetrics } from "@percore/telemetry/runtime";

const telemetry = createTelemetry({ resource: {} });
let samples = 0;
const reader = telemetry.reader();
runtimeMetrics(telemetry, { interval: 5, resolution: 1 });
while (samples < 3) {
  await new Promise((resolve) => setTimeout(resolve, 5));
  const points = reader.collect().sets.find(({ descriptor }) =>
    descriptor.name === "percore.runtime.event_loop"
  );
  if (points !== undefined && points.series.length > 0) samples++;
}
console.log("sampled");

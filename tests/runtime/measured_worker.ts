import { connect } from "@percore/telemetry";
import { runtimeMetrics } from "@percore/telemetry/runtime";

const telemetry = await connect();
const metrics = runtimeMetrics(telemetry, { interval: 1e6, resolution: 1 });
await new Promise((resolve) => setTimeout(resolve, 20));
metrics.sample();
await telemetry.close();

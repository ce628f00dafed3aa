/** A program that is told to end by a signal: it shuts its telemetry down, twice. */
import process from "node:process";
import { createTelemetry } from "@percore/telemetry";
import { otlpExporter } from "@percore/telemetry/otlp";
import { Plain } from "../set/sample_sets.ts";

const telemetry = createTelemetry({
  resource: {},
  exporters: [otlpExporter({ url: process.argv[2] ?? "", interval: 1e6 })],
});
const plain = telemetry.register(Plain);
const recording = setInterval(() => plain.count.add(1), 1);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, async () => {
    clearInterval(recording);
    plain.count.add(1000);
    await Promise.all([telemetry.shutdown({ timeout: 5000 }), telemetry.shutdown()]);
    process.exit(7);
  });
}
console.log("ready");

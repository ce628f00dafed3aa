/** Makes a request of its own, then an export, on a Deno that traces. */
import process from "node:process";
import { createTelemetry } from "@percore/telemetry";
import { otlpExporter } from "../../src/export/otlp/mod.ts";

const [base = ""] = process.argv.slice(2);
const telemetry = createTelemetry({
  resource: {},
  exporters: [otlpExporter({ url: `${base}/export`, protocol: "http/protobuf", interval: 1e6 })],
});
await (await fetch(`${base}/own`)).text();
await telemetry.shutdown();

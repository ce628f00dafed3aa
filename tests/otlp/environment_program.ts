/** Prints what the environment says of an exporter of metrics, and of the process. */
import process from "node:process";
import { createTelemetry } from "@percore/telemetry";
import { settingsOf } from "../../src/export/otlp/options.ts";

const { url, headers, ...settings } = settingsOf(JSON.parse(process.argv[2] ?? "{}"));
let exports = 0;
const telemetry = createTelemetry({
  resource: { "test.given": "program" },
  exporters: [{
    name: "test",
    temporality: "cumulative",
    interval: 1e6,
    timeout: 1000,
    export() {
      exports++;
      return Promise.resolve({ result: "success", bytes: 0 });
    },
  }],
});
const { resource } = telemetry.reader().collect();
await telemetry.shutdown();
console.log(JSON.stringify({
  ...settings,
  url: url.href,
  headers: Object.fromEntries(headers),
  resource: resource.attributes,
  exports,
}));

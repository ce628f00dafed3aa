/** A program whose worker ends its thread in native code, of which the runtime learns nothing. */
import process from "node:process";
import { createTelemetry } from "@percore/telemetry";
import { pointsOf, valueOf } from "../aggregate/values.ts";

const telemetry = createTelemetry({ resource: {} });
const reader = telemetry.reader();
const worker = new Worker(new URL("./ending_worker.ts", import.meta.url), { type: "module" });
const handle = telemetry.attach(worker);
for (const event of ["error", "close"]) {
  worker.addEventListener(event, () => console.log(`the runtime says ${event}`));
}
worker.postMessage(process.argv[2]);
await handle.ended();
const points = pointsOf(reader.collect(), "sample.plain");
console.log(`${valueOf(points, "count")} ${valueOf(points, "amount")}`);
await telemetry.shutdown();
process.exit(0);

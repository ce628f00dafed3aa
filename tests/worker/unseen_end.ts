/** A program that tells percore of the end of its worker: where it can't be seen, nobody else can. */
import { createTelemetry } from "@percore/telemetry";
import { pointsOf, valueOf } from "../aggregate/values.ts";

const telemetry = createTelemetry({ resource: {} });
const reader = telemetry.reader();
const worker = new Worker(new URL("./staying_worker.ts", import.meta.url), { type: "module" });
const handle = telemetry.attach(worker);
await handle.attached();
// The worker has recorded all that it ever will, so its thread is at rest.
await telemetry.flush();
worker.terminate();
handle.threadEnded();
await handle.ended();
console.log(`count ${valueOf(pointsOf(reader.collect(), "sample.plain"), "count")}`);
await telemetry.shutdown();

/** A program that tells percore of the end of its worker: where it can't be seen, nobody else can. */
import { createTelemetry } from "@percore/telemetry";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { posted } from "./posted.ts";

const telemetry = createTelemetry({ resource: {} });
const reader = telemetry.reader();
const worker = new Worker(new URL("./staying_worker.ts", import.meta.url), { type: "module" });
const handle = telemetry.attach(worker);
// All that it ever will, so that its thread is at rest after a flush.
await posted(worker, "recorded");
await telemetry.flush();
worker.terminate();
handle.threadEnded();
await handle.ended();
console.log(`count ${valueOf(pointsOf(reader.collect(), "sample.plain"), "count")}`);
await telemetry.shutdown();

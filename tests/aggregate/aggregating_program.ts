/** A program that ends when it has nothing left to do, whatever its aggregating workers do. */
import process from "node:process";
import { createTelemetry } from "@percore/telemetry";
import { posted } from "../worker/posted.ts";

const telemetry = createTelemetry({ resource: {}, aggregators: 1 });
const reader = telemetry.reader({ by: "worker" });
const worker = new Worker(new URL("../worker/staying_worker.ts", import.meta.url), { type: "module" });
const handle = telemetry.attach(worker);
await posted(worker, "recorded");
const late = await telemetry.flush({ timeout: 10_000 });
const ids = reader.collect().sets.map(({ entity }) => entity["thread.id"]);
console.log(telemetry.inspect().length - 1 - late, ids.includes(1));
worker.terminate();
if (process.versions.bun === undefined) handle.threadEnded();

/** A program whose modules all come from a server, as those of a package registry do; run on Deno. */
import { createTelemetry } from "../../mod.ts";

const telemetry = createTelemetry({ resource: {}, aggregators: 1, cadence: 2 });
const worker = new Worker(new URL("./remote_worker.ts", import.meta.url), { type: "module" });
await telemetry.attach(worker).attached();
const drainedBy = () => telemetry.inspect().map(({ drainedBy }) => drainedBy?.id);
while (!drainedBy().includes(0)) await new Promise((resolve) => setTimeout(resolve, 1));
console.log(await telemetry.flush({ timeout: 10_000 }), drainedBy().includes(0));
worker.terminate();
await telemetry.shutdown({ timeout: 1000 });

/** A program whose worker never connects, and that waits for it all the same: it ends when its telemetry has shut down. */
import { createTelemetry } from "@percore/telemetry";

const telemetry = createTelemetry({ resource: {} });
const worker = new Worker(new URL("./silent_worker.ts", import.meta.url), { type: "module" });
const handle = telemetry.attach(worker),
  told = new Worker(new URL("./silent_worker.ts", import.meta.url), { type: "module" });
const toldHandle = telemetry.attach(told);
told.terminate();
toldHandle.threadEnded();
console.log(await toldHandle.attached(), await toldHandle.ended());
const waiting = Promise.all([handle.attached(), handle.ended()]);
worker.terminate();
await telemetry.shutdown({ timeout: 1000 });
console.log(...await waiting);

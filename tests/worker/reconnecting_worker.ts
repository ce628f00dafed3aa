/** A worker that joins, leaves and joins again. */
import { connect } from "@percore/telemetry";
import { Plain } from "../set/sample_sets.ts";

declare const self: { onmessage: (() => void) | null; postMessage(message: unknown): void };

self.onmessage = () => {};
for (const count of [1, 10]) {
  const telemetry = await connect();
  telemetry.register(Plain).count.add(count);
  if (count === 1) await telemetry.close();
}
self.postMessage("recorded");

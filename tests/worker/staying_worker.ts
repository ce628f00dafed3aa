/** A worker that records once and whenever it is sent a message, says so, and stays. */
import { connect } from "@percore/telemetry";
import { Plain } from "../set/sample_sets.ts";

declare const self: { onmessage: (() => void) | null; postMessage(message: string): void };

// Listening keeps it alive.
self.onmessage = () => {};
const telemetry = await connect();
const { count } = telemetry.register(Plain);

function record(): void {
  count.add(42);
  self.postMessage("recorded");
}

self.onmessage = record;
record();

/** A worker that records once, says so, and stays. */
import { connect } from "@percore/telemetry";
import { Plain } from "../set/sample_sets.ts";

declare const self: { onmessage: (() => void) | null; postMessage(message: string): void };

// Listening keeps it alive.
self.onmessage = () => {};
const telemetry = await connect();
telemetry.register(Plain).count.add(42);
self.postMessage("recorded");

/** A worker that records once and stays. */
import { connect } from "@percore/telemetry";
import { Plain } from "../set/sample_sets.ts";

declare const self: { onmessage: (() => void) | null };

// Listening keeps it alive.
self.onmessage = () => {};
const telemetry = await connect();
telemetry.register(Plain).count.add(42);

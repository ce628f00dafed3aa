/** A worker that records within spans once, and stays. */
import { connect, setSpanContext } from "@percore/telemetry";
import { Always, span, Without } from "../set/exemplar_sets.ts";

declare const self: { onmessage: (() => void) | null; postMessage(message: unknown): void };

// Listening keeps it alive.
self.onmessage = () => {};
const telemetry = await connect({ cadence: 1e6 });
setSpanContext(() => span(42));
telemetry.register(Without).count.add(3);
const set = telemetry.register(Always);
set.depth.set(1, span(1));
set.duration.record(0.5, span(2));
self.postMessage("recorded");

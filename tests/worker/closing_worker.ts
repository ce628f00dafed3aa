/** A worker that records once and then ends itself. */
import { connect } from "@percore/telemetry";
import { Plain } from "../set/sample_sets.ts";

declare const self: { close(): void };

const telemetry = await connect();
telemetry.register(Plain).count.add(42);
self.close();

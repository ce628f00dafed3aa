/** A worker that records once and then throws, in a task of its own. */
import { connect } from "@percore/telemetry";
import { Plain } from "../set/sample_sets.ts";

const telemetry = await connect();
telemetry.register(Plain).count.add(42);
setTimeout(() => {
  throw new Error("the worker throws on purpose");
}, 0);

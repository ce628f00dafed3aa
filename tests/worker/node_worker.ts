/** A worker of `node:worker_threads` that records once and waits. */
import { parentPort } from "node:worker_threads";
import { connect } from "@percore/telemetry";
import { Plain } from "../set/sample_sets.ts";

const telemetry = await connect();
telemetry.register(Plain).count.add(42);
parentPort?.on("message", () => {});
parentPort?.postMessage("recorded");

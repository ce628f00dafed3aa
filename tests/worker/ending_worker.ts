/** A worker that records once and then ends, or goes on, as its name says. */
import { connect } from "@percore/telemetry";
import { Plain } from "../set/sample_sets.ts";

declare const self: { readonly name: string; close(): void };

const telemetry = await connect();
const set = telemetry.register(Plain);
set.count.add(42);
switch (self.name) {
  case "throws":
    // In a task of its own: where a module's evaluation fails is not where programs do.
    setTimeout(() => {
      throw new Error("the worker throws on purpose");
    }, 0);
    break;
  case "closes":
    self.close();
}

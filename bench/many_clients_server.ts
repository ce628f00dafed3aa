/**
 * Serves the metrics of 100,000 series, of which some change all the time, and measures the event loop's delay between
 * a POST to `/begin` and one to `/end`, which answers with it as JSON. Writes its port; ends with its input.
 */
import process from "node:process";
import { createTelemetry } from "@percore/telemetry";
import { metricsRoutes } from "@percore/telemetry/hono";
import { Hono } from "hono";
import { serve } from "../examples/shop/serve.ts";
import { LoopDelay } from "./loop_delay.ts";
import { Series } from "./sets.ts";

const SETS = 50, ROUTES = 50, OUTCOMES = 40;

const telemetry = createTelemetry({ resource: {}, ringBytes: 2 ** 22 });
const metrics = metricsRoutes(telemetry, { cardinalityLimit: 200_000 });
const sets = Array.from(
  { length: SETS },
  (_, shard) => telemetry.register(Series, { attributes: { shard } }),
);
for (const set of sets) {
  for (let route = 0; route < ROUTES; route++) {
    for (let outcome = 0; outcome < OUTCOMES; outcome++) set.with(route, outcome).count.add(1_000_000);
  }
  telemetry.drain();
}
await telemetry.flush();

// What a program's own work would be: one series in each hundred changes in each cadence.
let turn = 0;
setInterval(() => {
  turn++;
  for (const set of sets) {
    for (let i = 0; i < 20; i++) set.with((turn + i) % ROUTES, (turn * 7 + i) % OUTCOMES).count.increment();
  }
}, 100);

let delay = new LoopDelay();
const app = new Hono()
  .route("/", metrics)
  .post("/begin", (context) => {
    (globalThis as { gc?: () => void }).gc?.();
    delay.end();
    delay = new LoopDelay();
    return context.json({});
  })
  .post("/end", (context) => context.json(delay.end()));

const { port } = serve({ port: 0 }, (request) => app.fetch(request));
console.log(port);
process.stdin.on("end", () => process.exit()).resume();

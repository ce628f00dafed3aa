/** One HTTP worker of the shop: shares the port with the others, records into its own metric sets. */
import process from "node:process";
import { Hono } from "hono";
import { connect } from "@percore/telemetry";
import { ANSWERED_BY, type FromEngine, onRequest, type ToEngine } from "./messages.ts";
import { serve } from "./serve.ts";
import { ShopEngine, ShopRequestOutcome, ShopRequestRoute, ShopRequests } from "./shop.gen.ts";
import { Tally } from "./tally.ts";

const { received, send } = onRequest<ToEngine, FromEngine>();

const telemetry = await connect();
const start = await received("start");
const tally = new Tally(start.tally);
const entity = { "service.instance.id": start.instance, "thread.id": telemetry.id };
const requests = telemetry.register(ShopRequests, { entity, attributes: { "shop.region": start.region } });
const engine = telemetry.register(ShopEngine, { entity });

let orders = 0;
const app = new Hono()
  .get("/list", (context) => context.json({ goods: ["tea", "coffee", "cocoa"] }))
  .post("/order", (context) => ++orders % 10 === 0 ? context.text("sold out", 409) : context.text("ordered"))
  .post(
    "/checkout",
    (context) => ++orders % 50 === 0 ? context.text("no answer", 500) : context.text("paid"),
  );

async function handle(request: Request): Promise<Response> {
  const begin = performance.now();
  engine.active.increment();
  const response = await app.fetch(request);
  engine.active.decrement();
  const route = ShopRequestRoute.from(new URL(request.url).pathname.slice(1)) ?? ShopRequestRoute.list;
  const { ok, rejected, failed } = ShopRequestOutcome;
  const series = requests.with(response.ok ? ok : response.status < 500 ? rejected : failed, route);
  series.bytes.add(Number(response.headers.get("content-length") ?? 0));
  series.duration.record((performance.now() - begin) / 1000);
  tally.begin();
  series.count.increment();
  tally.end();
  response.headers.set(ANSWERED_BY, String(telemetry.id));
  return response;
}

const server = serve({ port: start.port, shared: true }, handle);
const heap = setInterval(() => engine.heap.set(process.memoryUsage().heapUsed), 1000);
send({ kind: "ready" });

await received("stop");
await server.stop();
clearInterval(heap);
await telemetry.close();
send({ kind: "stopped" });

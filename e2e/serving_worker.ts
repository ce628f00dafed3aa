/** A Hono app on a port that all workers share, which counts its answers in memory that percore doesn't know, too. */
import { Hono } from "hono";
import { stream } from "hono/streaming";
import { connect } from "@percore/telemetry";
import { httpServerMetrics, telemetryRoutes } from "@percore/telemetry/hono";
import { onRequest } from "../examples/shop/messages.ts";
import { serve } from "../examples/shop/serve.ts";
import type { FromServing, ToServing } from "./serving_messages.ts";

const { received, send } = onRequest<ToServing, FromServing>();
const telemetry = await connect();
const { port, answered } = await received("start");
const answers = new Int32Array(answered);

const app = new Hono()
  .route("/telemetry", telemetryRoutes(telemetry, { guards: [] }))
  .use(async function count(_context, next) {
    await next();
    Atomics.add(answers, 0, 1);
  })
  .use(httpServerMetrics(telemetry))
  .get("/users/:id", (context) => context.json({ id: context.req.param("id"), name: "Ada" }))
  .get("/streamed", (context) =>
    stream(context, async (to) => {
      await to.write("first ");
      // The middleware must not find all of it there.
      await to.sleep(1);
      await to.write("second");
    }));

const server = serve({ port, shared: true }, (request) => app.fetch(request));
send({ kind: "ready" });
await received("stop");
await server.stop();
await telemetry.close();
send({ kind: "stopped" });

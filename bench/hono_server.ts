/** Serves the same app with each of several middlewares, and writes their ports as JSON. Ends with its input. */
import process from "node:process";
import { httpInstrumentationMiddleware } from "@hono/otel";
import { prometheus } from "@hono/prometheus";
import { createTelemetry } from "@percore/telemetry";
import { httpServerMetrics } from "@percore/telemetry/hono";
import { Hono, type MiddlewareHandler } from "hono";
import { serve } from "../examples/shop/serve.ts";
import { meterProvider } from "./peers.ts";

function app(middleware?: MiddlewareHandler): Hono {
  const app = new Hono();
  if (middleware !== undefined) app.use(middleware);
  return app.get("/users/:id", (context) => context.json({ id: context.req.param("id"), name: "Ada" }));
}

const apps: Readonly<Record<string, Hono>> = {
  without: app(),
  nothing: app(async (_context, next) => {
    await next();
  }),
  percore: app(httpServerMetrics(createTelemetry({ resource: {} }))),
  "@hono/prometheus": app(prometheus().registerMetrics),
  "@hono/otel": app(httpInstrumentationMiddleware({ disableTracing: true, meterProvider: meterProvider() })),
};

const ports = Object.entries(apps).map(([name, { fetch }]) => [
  name,
  serve({ port: 0 }, (request) => fetch(request)).port,
]);
console.log(JSON.stringify(Object.fromEntries(ports)));
process.stdin.on("end", () => process.exit()).resume();

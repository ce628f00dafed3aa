import { Hono } from "hono";
import type { Telemetry } from "@percore/telemetry";
import { metricsRoutes } from "@percore/telemetry/hono";
import { serve } from "../examples/shop/serve.ts";

/** Where the metrics are under their own names, without a word about units and types. */
export const UTF_8 = "/utf8";

/** A process's metrics on a free loopback port. */
export class Exposed implements AsyncDisposable {
  /** Where they are. */
  readonly target: string;
  /** By job: the content type of the last answer. */
  readonly types = new Map<string, string | null>();
  readonly #server;

  constructor(telemetry: Telemetry) {
    const app = new Hono().route("/", metricsRoutes(telemetry, { guards: [] }))
      .route("/", metricsRoutes(telemetry, { guards: [], path: UTF_8, translation: "NoTranslation" }));
    this.#server = serve({ port: 0 }, async (request) => {
      const response = await app.fetch(request), job = new URL(request.url).searchParams.get("job");
      if (job !== null) this.types.set(job, response.headers.get("content-type"));
      return response;
    });
    this.target = `127.0.0.1:${this.#server.port}`;
  }

  /** A job that asks for them, as Prometheus' configuration has it; `more` is what it says besides. */
  job(name: string, more: string = "", path: string = "/metrics"): string {
    const own = `job_name: ${name}, metrics_path: ${path}, params: {job: [${name}]}${
      more === "" ? "" : `, ${more}`
    }`;
    return `{${own}, static_configs: [{targets: ["${this.target}"]}]}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
  }
}

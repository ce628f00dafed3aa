import assert from "node:assert/strict";
import { test } from "node:test";
import { Hono } from "hono";
import { createTelemetry, type Telemetry } from "@percore/telemetry";
import { metricsRoutes } from "@percore/telemetry/hono";
import { talkTo } from "../examples/shop/messages.ts";
import { serve } from "../examples/shop/serve.ts";
import { Tally } from "../examples/shop/tally.ts";
import { PROMETHEUS_3 } from "../scripts/_prometheus_3.ts";
import { PrometheusServer } from "./prometheus_server.ts";
import type { FromTicking, ToTicking } from "./ticking_messages.ts";
import { unlessMissing } from "./unless_missing.ts";
import { until } from "./until.ts";

const COUNT = "sample_labelled_count_total";

/**
 * increase() extrapolates by up to half a scrape interval at either end: 200 ms in all, in which the two workers
 * count at most 2,000; twice that, for a late scrape. A false reset would add all that was counted before.
 */
const EXTRAPOLATED = 4000;

async function startWorker(telemetry: Telemetry) {
  const worker = new Worker(new URL("./ticking_worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry.attach(worker);
  const { send, received } = talkTo<ToTicking, FromTicking>(worker);
  const tally = new Tally();
  send({ kind: "start", tally: tally.memory });
  await received("ready");
  return { worker, handle, tally, send, received };
}

/** A worker is terminated and another one started while a Prometheus scrapes. */
async function replaceWorker(command: string, protocol?: string): Promise<void> {
  const telemetry = createTelemetry({ resource: { "service.name": "e2e" } });
  const app = new Hono().route("/", metricsRoutes(telemetry));
  const server = serve({ port: 0 }, (request) => app.fetch(request));
  const protocols = protocol === undefined ? "" : `, scrape_protocols: [${protocol}]`;
  const job = `{job_name: percore${protocols}, static_configs: [{targets: ["127.0.0.1:${server.port}"]}]}`;
  try {
    await using prometheus = await PrometheusServer.start({ command, jobs: [job] });
    const first = await startWorker(telemetry), second = await startWorker(telemetry);
    const tallies = [first.tally, second.tally];
    const begun = () => tallies.reduce((sum, tally) => sum + tally.begun, 0);
    let before = 0;
    /** Looks at what Prometheus makes of the counter, until it has seen at least this many. */
    const watch = (least: number) =>
      until(`Prometheus has counted ${least}`, async () => {
        const resets = await prometheus.query(`sum(resets(${COUNT}[1m]))`) ?? 0;
        const increase = await prometheus.query(`sum(increase(${COUNT}[1m]))`) ?? 0;
        const seen = await prometheus.query(`sum(${COUNT})`) ?? 0;
        assert.equal(resets, 0, "a counter was reset");
        assert.ok(increase <= begun() + EXTRAPOLATED, `increase() is ${increase}, ${begun()} were recorded`);
        assert.ok(seen >= before, `the sum fell from ${before} to ${seen}`);
        before = seen;
        return seen >= least;
      });

    await watch(2 * EXTRAPOLATED);
    first.worker.terminate();
    const third = await startWorker(telemetry);
    tallies.push(third.tally);
    await first.handle.ended();
    await watch(begun() + EXTRAPOLATED);

    for (const { worker, handle, send, received } of [second, third]) {
      send({ kind: "stop" });
      await received("stopped");
      await handle.ended();
      worker.terminate();
    }
    const done = tallies.reduce((sum, tally) => sum + tally.done, 0);
    await until(
      "Prometheus has the last values",
      async () => (await prometheus.query(`sum(${COUNT})`) ?? 0) >= done,
    );
    const total = await prometheus.query(`sum(${COUNT})`) ?? 0;
    assert.ok(total >= done && total <= begun(), `Prometheus has ${total}, ${done} were recorded`);
  } finally {
    await server.stop();
    await telemetry.shutdown();
  }
}

const SEES = "sees no reset while a worker is replaced, and the exact total at the end";

test(`Prometheus 2 ${SEES}`, { timeout: 120_000 }, () => replaceWorker("prometheus"));

for (const protocol of ["PrometheusProto", "OpenMetricsText1.0.0"]) {
  test(
    ...unlessMissing(`Prometheus 3, by ${protocol}, ${SEES}`, PROMETHEUS_3),
    () => replaceWorker(PROMETHEUS_3, protocol),
  );
}

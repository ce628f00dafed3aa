import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, type Telemetry, type TemporalityPreference } from "@percore/telemetry";
import { type OtlpCompression, otlpExporter } from "@percore/telemetry/otlp";
import { talkTo } from "../examples/shop/messages.ts";
import { Tally } from "../examples/shop/tally.ts";
import { COLLECTOR } from "../scripts/_collector.ts";
import { backend, bodyOf } from "../tests/otlp/backend.ts";
import { Distributions } from "../tests/set/more_sets.ts";
import { Plain } from "../tests/set/sample_sets.ts";
import { Collector } from "./collector.ts";
import { type Total, totalsOf } from "./received.ts";
import type { FromTicking, ToTicking } from "./ticking_messages.ts";
import { unlessMissing } from "./unless_missing.ts";
import { until } from "./until.ts";

const WORKERS_COUNT = "sample.labelled.count";

/** Records with every instrument, again and again; all sums are exact, since all values are eighths. */
class Recorder {
  readonly #plain;
  readonly #distributions;
  readonly #values: number[] = [];
  readonly #timer;

  constructor(telemetry: Telemetry) {
    this.#plain = telemetry.register(Plain);
    this.#distributions = telemetry.register(Distributions);
    this.#timer = setInterval(() => this.#record(), 2);
  }

  /** Ends it: what has been recorded, by the metric's name. */
  stop(): ReadonlyMap<string, Total> {
    clearInterval(this.#timer);
    const values = this.#values, sum = values.reduce((all, value) => all + value, 0);
    const distribution = {
      count: values.length,
      value: sum,
      min: Math.min(...values),
      max: Math.max(...values),
    };
    const last = values.at(-1) ?? NaN;
    return new Map<string, Total>([
      ["sample.count", { value: sum * 8 }],
      ["sample.amount", { value: sum }],
      ["sample.active", { value: sum * 8 - 2 * values.length }],
      ["sample.balance", { value: sum - 4 * values.length }],
      ["sample.level", { value: last }],
      ["sample.depth", { value: last * 8 }],
      ["sample.duration", { ...distribution, buckets: bucketsOf(values, [0.1, 1, 10]) }],
      ["sample.summary", { ...distribution, buckets: [] }],
      ["sample.spread", { ...distribution, buckets: [values.length] }],
    ]);
  }

  #record(): void {
    const eighths = this.#values.length % 97, value = eighths / 8;
    const plain = this.#plain, { summary, spread } = this.#distributions;
    plain.count.add(eighths);
    plain.amount.add(value);
    plain.active.add(eighths - 2);
    plain.balance.add(value - 4);
    plain.level.set(value);
    plain.depth.set(eighths);
    for (const histogram of [plain.duration, summary, spread]) histogram.record(value);
    this.#values.push(value);
  }
}

function bucketsOf(values: readonly number[], boundaries: readonly number[]): number[] {
  return [...boundaries, Infinity].map((upper, index) => {
    const lower = boundaries[index - 1] ?? -Infinity;
    return values.filter((value) => value > lower && value <= upper).length;
  });
}

async function startWorker(telemetry: Telemetry) {
  const worker = new Worker(new URL("./ticking_worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry.attach(worker);
  const { send, received } = talkTo<ToTicking, FromTicking>(worker);
  const tally = new Tally();
  send({ kind: "start", tally: tally.memory });
  await received("ready");
  return {
    tally,
    async stop() {
      send({ kind: "stop" });
      await received("stopped");
      await handle.ended();
      worker.terminate();
    },
  };
}

/** Takes the Collector's place until the same request has come three times, and answers that it isn't available. */
async function refuseThrice(port: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const bodies: Uint8Array[] = [];
  await using _server = await backend(async (request, response) => {
    bodies.push(await bodyOf(request));
    response.writeHead(503).end();
    if (bodies.length === 3) resolve();
  }, port);
  await promise;
  for (const body of bodies.slice(1)) assert.deepEqual(body, bodies[0], "a retry has other bytes");
}

/** What a Prometheus exposition has for a metric, over all its series. */
function shownOf(text: string, name: string): number {
  const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  assert(lines.length > 0, `${name} isn't shown`);
  return lines.reduce(
    (sum, line) => sum + Number(line.slice(line.lastIndexOf("}") + 1).trim().split(" ")[0]),
    0,
  );
}

async function pushThroughRestart(temporality: TemporalityPreference, compression: OtlpCompression) {
  await using collector = await Collector.make();
  await collector.start();
  const url = `http://127.0.0.1:${collector.port}/v1/metrics`;
  const telemetry = createTelemetry({
    resource: { "service.name": "e2e" },
    cadence: 20,
    exporters: [otlpExporter({ url, temporality, compression, interval: 50, timeout: 30_000 })],
  });
  await using _telemetry = { [Symbol.asyncDispose]: () => telemetry.shutdown({ timeout: 100 }) };
  const worker = await startWorker(telemetry), recorder = new Recorder(telemetry);
  const written = async () => totalsOf(await collector.written()).get(WORKERS_COUNT)?.value ?? 0;

  await until("the Collector has written what the worker has counted", async () => await written() > 0);
  await collector.stop();
  const before = await written();
  await refuseThrice(collector.port);
  await collector.start();
  await until("the Collector goes on", async () => await written() > before);

  const recorded = recorder.stop();
  await worker.stop();
  await telemetry.shutdown();
  // Of deltas it shows what came since its restart.
  const shown = temporality === "cumulative" ? await collector.shown() : "";
  await collector.stop();

  const totals = totalsOf(await collector.written());
  const { done, begun } = worker.tally;
  assert.equal(done, begun);
  assert(before > 0 && done > before);
  assert.deepEqual(totals.get(WORKERS_COUNT), { value: done });
  for (const [name, total] of recorded) assert.deepEqual(totals.get(name), total, name);
  return { shown, done, recorded };
}

for (const compression of ["none", "gzip"] as const) {
  const deltas = `a Collector that restarts gets each delta once, compression ${compression}`;
  test(...unlessMissing(deltas, COLLECTOR), async () => {
    await pushThroughRestart("delta", compression);
  });

  const totals = `a Collector that restarts gets and shows the exact totals, compression ${compression}`;
  test(...unlessMissing(totals, COLLECTOR), async () => {
    const { shown, done, recorded } = await pushThroughRestart("cumulative", compression);
    assert.equal(shownOf(shown, "sample_labelled_count_total"), done);
    const value = (name: string) => recorded.get(name)?.value;
    assert.equal(shownOf(shown, "sample_count_total"), value("sample.count"));
    assert.equal(shownOf(shown, "sample_amount_joules_total"), value("sample.amount"));
    assert.equal(shownOf(shown, "sample_active"), value("sample.active"));
    assert.equal(shownOf(shown, "sample_level_celsius"), value("sample.level"));
    assert.equal(shownOf(shown, "sample_duration_seconds_sum"), value("sample.duration"));
  });
}

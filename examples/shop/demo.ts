/**
 * The main job on real traffic: HTTP workers that share one port, a load generator, one aggregator, a Prometheus
 * scrape and an OTLP push, and at the end four counts that must agree.
 */
import process from "node:process";
import { Hono } from "hono";
import { createTelemetry, type Telemetry, type WorkerHandle } from "@percore/telemetry";
import { metricsRoutes } from "@percore/telemetry/hono";
import { otlpExporter } from "@percore/telemetry/otlp";
import { Count, type FromEngine, type FromLoad, talkTo, type ToEngine, type ToLoad } from "./messages.ts";
import { type DemoOptions, demoOptions, USAGE, UsageError } from "./options.ts";
import { otlpReceiver } from "./receiver.ts";
import { freePort, serve } from "./serve.ts";
import { Display, failures, tableLines } from "./table.ts";
import { Tally } from "./tally.ts";
import { verdict } from "./verdict.ts";

interface EngineWorker {
  readonly worker: Worker;
  readonly handle: WorkerHandle;
  readonly tally: Tally;
  stop(): Promise<void>;
}

async function startEngine(telemetry: Telemetry, port: number): Promise<EngineWorker> {
  const worker = new Worker(new URL("./engine_worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry.attach(worker);
  const { send, received } = talkTo<ToEngine, FromEngine>(worker);
  const tally = new Tally();
  send({ kind: "start", port, instance: "demo", region: "loopback", tally: tally.memory });
  await received("ready");
  const stop = async () => {
    send({ kind: "stop" });
    await received("stopped");
    await handle.ended();
    worker.terminate();
  };
  return { worker, handle, tally, stop };
}

function startLoad(port: number, clients: number) {
  const worker = new Worker(new URL("./load_worker.ts", import.meta.url), { type: "module" });
  const { send, received } = talkTo<ToLoad, FromLoad>(worker);
  const counts = new Float64Array(new SharedArrayBuffer(16));
  send({ kind: "start", port, clients, counts: counts.buffer });
  const stop = async () => {
    send({ kind: "stop" });
    await received("stopped");
    worker.terminate();
  };
  return { counts, stop };
}

/** The value of a counter in Prometheus text, over all its series. */
function scrapedTotal(text: string, name: string): number {
  const samples = text.split("\n").filter((line) => line.startsWith(`${name}{`));
  return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}

/** Resolves after some seconds, or at Ctrl-C; `tick` is called once a second. */
async function run(seconds: number, tick: (elapsed: number) => void): Promise<void> {
  const interrupted = Promise.withResolvers<"interrupted">();
  const interrupt = () => interrupted.resolve("interrupted");
  process.once("SIGINT", interrupt);
  for (let elapsed = 1; seconds === 0 || elapsed <= seconds; elapsed++) {
    const second = new Promise<"second">((resolve) => setTimeout(resolve, 1000, "second"));
    if (await Promise.race([interrupted.promise, second]) === "interrupted") break;
    tick(elapsed);
  }
  process.off("SIGINT", interrupt);
}

async function demo(options: DemoOptions): Promise<boolean> {
  const receiver = otlpReceiver();
  const main = new Hono();
  const server = serve({ port: 0 }, (request) => main.fetch(request));
  const base = `http://127.0.0.1:${server.port}`;
  const telemetry = createTelemetry({
    resource: { "service.name": "shop" },
    exporters: [otlpExporter({ url: options.otlp ?? `${base}/v1/metrics`, interval: 1000 })],
  });
  main.route("/", metricsRoutes(telemetry)).route("/", receiver.app);
  const byWorker = telemetry.reader({ by: "worker" });

  const port = await freePort();
  const engines = await Promise.all(
    Array.from({ length: options.workers }, () => startEngine(telemetry, port)),
  );
  const load = startLoad(port, options.clients);
  console.log(`${options.workers} workers on http://127.0.0.1:${port}, ${base}/metrics`);

  const display = new Display();
  let replaced: Promise<EngineWorker> | undefined;
  const tallies = engines.map(({ tally }) => tally);
  const killAt = options.killOne ? Math.max(1, Math.floor(options.seconds / 2)) : NaN;
  await run(options.seconds, (elapsed) => {
    display.show(tableLines(byWorker.collect(), elapsed));
    if (elapsed !== killAt) return;
    const victim = engines.shift();
    if (victim === undefined) return;
    victim.worker.terminate();
    replaced = victim.handle.ended().then(() => startEngine(telemetry, port));
    if (!display.live) console.log("a worker was terminated and is replaced");
  });

  await load.stop();
  if (replaced !== undefined) {
    const engine = await replaced;
    engines.push(engine);
    tallies.push(engine.tally);
  }
  await Promise.all(engines.map((engine) => engine.stop()));
  display.show(tableLines(byWorker.collect(), options.seconds));

  const scrape = await (await fetch(`${base}/metrics`)).text();
  await telemetry.shutdown();
  const tallied = tallies.reduce((sum, { done }) => sum + done, 0);
  const { lines, agree } = verdict({
    responses: load.counts[Count.responses] ?? 0,
    cutOff: load.counts[Count.cutOff] ?? 0,
    tallied,
    torn: tallies.reduce((sum, { begun }) => sum + begun, 0) - tallied,
    scraped: scrapedTotal(scrape, "shop_requests_count_total"),
    failures: failures(byWorker.collect()),
    pushed: options.otlp === undefined ? receiver.sum("shop.requests.count") : undefined,
  });
  console.log(lines.join("\n"));
  await server.stop();
  return agree;
}

try {
  const options = demoOptions(process.argv.slice(2));
  if (options === undefined) console.log(USAGE);
  else process.exitCode = await demo(options) ? 0 : 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}

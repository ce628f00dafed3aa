import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../examples/shop/serve.ts";
import { COLLECTOR } from "../scripts/_collector.ts";
import { until } from "./until.ts";

/** A real OpenTelemetry Collector on free loopback ports, with a directory of its own. */
export class Collector implements AsyncDisposable {
  /** Where it takes OTLP over HTTP, also after a restart. */
  readonly port: number;
  readonly #prometheus: number;
  readonly #directory: string;
  #running: { readonly process: ChildProcess; readonly ended: Promise<void> } | undefined;

  private constructor(directory: string, port: number, prometheus: number) {
    this.#directory = directory;
    this.port = port;
    this.#prometheus = prometheus;
  }

  /** Makes one, which isn't started yet. */
  static async make(): Promise<Collector> {
    const directory = await mkdtemp(join(tmpdir(), "percore-collector-"));
    const collector = new Collector(directory, await freePort(), await freePort());
    await writeFile(join(directory, "config.yaml"), collector.#config());
    return collector;
  }

  /** Starts it, with the metrics of its file left as they are, and waits until it is ready. */
  async start(): Promise<void> {
    const config = join(this.#directory, "config.yaml");
    const process = spawn(COLLECTOR, [`--config=${config}`], { stdio: ["ignore", "ignore", "inherit"] });
    const ended = new Promise<void>((resolve) => {
      process.once("error", () => resolve());
      process.once("exit", () => resolve());
    });
    this.#running = { process, ended };
    const failure = ended.then(() => Promise.reject(new Error("the Collector has ended, or didn't start")));
    await Promise.race([failure, until("the Collector is ready", () => this.#ready())]);
    failure.catch(() => {});
  }

  /** Ends it as an operator does: what it has taken is in its file afterwards. */
  async stop(): Promise<void> {
    this.#running?.process.kill("SIGTERM");
    await this.#running?.ended;
    this.#running = undefined;
  }

  /** The requests that it has written to its file, each as OTLP's JSON. */
  async written(): Promise<readonly string[]> {
    try {
      const text = await readFile(join(this.#directory, "metrics.json"), "utf8");
      // What follows the last line's end is still being written.
      return text.split("\n").slice(0, -1);
    } catch {
      return [];
    }
  }

  /** What its Prometheus exporter shows. */
  async shown(): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.#prometheus}/metrics`);
    return await response.text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #ready(): Promise<boolean> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/`);
      await response.body?.cancel();
      return true;
    } catch {
      return false;
    }
  }

  #config(): string {
    return `receivers:
  otlp: {protocols: {http: {endpoint: "127.0.0.1:${this.port}"}}}
exporters:
  debug: {}
  file: {path: "${join(this.#directory, "metrics.json")}", append: true, flush_interval: 100ms}
  prometheus: {endpoint: "127.0.0.1:${this.#prometheus}"}
service:
  telemetry: {logs: {level: error}, metrics: {level: none}}
  pipelines: {metrics: {receivers: [otlp], exporters: [debug, file, prometheus]}}
`;
  }
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../examples/shop/serve.ts";
import { until } from "./until.ts";

interface QueryAnswer {
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

/** A real Prometheus on a free loopback port, with a directory of its own. */
export class PrometheusServer {
  readonly #process: ChildProcess;
  readonly #directory: string;
  readonly #base: string;

  private constructor(process: ChildProcess, directory: string, base: string) {
    this.#process = process;
    this.#directory = directory;
    this.#base = base;
  }

  /** Starts it, scraping one target five times a second, and waits until it is ready. */
  static async start(target: string): Promise<PrometheusServer> {
    const directory = await mkdtemp(join(tmpdir(), "percore-prometheus-"));
    const config = join(directory, "prometheus.yml");
    await writeFile(
      config,
      `global: {scrape_interval: 200ms, scrape_timeout: 200ms}
scrape_configs: [{job_name: percore, static_configs: [{targets: ["${target}"]}]}]
`,
    );
    const address = `127.0.0.1:${await freePort()}`;
    const process = spawn("prometheus", [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(directory, "data")}`,
      `--web.listen-address=${address}`,
      "--log.level=error",
    ], { stdio: ["ignore", "ignore", "inherit"] });
    const failure = new Promise<never>((_, reject) => {
      process.once("error", (error) => reject(new Error(`prometheus doesn't start: ${error.message}`)));
    });
    const server = new PrometheusServer(process, directory, `http://${address}`);
    await Promise.race([failure, until("prometheus is ready", () => server.#ready())]);
    return server;
  }

  /** The value of an instant query that has one result; `undefined` when it has none. */
  async query(query: string): Promise<number | undefined> {
    const response = await fetch(`${this.#base}/api/v1/query?query=${encodeURIComponent(query)}`);
    if (!response.ok) throw new Error(`${query}: ${response.status} ${await response.text()}`);
    const { data }: QueryAnswer = await response.json();
    if (data.result.length > 1) throw new Error(`${query} has ${data.result.length} results`);
    const [result] = data.result;
    return result === undefined ? undefined : Number(result.value[1]);
  }

  /** Ends it and removes its directory. */
  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #ready(): Promise<boolean> {
    try {
      const response = await fetch(`${this.#base}/-/ready`);
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }
}

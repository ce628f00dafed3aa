import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../examples/shop/serve.ts";
import { until } from "./until.ts";

/** What a Prometheus does. */
export interface PrometheusOptions {
  /**
   * The server.
   *
   * @default {"prometheus"}
   */
  readonly command?: string;
  /**
   * What else stands on the command line.
   *
   * @default {[]}
   */
  readonly flags?: readonly string[];
  /** What it scrapes, as the list below `scrape_configs` of its configuration. */
  readonly jobs: readonly string[];
  /**
   * Milliseconds between two scrapes of a job, and those that one may take.
   *
   * @default {200}
   */
  readonly interval?: number;
  /**
   * Expressions that it evaluates as often, by the name of the series that they give.
   *
   * @default {{}}
   */
  readonly rules?: Readonly<Record<string, string>>;
}

/** One result of a query. */
export interface Result {
  readonly metric: Readonly<Record<string, string>>;
  /** Of what has one value. */
  readonly value?: readonly [time: number, value: string];
  /** Of a native histogram. */
  readonly histogram?: readonly [time: number, histogram: NativeHistogram];
}

/** A native histogram as the HTTP API shows it. */
export interface NativeHistogram {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly (readonly [kind: number, lower: string, upper: string, count: string])[];
}

/** How the scrapes went. */
interface Targets {
  readonly activeTargets: readonly { readonly scrapePool: string; readonly lastError: string }[];
}

/** What a target says of a metric. */
export interface Metadata {
  readonly metric: string;
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** The exemplars of a series. */
export interface SeriesExemplars {
  readonly seriesLabels: Readonly<Record<string, string>>;
  readonly exemplars: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: string;
    readonly timestamp: number;
  }[];
}

/** A real Prometheus on a free loopback port, with a directory of its own. */
export class PrometheusServer implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #directory: string;
  readonly #base: string;

  private constructor(process: ChildProcess, directory: string, base: string) {
    this.#process = process;
    this.#directory = directory;
    this.#base = base;
  }

  /** Starts it and waits until it is ready. */
  static async start(options: PrometheusOptions): Promise<PrometheusServer> {
    const { command = "prometheus", flags = [], jobs, interval = 200, rules = {} } = options;
    const directory = await mkdtemp(join(tmpdir(), "percore-prometheus-"));
    const config = join(directory, "prometheus.yml"), ruleFile = join(directory, "rules.yml");
    await writeFile(
      config,
      `global: {scrape_interval: ${interval}ms, scrape_timeout: ${interval}ms, evaluation_interval: ${interval}ms}
rule_files: [${JSON.stringify(ruleFile)}]
scrape_configs:
${jobs.map((job) => `- ${job}\n`).join("")}`,
    );
    const list = Object.entries(rules).map(([record, expr]) => ({ record, expr }));
    await writeFile(ruleFile, JSON.stringify({ groups: [{ name: "rules", rules: list }] }));
    const address = `127.0.0.1:${await freePort()}`;
    const process = spawn(command, [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(directory, "data")}`,
      `--web.listen-address=${address}`,
      "--log.level=error",
      ...flags,
    ], { stdio: ["ignore", "ignore", "inherit"] });
    const failure = new Promise<never>((_, reject) => {
      process.once("error", (error) => reject(new Error(`${command} doesn't start: ${error.message}`)));
      process.once("exit", (code) => reject(new Error(`${command} has ended with ${code}`)));
    });
    const server = new PrometheusServer(process, directory, `http://${address}`);
    await Promise.race([failure, until("prometheus is ready", () => server.#ready())]);
    failure.catch(() => {});
    return server;
  }

  /** The value of an instant query that has one result; `undefined` when it has none. */
  async query(query: string): Promise<number | undefined> {
    const results = await this.results(query);
    if (results.length > 1) throw new Error(`${query} has ${results.length} results`);
    const [result] = results;
    return result === undefined ? undefined : Number(result.value?.[1]);
  }

  /** All results of an instant query. */
  async results(query: string): Promise<readonly Result[]> {
    const { result } = await this.#get<{ readonly result: readonly Result[] }>("query", { query });
    return result;
  }

  /** What the targets of a job say of their metrics. */
  metadata(job: string): Promise<readonly Metadata[]> {
    return this.#get("targets/metadata", { match_target: JSON.stringify({ job }).replace('"job":', "job=") });
  }

  /** Waits until each of the jobs has been scraped with success; rejects with what went wrong with one. */
  async scraped(jobs: readonly string[]): Promise<void> {
    await until("Prometheus has scraped", async () => {
      const up = await this.results("max_over_time(up[10m])");
      const values = jobs.map((job) => up.find(({ metric }) => metric["job"] === job)?.value?.[1]);
      if (values.includes("0")) {
        const { activeTargets } = await this.#get<Targets>("targets", { state: "active" });
        throw new Error(
          activeTargets.map(({ scrapePool, lastError }) => `${scrapePool}: ${lastError}`).join("\n"),
        );
      }
      return values.every((value) => value === "1");
    });
  }

  /** The exemplars of the last minutes. */
  exemplars(query: string): Promise<readonly SeriesExemplars[]> {
    const now = Date.now() / 1000;
    return this.#get("query_exemplars", { query, start: String(now - 600), end: String(now + 600) });
  }

  /** Ends it and removes its directory. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #get<Data>(path: string, parameters: Readonly<Record<string, string>>): Promise<Data> {
    const response = await fetch(`${this.#base}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    if (!response.ok) throw new Error(`${JSON.stringify(parameters)}: ${await response.text()}`);
    const { data }: { readonly data: Data } = await response.json();
    return data;
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

/** `deno task bench`: runs the benchmarks on both runtimes, each in processes of its own, and shows the best of the runs. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import type { Measurement } from "../bench/benchmark.ts";
import { ROOT } from "./_root.ts";
import { executable, type RuntimeName } from "./_runtimes.ts";

const IDS = [
  "counter.add",
  "counter.add.labelled",
  "counter.add.table",
  "counter.add.bound",
  "counter.add.mega",
  "counter.add.cold",
  "mmsc.record",
  "histogram.explicit.record",
  "histogram.exponential.record",
  "flush.set",
  "flush.sparse",
  "memory.set",
  "scale.workers",
  "aggregate.frame",
  "aggregate.frame.allocation",
  "aggregate.window",
  "aggregate.sparse",
  "aggregate.tree",
  "record.undisturbed",
  "prometheus.scrape.10k",
  "prometheus.scrape.doubles",
  "prometheus.scrape.again",
  "prometheus.block.100k",
  "prometheus.clients.memory",
  "prometheus.clients.delay",
  "otlp.encode.2k",
  "otel.serialize",
  "stream.bytes",
  "otlp.encode.memcpy",
  "otlp.encode.labelled",
  "otlp.allocation",
  "hono.middleware",
  "schema.compile",
  "schema.gen",
];

const USAGE = `usage: bench [options]
  --only ID,ID    these benchmarks alone: ${IDS.join(", ")}
  --runtime NAME  deno or bun alone
  --runs N        processes of each, of which the best counts (3)
  --json FILE     write the results as JSON, too`;

/** Values by what they are of. */
type Figures = Readonly<Record<string, number>>;

/** One line of the result file. */
interface Result extends Measurement {
  readonly id: string;
  readonly runtime: RuntimeName;
  readonly unit: string;
}

/** What one process measures, or why it doesn't. */
function runOnce(id: string, runtime: RuntimeName): Result | string {
  const script = join(ROOT, "bench", "run_one.ts");
  // Memory is measured after a garbage collection.
  const flags = runtime === "deno" ? ["run", "-A", "--v8-flags=--expose-gc"] : ["--expose-gc"];
  const output = execFileSync(executable(runtime), [...flags, script, id], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const measured: (Measurement & { readonly unit: string }) | { readonly skip: string } = JSON.parse(
    output.toString(),
  );
  return "skip" in measured ? measured.skip : { id, runtime, ...measured };
}

/** Each figure's best over the runs: of a ratio the largest, of time and size the smallest. */
function best(results: readonly Result[]): Result {
  const better = results[0]?.unit === "ratio" ? Math.max : Math.min;
  const betterOf = (a: Figures = {}, b: Figures = {}): Figures =>
    Object.fromEntries(Object.entries(a).map(([what, value]) => [what, better(value, b[what] ?? value)]));
  return results.reduce((a, b) => ({
    ...a,
    value: better(a.value, b.value),
    floor: better(a.floor, b.floor),
    peers: betterOf(a.peers, b.peers),
    extra: betterOf(a.extra, b.extra),
  }));
}

function line({ id, runtime, unit, value, floor, peers, extra = {} }: Result): string {
  const others = [
    ...Object.entries(peers).map(([peer, other]) => `${peer} ${(other / value).toFixed(1)} ×`),
    ...Object.entries(extra).map(([what, figure]) => `${what} ${rounded(figure)} ${unit}`),
  ];
  return [
    `${id} (${runtime})`.padEnd(36),
    `${rounded(value)} ${unit}`.padStart(12),
    `${(value / floor).toFixed(2)} × the floor`.padStart(22),
    `   ${others.join(", ")}`,
  ].join("");
}

/** Three digits, without an exponent. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

const { values } = parseArgs({
  options: {
    only: { type: "string", default: IDS.join(",") },
    runtime: { type: "string" },
    runs: { type: "string", default: "3" },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const ids = values.only.split(",");
const unknown = ids.filter((id) => !IDS.includes(id));
const runs = Number(values.runs);
const runtimes = (["deno", "bun"] as const).filter((name) => name === (values.runtime ?? name));
if (values.help || unknown.length > 0 || !(runs >= 1) || runtimes.length === 0) {
  if (unknown.length > 0) console.error(`no benchmark ${unknown.join(", ")}`);
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}

const results: Result[] = [];
for (const id of ids) {
  for (const runtime of runtimes) {
    const first = runOnce(id, runtime);
    if (typeof first === "string") {
      console.log(`${id} (${runtime}) skipped: ${first}`);
      continue;
    }
    const others = Array.from({ length: runs - 1 }, () => runOnce(id, runtime));
    const result = best([first, ...others.filter((other) => typeof other !== "string")]);
    console.log(line(result));
    results.push(result);
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);

/**
 * Runs workers and metric sets that come and go for some minutes, and fails when memory grows: `deno task soak` or
 * `bun run soak`, for the runtime that it is started with.
 *
 * Exit codes: 0 memory is flat, 1 it grows, 2 wrong usage.
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Collection, createTelemetry, type Exporter, type Telemetry } from "@percore/telemetry";
import { ARENA_BYTES, freeBytes } from "../src/set/arena.ts";
import { growth } from "./_growth.ts";
import { heapBytes } from "./_heap_bytes.ts";
import { Churn } from "./_soak_churn.ts";
import { SOAK_BYTES, SoakOrder, SoakWord } from "./_soak_words.ts";

const USAGE = `usage: soak [--minutes N]
  --minutes N  how long, at least half a minute (10)`;

const KIB = 1024, MIB = 1024 * KIB, GIB = 1024 * MIB;

/** Bytes of a page of memory on the processors that both runtimes know. */
const PAGE = 4096;

/** Seconds from one line of output to the next. */
const LINE = 10;
/** Workers at a time that come and go. */
const MORTALS = 3;
/** Milliseconds that each of them works at most. */
const LIFETIME = 1000;

/** A worker with the words that it shares. */
function start(telemetry: Telemetry) {
  const worker = new Worker(new URL("./_soak_worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry.attach(worker);
  const memory = new SharedArrayBuffer(SOAK_BYTES), words = new Int32Array(memory);
  worker.postMessage(memory);
  return { worker, handle, words };
}

/** Fails as often as not, in every way. */
class Faulty implements Exporter {
  readonly name = "faulty";
  readonly temporality = "delta";
  readonly interval = 500;
  readonly timeout = 100;
  #exports = 0;

  async export({ sets }: Collection): Promise<{ result: "success" | "unavailable"; bytes: number }> {
    switch (++this.#exports % 6) {
      case 0:
        throw new Error(`${sets.length} sets are refused on purpose`);
      case 1:
        await delay(2 * this.timeout);
        return { result: "success", bytes: 0 };
      case 2:
        return { result: "unavailable", bytes: 0 };
      default:
        return { result: "success", bytes: 0 };
    }
  }
}

/** Starts workers, one after the other, and ends each after a while, until `isOver`: how many there were. */
async function replaceWorkers(
  telemetry: Telemetry,
  living: Set<Int32Array>,
  isOver: () => boolean,
): Promise<number> {
  let number = 0;
  for (; !isOver(); number++) {
    const { worker, handle, words } = start(telemetry);
    living.add(words);
    if (!await handle.attached()) throw new Error("a worker has failed before it connected");
    await delay(Math.random() * LIFETIME);
    // Every other one is killed; of the rest, every other one takes leave.
    if (number % 2 === 0) worker.terminate();
    else Atomics.store(words, SoakWord.order, number % 4 === 1 ? SoakOrder.close : SoakOrder.leave);
    await handle.ended();
    living.delete(words);
  }
  return number;
}

/** What is measured, in bytes. */
interface Figure {
  readonly name: string;
  /** What it may grow by from the second third of the time to the last; without one it is told and not judged. */
  readonly margin?: number;
  readonly read: () => number;
  readonly samples: number[];
}

async function soak(seconds: number): Promise<boolean> {
  const telemetry = createTelemetry({ resource: {}, cadence: 20, exporters: [new Faulty()] });
  const cumulative = telemetry.reader(), deltas = telemetry.reader({ temporality: "delta", by: "worker" });
  const lasting = start(telemetry), living = new Set([lasting.words]);
  const most = (word: number) => Math.max(...[...living].map((words) => Atomics.load(words, word)));
  const figures: readonly Figure[] = [
    { name: "heap", margin: 2 * MIB, read: heapBytes, samples: [] },
    {
      name: "worker's heap",
      margin: 2 * MIB,
      read: () => Atomics.load(lasting.words, SoakWord.heap),
      samples: [],
    },
    { name: "own arena", margin: 64 * KIB, read: () => ARENA_BYTES - freeBytes(), samples: [] },
    { name: "arenas", margin: 256 * KIB, read: () => most(SoakWord.arena), samples: [] },
    { name: "rings", margin: 64 * KIB, read: () => most(SoakWord.ring), samples: [] },
    // Each arena that is held for longer than its worker lives is 32 MiB of it, and hundreds of workers come and go.
    { name: "reserved", margin: 2 * GIB, read: reservedBytes, samples: [] },
    // Not judged: what ended threads have left in the allocator, which Deno has without percore, too.
    { name: "rss", read: () => process.memoryUsage().rss, samples: [] },
  ];
  const churn = new Churn(telemetry, 0), turns = setInterval(() => churn.turn(), 10);
  let isOver = false;
  const replaced = Promise.all(
    Array.from({ length: MORTALS }, () => replaceWorkers(telemetry, living, () => isOver)),
  );
  const begin = performance.now();
  for (let second = 1; second <= seconds; second++) {
    await delay(Math.max(0, begin + second * 1000 - performance.now()));
    cumulative.collect();
    // Neither committed nor rolled back, every other time.
    const batch = deltas.begin();
    if (second % 2 === 0) batch.commit();
    for (const { read, samples } of figures) samples.push(read());
    if (second % LINE === 0) console.log(line(second, figures));
  }
  isOver = true;
  clearInterval(turns);
  const workers = (await replaced).reduce((sum, number) => sum + number);
  lasting.worker.terminate();
  await lasting.handle.ended();
  await telemetry.shutdown();
  console.log(`${workers} workers have come and gone`);
  return figures.map(isFlat).every((flat) => flat);
}

/** Bytes of addresses that the process has, whether memory is behind them or not; 0 off Linux. */
function reservedBytes(): number {
  if (process.platform !== "linux") return 0;
  return parseInt(readFileSync("/proc/self/statm", "utf8")) * PAGE;
}

/** The least of each figure since the line before. */
function line(second: number, figures: readonly Figure[]): string {
  const least = figures.map(({ name, samples }) => `${name} ${kib(Math.min(...samples.slice(-LINE)))}`);
  return [`${second} s`.padStart(6), ...least].join("   ");
}

function isFlat({ name, margin, samples }: Figure): boolean {
  const grown = growth(samples);
  if (margin === undefined) {
    console.log(`${name} has grown by ${kib(grown)}`);
    return true;
  }
  const isFlat = grown <= margin;
  console.log(`${name} ${isFlat ? "is flat" : "grows"}: ${kib(grown)}, of ${kib(margin)} that it may`);
  return isFlat;
}

function kib(bytes: number): string {
  return `${Math.round(bytes / KIB)} KiB`;
}

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, help: { type: "boolean", default: false } },
});
const minutes = Number(values.minutes);
if (values.help || !(minutes >= 0.5)) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}
process.exit(await soak(minutes * 60) ? 0 : 1);

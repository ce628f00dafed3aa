import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type MetricReader, type Telemetry } from "@percore/telemetry";
import { type RuntimeMetrics, runtimeMetrics, type RuntimeMetricsOptions } from "@percore/telemetry/runtime";
import { recordedIn, withTelemetry } from "../recorded.ts";

const isBun = process.versions.bun !== undefined, isLinux = process.platform === "linux";

const { Bun } = globalThis as { readonly Bun?: { gc(now: boolean): void } };

/** An interval that no test lasts for. */
const NEVER = 1e6;

/** The metrics of this thread, which are sampled when a test wants it. */
async function measured(
  use: (metrics: RuntimeMetrics, reader: MetricReader, telemetry: Telemetry) => Promise<void> | void,
  options: RuntimeMetricsOptions = {},
): Promise<void> {
  await withTelemetry(async (telemetry, reader) => {
    const metrics = runtimeMetrics(telemetry, { interval: NEVER, ...options });
    try {
      await use(metrics, reader, telemetry);
    } finally {
      metrics.close();
    }
  });
}

/** A field of a set, by the value of its attribute; under the empty text without one. */
function values(reader: MetricReader, set: string, field: string): Readonly<Record<string, number>> {
  const pairs = recordedIn(reader.collect(), `percore.runtime.${set}`).map(({ attributes, fields }) => {
    const [by = ""] = Object.values(attributes), value = fields[field];
    return [String(by), typeof value === "number" ? value : NaN] as const;
  });
  return Object.fromEntries(pairs);
}

function value(reader: MetricReader, set: string, field: string): number {
  return values(reader, set, field)[""] ?? NaN;
}

function sum(numbers: Readonly<Record<string, number>>): number {
  return Object.values(numbers).reduce((a, b) => a + b, 0);
}

/** Holds the thread for some milliseconds, and uses the processor for as long. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) Math.sqrt(end);
}

function turn(milliseconds = 0): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function within(found: number, least: number, most: number, what: string): void {
  assert.ok(found >= least && found <= most, `${what} is ${found}, not from ${least} to ${most}`);
}

test("a blocked event loop is seen, for as long as it was blocked, and only in its own interval", async () => {
  await measured(async (metrics, reader) => {
    await turn(20);
    metrics.sample();
    block(300);
    // What was due meanwhile fires now.
    while (!(value(reader, "event_loop", "max") >= 0.2)) {
      await turn();
      metrics.sample();
    }
    within(value(reader, "event_loop", "max"), 0.25, 5, "the longest delay");
    const order = ["min", "p50", "p90", "p99", "max"].map((field) => value(reader, "event_loop", field));
    assert.deepEqual(order, order.toSorted((a, b) => a - b));
    // In the next one, the loop has been free for a while at least once.
    do {
      await turn(20);
      metrics.sample();
    } while (!(value(reader, "event_loop", "max") < 0.2));
  }, { resolution: 2 });
});

test("memory that is allocated is in the heap", async () => {
  await measured((metrics, reader) => {
    const used = () => isBun ? value(reader, "jsc", "used") : sum(values(reader, "v8", "used"));
    const kept: { readonly index: number; readonly text: string }[][] = [];
    // What the tests of other files have left, which Bun runs in the same process, is more than what is kept here.
    Bun?.gc(true);
    // What others have left may be collected meanwhile, so that the heap becomes smaller first.
    let least = used();
    while (used() - least < 50e6) {
      assert.ok(kept.length < 100, "ten million objects take more than 50 MB");
      kept.push(Array.from({ length: 100_000 }, (_, index) => ({ index, text: `${index}` })));
      metrics.sample();
      least = Math.min(least, used());
    }
    assert.ok(used() > kept.length * 100_000 * 16, `${used()} bytes for ${kept.length} × 100,000 objects`);
    // On Bun, that is the heap as of the last collection.
    if (!isBun) {
      const { heapUsed } = process.memoryUsage();
      metrics.sample();
      within(used(), heapUsed * 0.9, heapUsed * 1.1, "the sum of the heap's spaces");
    }
  });
});

test("each runtime has the series of its own engine alone", async () => {
  await measured((_metrics, reader) => {
    const names = new Set(reader.collect().sets.map(({ descriptor }) => descriptor.name));
    assert.equal(names.has("percore.runtime.jsc"), isBun);
    assert.equal(names.has("percore.runtime.v8"), !isBun);
    assert.equal(names.has("percore.runtime.v8.resources"), !isBun);
    if (!isBun) assert.ok((values(reader, "v8", "used").old_space ?? 0) > 0);
  });
});

test("collections of garbage are counted", async () => {
  await measured(async (metrics, reader) => {
    while (!(value(reader, "gc", "collections") >= 2)) {
      const garbage = Array.from({ length: 200_000 }, (_, index) => ({ index }));
      assert.equal(garbage.length, 200_000);
      await turn();
      metrics.sample();
    }
  });
});

test("what the process uses is what the operating system says", { skip: !isLinux }, async () => {
  await measured((metrics, reader) => {
    metrics.sample();
    const status = readFileSync("/proc/self/status", "utf8");
    const kilobytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(status)?.[1]) * 1024;
    const resident = value(reader, "process", "resident");
    within(resident, kilobytes("VmRSS") * 0.8, kilobytes("VmRSS") * 1.2, "resident memory");
    within(
      value(reader, "process", "virtual"),
      kilobytes("VmSize") * 0.9,
      kilobytes("VmSize") * 1.1,
      "addresses",
    );
    // Others may be opened and closed meanwhile.
    const descriptors = readdirSync("/proc/self/fd").length - 1;
    within(
      value(reader, "process", "descriptors"),
      descriptors - 3,
      descriptors + 3,
      "the number of descriptors",
    );
  });
});

/** What `/proc` says of the process, ended threads included: page faults, and seconds of the processors. */
function procStat() {
  const stat = readFileSync("/proc/self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "),
    field = (number: number) => Number(fields[number - 3]);
  return { minor: field(10), major: field(12), seconds: (field(14) + field(15)) / 100 };
}

/** Context switches of the threads that there are, as `/proc` counts them. */
function procSwitches() {
  const sums = { voluntary: 0, involuntary: 0 };
  for (const thread of readdirSync("/proc/self/task")) {
    const status = readFileSync(`/proc/self/task/${thread}/status`, "utf8");
    sums.voluntary += Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1]);
    sums.involuntary += Number(/^nonvoluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1]);
  }
  return sums;
}

test("faults, processor time and threads are those that /proc counts", { skip: !isLinux }, async () => {
  await measured((metrics, reader) => {
    block(100);
    const before = procStat(), threads = () => readdirSync("/proc/self/task").length, some = threads();
    metrics.sample();
    const after = procStat(), others = threads();
    const { minor = NaN, major = NaN } = values(reader, "process.faults", "faults");
    within(minor, before.minor, after.minor, "minor faults");
    within(major, before.major, after.major, "major faults");
    // In hundredths of a second.
    const used = sum(values(reader, "process.cpu", "time"));
    within(used, before.seconds - 0.02, after.seconds + 0.02, "processor time");
    within(
      value(reader, "process", "threads"),
      Math.min(some, others),
      Math.max(some, others),
      "the number of threads",
    );
  });
});

test("context switches are those that /proc counts, and more", { skip: !isLinux }, async () => {
  await measured(async (metrics, reader) => {
    const counted = (type: "voluntary" | "involuntary") =>
      values(reader, "process.switches", "switches")[type] ?? NaN;
    const first = counted("voluntary");
    // A thread that waits gives up its processor.
    while (!(counted("voluntary") >= first + 20)) {
      // Those of threads that have ended are only in what the process has used.
      const before = procSwitches();
      await turn(1);
      metrics.sample();
      for (const type of ["voluntary", "involuntary"] as const) {
        assert.ok(
          counted(type) >= before[type],
          `${counted(type)} ${type} switches are fewer than ${before[type]}`,
        );
      }
    }
  });
});

test("uptime is the time since the process was started", { skip: !isLinux }, async () => {
  await measured((metrics, reader) => {
    metrics.sample();
    // Field 22 is in hundredths of a second since the machine was started.
    const stat = readFileSync("/proc/self/stat", "utf8");
    const started = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]) / 100;
    const machine = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
    const uptime = value(reader, "process", "uptime");
    within(uptime, machine - started - 3, machine - started + 1, "uptime");
  });
});

test("a file descriptor that is opened is counted", { skip: !isLinux }, async () => {
  await measured(async (metrics, reader) => {
    const before = value(reader, "process", "descriptors");
    const servers = Array.from({ length: 20 }, () => createServer().listen(0, "127.0.0.1"));
    await Promise.all(servers.map((server) => once(server, "listening")));
    metrics.sample();
    within(value(reader, "process", "descriptors") - before, 15, 40, "what was opened");
    if (!isBun) assert.equal(values(reader, "v8.resources", "active").TCPServerWrap, 20);
    servers.forEach((server) => server.close());
    while (!isBun && values(reader, "v8.resources", "active").TCPServerWrap !== 0) {
      await turn();
      metrics.sample();
    }
  });
});

test("processor time is that of the process and of this thread", async () => {
  await measured((metrics, reader) => {
    const used = (set: string) => sum(values(reader, set, "time"));
    const [all, thread] = [used("process.cpu"), used("thread")], begin = process.cpuUsage();
    // On a busy machine, a thread that is never idle may get little of a processor.
    do {
      block(50);
      metrics.sample();
    } while (used("thread") - thread < 0.2);
    const { user, system } = process.cpuUsage(begin), grown = used("process.cpu") - all;
    within(grown, (user + system) / 1e6 - 0.1, (user + system) / 1e6 + 0.1, "the process's time");
    within(used("thread") - thread, 0.2, grown + 0.05, "the thread's time");
  });
});

test("the process is measured where createTelemetry() is called alone, and where that is asked for", async () => {
  for (const process of [true, false]) {
    await measured((_metrics, reader) => {
      const names = reader.collect().sets.map(({ descriptor }) => descriptor.name);
      assert.equal(names.includes("percore.runtime.process"), process);
    }, { process });
  }
});

test("levels end when the metrics are closed", async () => {
  await withTelemetry((telemetry, reader) => {
    const metrics = runtimeMetrics(telemetry, { interval: NEVER });
    assert.ok(value(reader, "process", "resident") > 0);
    metrics.close();
    assert.ok(!(value(reader, "process", "resident") > 0));
    return Promise.resolve();
  });
});

test("intervals that can't be meant are refused", async () => {
  await withTelemetry((telemetry) => {
    for (const options of [{ interval: 0 }, { resolution: -1 }, { interval: NaN }]) {
      assert.throws(() => runtimeMetrics(telemetry, options), RangeError);
    }
    return Promise.resolve();
  });
});

test("samples are taken at the interval, and the process ends all the same", () => {
  const program = fileURLToPath(new URL("./sampling_program.ts", import.meta.url));
  for (const permissions of [["--allow-all"], ["--allow-env", "--no-prompt"]]) {
    const options = isBun ? [] : ["run", "--no-check", ...permissions];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...options, program], {
      encoding: "utf8",
      timeout: 30_000,
    });
    assert.equal(stderr, "");
    assert.match(stdout, /^sampled\n/);
    assert.equal(status, 0);
  }
});

test("each worker is measured by itself", async () => {
  await withTelemetry(async (telemetry) => {
    const reader = telemetry.reader({ by: "worker" });
    const worker = new Worker(new URL("./measured_worker.ts", import.meta.url).href, { type: "module" });
    const handle = telemetry.attach(worker);
    runtimeMetrics(telemetry, { interval: NEVER });
    await handle.ended();
    worker.terminate();
    const sets = reader.collect().sets.filter(({ descriptor }) =>
      descriptor.name === "percore.runtime.event_loop"
    );
    assert.deepEqual(sets.map(({ entity }) => entity["thread.id"]).toSorted(), [0, 1]);
    const processes = reader.collect().sets.filter(({ descriptor }) =>
      descriptor.name === "percore.runtime.process"
    );
    assert.equal(processes.length, 1);
  });
});

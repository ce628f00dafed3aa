import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createTelemetry, type Telemetry } from "@percore/telemetry";
import { pin, type PinResult, place, readTopology, unpin } from "@percore/telemetry/numa";
import { isHello } from "../../src/worker/hello.ts";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import type { Report } from "./pinned_worker.ts";

const isBun = process.versions.bun !== undefined;
const isLinux = process.platform === "linux";

/** A number that no machine's cpu has. */
const NO_CPU = 8191;

function startWorker(telemetry?: Telemetry) {
  const worker = new Worker(new URL("./pinned_worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry?.attach(worker);
  /** Sends a message, and resolves to the first one that passes the guard. */
  function ask<Message>(message: number | "unpin", isAnswer: (data: unknown) => data is Message) {
    const answer = new Promise<Message>((resolve) => {
      worker.addEventListener("message", ({ data }) => {
        if (isAnswer(data)) resolve(data);
      });
    });
    worker.postMessage(message);
    return answer;
  }
  return { worker, handle, ask };
}

function isReport(data: unknown): data is Report {
  return typeof data === "object" && data !== null && "allowed" in data;
}

/** How many threads percore counts, by result. */
function counted(reader: ReturnType<Telemetry["reader"]>): Record<string, bigint | number> {
  const points = pointsOf(reader.collect(), "percore.pinning");
  return Object.fromEntries(
    points.series.map(([result], series) => [result?.value, valueOf(points, "threads", series)]),
  );
}

test(
  "connect({ cpu }) pins the worker, as the kernel confirms, and unpin() lets it go",
  { skip: !isLinux },
  async () => {
    const telemetry = createTelemetry({ resource: {} });
    for (const { cpu } of place(2, readTopology())) {
      const { worker, handle, ask } = startWorker(telemetry);
      const pinned = await ask(cpu, isReport);
      assert.equal(pinned.allowed, String(cpu));
      assert.deepEqual(pinned.result, { pinned: true, ...pinned.place });
      assert.equal(pinned.place?.cpu, cpu);
      const free = await ask("unpin", isReport);
      const cpus = readTopology().nodes.flatMap(({ cpus }) => cpus);
      assert.equal(free.unpinned, true);
      assert.equal(free.result, undefined);
      if (cpus.length > 1) assert.notEqual(free.allowed, String(cpu));
      assert.equal((await ask("unpin", isReport)).unpinned, false);
      worker.terminate();
      await handle?.ended();
    }
    await telemetry.shutdown();
  },
);

test("a worker's node is the one to which its cpu belongs", { skip: !isLinux }, async () => {
  const [first] = place(1, readTopology());
  const { worker, ask } = startWorker();
  const hello = await ask(first?.cpu ?? 0, isHello);
  assert.equal(hello.node, first?.node);
  worker.terminate();
});

test("a worker that isn't pinned has no node", { skip: !isLinux }, async () => {
  const { worker, ask } = startWorker();
  const hello = await ask(NO_CPU, isHello);
  assert.equal(hello.node, undefined);
  worker.terminate();
});

test(
  "percore counts the threads that are pinned and those that are not, while they live",
  { skip: !isLinux },
  async () => {
    const telemetry = createTelemetry({ resource: {} });
    const reader = telemetry.reader();
    const cpu = place(1, readTopology())[0]?.cpu ?? 0;
    const pinned = startWorker(telemetry), unpinned = startWorker(telemetry);
    await pinned.ask(cpu, isReport);
    const { result } = await unpinned.ask(NO_CPU, isReport);
    assert.deepEqual(result, { pinned: false, reason: "cpu_not_allowed" });
    assert.equal(await telemetry.flush({ timeout: 20_000 }), 0);
    assert.deepEqual(counted(reader), { pinned: 1, cpu_not_allowed: 1 });
    pinned.worker.terminate();
    await pinned.handle?.ended();
    assert.deepEqual(counted(reader), { pinned: 0, cpu_not_allowed: 1 });
    unpinned.worker.terminate();
    await unpinned.handle?.ended();
    await telemetry.shutdown();
  },
);

test("percore counts nothing of pinning where nobody asked for it", async () => {
  const telemetry = createTelemetry({ resource: {} });
  const { sets } = telemetry.reader().collect();
  assert.ok(!sets.some(({ descriptor }) => descriptor.name === "percore.pinning"));
  await telemetry.shutdown();
});

test("pin() refuses what is no number of a cpu", () => {
  for (const cpu of [-1, 0.5, NaN, Infinity]) assert.throws(() => pin(cpu), /a whole number from 0/);
  assert.equal(unpin(), false);
});

/** Runs `pin_here.ts` and returns what it says, and what it writes to stderr. */
function pinHere(options: readonly string[], ...args: readonly string[]) {
  const script = fileURLToPath(new URL("./pin_here.ts", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, ["run", ...options, script, ...args], {
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.equal(status, 0, stderr);
  const [result, series]: [PinResult, unknown] = JSON.parse(stdout);
  return { result: result.pinned ? "pinned" : result.reason, series, stderr };
}

const library = ["/lib/x86_64-linux-gnu/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6", "/lib64/libc.so.6"]
  .find((path) => existsSync(path));
const permissions: readonly (readonly [permission: string, result: string])[] = [
  ["--deny-ffi", "permission_denied"],
  ["--allow-read", "permission_denied"],
  ["--allow-ffi", "pinned"],
  ...(library === undefined ? [] : [[`--allow-ffi=${library}`, "pinned"] as const]),
];
for (const [permission, expected] of permissions) {
  test(`Deno with ${permission}: ${expected}, and the program goes on (Bun has no permissions)`, {
    skip: isBun || !isLinux,
    timeout: 60_000,
  }, () => {
    const { result, series, stderr } = pinHere(["--no-prompt", "--no-check", permission]);
    assert.equal(result, expected);
    assert.deepEqual(series, [[expected]]);
    const warnings = stderr.match(/is not pinned to cpu \d+: Deno needs --allow-ffi/g) ?? [];
    assert.equal(warnings.length, expected === "pinned" ? 0 : 1, stderr);
  });
}

for (const [lacking, expected] of [["linux", "not_linux"], ["ffi", "no_ffi"]] as const) {
  test(`where there is no ${lacking}, a program goes on unpinned, warned once`, { timeout: 60_000 }, () => {
    const { result, series, stderr } = pinHere(isBun ? [] : ["--no-check", "-A"], lacking);
    assert.equal(result, expected);
    assert.deepEqual(series, [[expected]]);
    assert.equal(stderr.match(/is not pinned to cpu/g)?.length, 1, stderr);
  });
}

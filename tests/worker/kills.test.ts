/**
 * Workers that are killed at random instants under full load; `PERCORE_KILLS` says how many, 1,000 by
 * `deno task kills`.
 */
import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Collection, createTelemetry, type SetPoints, type Telemetry } from "@percore/telemetry";
import { startedThreads } from "../aggregate/own_threads.ts";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { TALLY_BYTES, TallyWord } from "./tally.ts";

const KILLS = Number(process.env.PERCORE_KILLS ?? 50);
/** Workers at a time: more than there are cores on most machines, so that threads are also killed while they wait. */
const AT_ONCE = 4;
/** Milliseconds that a worker works at most. */
const LIFETIME = 25;

/** The fields in which a worker records once a round. */
const FIELDS = ["count", "amount", "open", "total", "size", "spread"] as const;
type Field = (typeof FIELDS)[number];
/** The bucket in which the sizes fall. */
const FIVE = 1;

/** A worker from its start to its end; what it has counted. */
async function lifetime(telemetry: Telemetry): Promise<Int32Array> {
  const worker = new Worker(new URL("./tallying_worker.ts", import.meta.url), { type: "module" });
  const handle = telemetry.attach(worker);
  const memory = new SharedArrayBuffer(TALLY_BYTES), tally = new Int32Array(memory);
  worker.postMessage(memory);
  while (Atomics.load(tally, TallyWord.done) === 0) await delay(1);
  await delay(Math.random() * LIFETIME);
  worker.terminate();
  await handle.ended();
  return tally;
}

/** The recordings of a field that have arrived: there is one in each round. */
function arrived(points: SetPoints, field: Field): number {
  if (field === "size") return Number(valueOf(points, field, 0, FIVE));
  if (field !== "spread") return Number(valueOf(points, field));
  const layout = points.layout.fields.find(({ metric }) => metric.field === field);
  const buckets = layout && points.buckets(0, layout)?.positive;
  let sum = 0;
  for (let i = 0; i < (buckets?.length ?? 0); i++) sum += buckets?.at(i) ?? 0;
  return sum;
}

function sum(all: readonly SetPoints[], field: Field): number {
  return all.reduce((sum, points) => sum + arrived(points, field), 0);
}

/** The points of the workers' sets. */
function roundsIn(collection: Collection): readonly SetPoints[] {
  return collection.sets.filter(({ descriptor }) => descriptor.name === "kills.rounds");
}

/** Kills workers; with aggregating workers, these too. */
async function killWorkers(aggregators: number): Promise<void> {
  const telemetry = createTelemetry({ resource: {}, cadence: 5, aggregators });
  const byWorker = telemetry.reader({ by: "worker" }), byProcess = telemetry.reader();
  const deltas = telemetry.reader({ temporality: "delta" });
  const acknowledged: SetPoints[] = [], tallies: Int32Array[] = [];
  const exportDeltas = (isAcknowledged: boolean) => {
    const { collection, commit, rollBack } = deltas.begin();
    if (!isAcknowledged) return rollBack();
    acknowledged.push(...roundsIn(collection).filter(({ temporality }) => temporality === "delta"));
    commit();
  };
  const aggregating = [...startedThreads()];
  let left = KILLS;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left-- > 0) {
      tallies.push(await lifetime(telemetry));
      exportDeltas(Math.random() < 0.5);
      // The first one after a third of the workers, the second one after two thirds.
      aggregating.push(...startedThreads());
      if (tallies.length * 3 > KILLS * (aggregators - aggregating.length + 1)) {
        void aggregating.shift()?.terminate();
      }
    }
  }));
  exportDeltas(true);
  const workers = new Map(roundsIn(byWorker.collect()).map((points) => [points.entity["thread.id"], points]));
  assert.equal(workers.size, KILLS);
  const wrong: string[] = [];
  for (const [begun = NaN, done = NaN, id = NaN] of tallies) {
    assert.ok(begun === done || begun === done + 1, `of ${begun} rounds, ${done} were done`);
    const points = workers.get(id);
    for (const field of FIELDS) {
      const count = points === undefined ? 0 : arrived(points, field);
      if (count !== done && count !== begun) {
        wrong.push(`worker ${id}, ${field}: ${count}, not ${done} or ${begun}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  const all = [...workers.values()];
  for (const field of FIELDS) {
    assert.equal(sum(roundsIn(byProcess.collect()), field), sum(all, field), field);
    // What goes up and down has no delta points.
    if (field !== "open") assert.equal(sum(acknowledged, field), sum(all, field), `${field}, deltas`);
  }
  const own = pointsOf(byProcess.collect(), "percore.aggregator");
  const seen = (field: string) => Number(valueOf(own, field));
  const counts = ["gaps", "repeats", "corrupt", "salvages", "lost"].map(seen);
  assert.deepEqual(counts, [0, 0, 0, KILLS, aggregators]);
  await telemetry.shutdown();
}

test(`of ${KILLS} workers that are killed under load, every recording arrives once`, {
  timeout: 5000 * KILLS,
}, () => killWorkers(0));

test(`of ${KILLS} workers that are killed, and two aggregating workers, every recording arrives once`, {
  timeout: 5000 * KILLS,
}, () => killWorkers(2));

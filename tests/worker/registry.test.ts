import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry, defineMetricSet } from "@percore/telemetry";
import fc from "fast-check";
import { arena, freeBytes } from "../../src/set/arena.ts";
import { createRing } from "../../src/transport/ring.ts";
import { RingReader } from "../../src/transport/ring_reader.ts";
import { RingWriter } from "../../src/transport/ring_writer.ts";
import { blockOffsets } from "../../src/worker/block.ts";
import { Flusher } from "../../src/worker/flusher.ts";
import { Registry } from "../../src/worker/registry.ts";
import { pointsOf, valueOf } from "../aggregate/values.ts";
import { Distributions } from "../set/more_sets.ts";
import { Colour, Labelled, Plain } from "../set/sample_sets.ts";

/** A registry, and a reader that looks at each frame and gives its memory back. */
function startRegistry() {
  const ring = createRing(65536), writer = new RingWriter(ring), reader = new RingReader(ring);
  const registry = new Registry(writer, new Flusher(arena, writer));
  /** What the frames have said so far. */
  const seen = { cells: 0, last: 0 };
  function read(): void {
    while (reader.next()) {
      seen.cells += reader.cells;
      if (reader.last) seen.last++;
    }
    reader.release();
  }
  function settle(): void {
    while (!registry.flush(1)) read();
    read();
    registry.release();
  }
  return { registry, seen, read, settle };
}

const stability = "development";
const described = { brief: "For tests.", stability } as const;

/** A set whose entity has an attribute that describes it. */
const Described = defineMetricSet({
  ...described,
  name: "sample.described",
  version: "1.0.0",
  schemaUrl: "",
  entity: {
    ...described,
    type: "sample.engine",
    identity: [{ ...described, key: "sample.engine.id", type: "string" }],
    description: [{ ...described, key: "sample.engine.version", type: "string" }],
  },
  attributes: { registration: [], measurement: [] },
  metrics: [{
    ...described,
    field: "starts",
    name: "sample.described.starts",
    unit: "{start}",
    instrument: "counter",
    valueType: "int",
  }],
});

test("sets that come and go are flushed once each and leave the arena as it was", { timeout: 60_000 }, () => {
  const { registry, seen, read, settle } = startRegistry();
  const living = new Array<{ close(): void } | undefined>(50).fill(undefined);
  function churn(rounds: number, valueOf: (round: number) => number): void {
    for (let round = 0; round < rounds; round++) {
      const place = round * 7 % living.length;
      living[place]?.close();
      const set = registry.register(Labelled, {
        entity: { "service.instance.id": "churn", "thread.id": valueOf(round) },
        attributes: { "sample.region": `region ${valueOf(round)}` },
      });
      set.with(Colour.green, 1).count.add(1);
      living[place] = set;
      if (round % 100 === 0) read();
    }
    for (const set of living) set?.close();
    living.fill(undefined);
    settle();
  }
  // The descriptor's record stays.
  churn(1, () => 0);
  const before = freeBytes(), rounds = 150_000;
  churn(rounds, () => 1);
  churn(rounds, (round) => round);
  assert.deepEqual(seen, { cells: 2 * rounds + 1, last: 2 * rounds + 1 });
  assert.equal(registry.size, 0);
  assert.equal(freeBytes(), before);
});

test("memory that small sets had serves large ones", { timeout: 60_000 }, () => {
  const { registry, read, settle } = startRegistry();
  /** Registers sets until they have three quarters of what is free, closes them and tells how many they were. */
  function fill(register: () => { close(): void }): number {
    const sets: { close(): void }[] = [], enough = freeBytes() / 4;
    while (freeBytes() > enough) {
      const before = freeBytes();
      sets.push(register());
      assert.ok(freeBytes() < before, `set ${sets.length} got no memory, ${before} bytes are free`);
      read();
    }
    for (const set of sets) {
      set.close();
      read();
    }
    settle();
    return sets.length;
  }
  function registerLarge() {
    const set = registry.register(Distributions, undefined);
    for (let i = -300; i <= 300; i += 10) set.spread.record(2 ** i);
    return set;
  }
  registerLarge().close();
  registry.register(Plain, undefined).close();
  settle();
  const before = freeBytes();
  const large = fill(registerLarge);
  fill(() => registry.register(Plain, undefined));
  assert.equal(fill(registerLarge), large);
  assert.equal(freeBytes(), before);
});

test("the list of blocks in the arena is the sets that live, the newest first", () => {
  const steps = fc.array(fc.oneof(fc.constant("register" as const), fc.nat(30)), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (steps) => {
      const { registry, seen, settle } = startRegistry();
      const living: { readonly offset: number | undefined; close(): void }[] = [];
      const offsets = () => [...blockOffsets(arena, registry.root)];
      let closed = 0;
      for (const step of steps) {
        if (step === "register") {
          const set = registry.register(Plain, undefined);
          living.push({ offset: offsets()[0], close: () => set.close() });
          continue;
        }
        const [set] = living.splice(step % (living.length + 1), 1);
        if (set === undefined) {
          settle();
        } else {
          set.close();
          // Twice is once.
          set.close();
          closed++;
        }
        assert.deepEqual(offsets(), living.map(({ offset }) => offset).reverse());
        assert.equal(registry.size, living.length);
      }
      settle();
      assert.equal(seen.last, closed);
      registry.close();
      settle();
      assert.deepEqual(offsets(), []);
    }),
    { numRuns: 50 },
  );
});

test("the same identity registered twice is one entity, whatever describes it", async () => {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader();
  const entity = { "sample.engine.id": "one" };
  const first = telemetry.register(Described, { entity: { ...entity, "sample.engine.version": "1" } });
  first.starts.add(1);
  telemetry.drain();
  const second = telemetry.register(Described, { entity: { ...entity, "sample.engine.version": "2" } });
  second.starts.add(2);
  first.close();
  second.starts.add(4);
  const points = pointsOf(reader.collect(), "sample.described");
  assert.equal(valueOf(points, "starts"), 7);
  assert.deepEqual(points.entity, { ...entity, "sample.engine.version": "1" });
  telemetry.register(Described, { entity: { "sample.engine.id": "two" } });
  const all = reader.collect().sets.filter(({ descriptor }) => descriptor === points.descriptor);
  assert.deepEqual(all.map(({ entity }) => entity["sample.engine.id"]), ["one", "two"]);
  await telemetry.shutdown();
});

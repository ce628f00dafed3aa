/** What becomes of values when somebody else writes into a worker's ring. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Aggregator } from "../../src/aggregate/aggregator.ts";
import type { Reader } from "../../src/aggregate/reader.ts";
import { unixNanos } from "../../src/host/clock.ts";
import { arena } from "../../src/set/arena.ts";
import { FrameKind, FrameWord } from "../../src/transport/frame.ts";
import { CONTROL_BYTES, controlOf, ControlWord, createRing } from "../../src/transport/ring.ts";
import { type FrameHeader, RingWriter } from "../../src/transport/ring_writer.ts";
import { Flusher } from "../../src/worker/flusher.ts";
import { Registry } from "../../src/worker/registry.ts";
import { Observed } from "../set/more_sets.ts";
import { Plain } from "../set/sample_sets.ts";
import { pointsOf, valueOf } from "./values.ts";

const SIZE = 65536;

/** A ring's writer that remembers where frames and gaps begin. */
class TrackedWriter extends RingWriter {
  /** Units from the ring's beginning, the latest last. */
  readonly begins = [0];

  override publish(header: FrameHeader): void {
    super.publish(header);
    this.begins.push(this.tail % (SIZE / 8));
  }
}

/** A worker in this thread, and an aggregator. */
class Rig {
  readonly aggregator = new Aggregator({ attributes: {} });
  readonly reader: Reader = this.aggregator.reader({});
  readonly registry: Registry;
  readonly #ring = createRing(SIZE, 0xdecade);
  readonly #writer = new TrackedWriter(this.#ring);
  readonly #flusher = new Flusher(arena, this.#writer);
  readonly control: Int32Array = controlOf(this.#ring);
  #counted;
  #isDead = false;
  recorded = 0;
  /** Of all drains. */
  applied = 0;
  gaps = 0;
  corrupt = 0;

  constructor() {
    this.registry = new Registry(this.#writer, this.#flusher);
    const end = { ended: () => this.#isDead };
    this.aggregator.join({ arena, ring: this.#ring, root: this.registry.root }, 1, end, () => {});
    this.#counted = this.registry.register(Plain, undefined);
  }

  record(count: number): void {
    this.#counted.count.add(count);
    this.recorded += count;
  }

  flush(): boolean {
    return this.registry.flush(unixNanos());
  }

  renew(): void {
    this.#counted.close();
    this.#counted = this.registry.register(Plain, undefined);
  }

  drain(): void {
    const { frames, gaps, corrupt } = this.aggregator.drain(() => {});
    this.applied += frames;
    this.gaps += gaps;
    this.corrupt += corrupt;
  }

  /** Frames that were published. */
  get published(): number {
    return this.#flusher.frames;
  }

  /** What the reader has of all that was recorded. */
  get arrived(): number {
    const collection = this.reader.collect();
    if (collection.sets.every(({ descriptor }) => descriptor.name !== "sample.plain")) return 0;
    return Number(valueOf(pointsOf(collection, "sample.plain"), "count"));
  }

  /** Overwrites a word of the header at which one of the latest frames begins, or of the next one. */
  damage(latest: number, word: number, value: number): void {
    const { begins } = this.#writer, begin = begins[Math.max(0, begins.length - 1 - latest)] ?? 0;
    new Uint32Array(this.#ring, CONTROL_BYTES)[begin * 2 + word] = value;
  }

  die(): void {
    this.#isDead = true;
    this.drain();
  }

  /** Gives back the arena's memory. */
  end(): void {
    this.registry.close();
    while (!this.flush()) this.drain();
    this.drain();
    this.registry.release();
  }
}

const value = fc.oneof(fc.nat(2 ** 32 - 1), fc.nat(100), fc.nat(2 * SIZE));
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ flushes: fc.oneof(fc.nat(5), fc.nat(1500)) }) },
  { weight: 3, arbitrary: fc.record({ drains: fc.constant(true) }) },
  { weight: 1, arbitrary: fc.record({ renews: fc.constant(true) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      word: fc.constantFrom(FrameWord.units, FrameWord.kind, FrameWord.epoch),
      latest: fc.nat(20),
      value,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ control: fc.constantFrom(ControlWord.tail, ControlWord.head), value }),
  },
);

test("a ring into which somebody else has written works again, and nothing counts twice", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
      const rig = new Rig();
      for (const step of steps) {
        if ("flushes" in step) {
          for (let i = 0; i < step.flushes; i++) {
            rig.record(1);
            rig.flush();
          }
        } else if ("drains" in step) rig.drain();
        else if ("renews" in step) rig.renew();
        else if ("control" in step) rig.control[step.control] = step.value | 0;
        else rig.damage(step.latest, step.word, step.value);
      }
      // What waits is read or passed over, and the two ends agree on where they are.
      for (let i = 0; i < 4; i++) {
        rig.record(1);
        rig.flush();
        rig.drain();
      }
      const { arrived, recorded } = rig;
      assert(arrived <= recorded);
      rig.record(1000);
      assert(rig.flush(), "there is room");
      rig.drain();
      assert.equal(rig.arrived, arrived + 1000);
      rig.end();
    }),
    { numRuns: 300 },
  );
});

test("frames that couldn't be read are lost, counted as a gap, and told of", () => {
  const rig = new Rig(), [state] = rig.aggregator.inspect();
  assert.equal(state?.isCorrupt, false);
  for (let i = 0; i < 10; i++) {
    rig.record(1);
    rig.flush();
    if (i === 3) rig.drain();
  }
  rig.damage(4, FrameWord.epoch, 0);
  rig.record(100);
  rig.drain();
  assert.deepEqual([rig.arrived, rig.corrupt], [6, 1]);
  rig.flush();
  rig.drain();
  assert.deepEqual([rig.arrived, rig.gaps, rig.corrupt], [106, 4, 1]);
  assert.equal(rig.applied + rig.gaps, rig.published);
  assert.equal(rig.aggregator.inspect()[0]?.isCorrupt, true);
  rig.end();
});

test("a set whose last frame was lost ends with its worker, or when another one has its memory", () => {
  for (const isReplaced of [false, true]) {
    const rig = new Rig();
    const level = () => Number(valueOf(pointsOf(rig.reader.collect(), "sample.observed"), "level"));
    const set = rig.registry.register(Observed, undefined);
    set.level.observe(5);
    rig.flush();
    rig.drain();
    assert.equal(level(), 5);
    set.close();
    rig.damage(1, FrameWord.kind, FrameKind.gap);
    rig.drain();
    assert.equal(level(), 5, "nobody knows yet");
    if (isReplaced) {
      rig.registry.register(Observed, undefined).level.observe(7);
      rig.flush();
      rig.drain();
      assert.equal(level(), 7);
    }
    rig.die();
    assert.equal(level(), 0);
    rig.end();
  }
});

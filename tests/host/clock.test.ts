import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Clock } from "../../src/host/clock.ts";

const HOUR = 3_600_000;

/** A clock, and the two that it is made of. */
class Machine {
  system = 1_000_000_000;
  steady = 1_000_000_000;
  readonly clock: Clock;

  constructor(ahead = 0) {
    this.system += ahead;
    this.clock = new Clock(() => Math.floor(this.system), () => this.steady);
  }

  /** Time passes, and the system's time is set by more or less. */
  pass(milliseconds: number, set = 0): void {
    this.steady += milliseconds;
    this.system += milliseconds + set;
  }

  /** How far the clock is from the system's time, in milliseconds. */
  get error(): number {
    return this.clock.now() / 1e6 - this.system;
  }
}

test("a clock begins with the system's time", () => {
  for (const ahead of [0, 0.5, 3, -3, 400, -400, HOUR, -HOUR]) {
    const { error, clock } = new Machine(ahead);
    assert(Math.abs(error) <= 1, `${error} ms`);
    assert.equal(clock.jumps, 0);
  }
});

test("a clock jumps once when the system's time is set forward or back, and counts it", () => {
  const machine = new Machine();
  machine.pass(10);
  assert.equal(machine.error, 0);
  for (const [jumps, set] of [HOUR, -2 * HOUR, 501, -501].entries()) {
    machine.pass(10, set);
    assert.equal(machine.error, 0);
    machine.pass(10);
    assert.equal(machine.error, 0);
    assert.equal(machine.clock.jumps, jumps + 1);
  }
});

test("a clock jumps once when the machine has slept and the steady clock stood still (Linux)", () => {
  const machine = new Machine();
  machine.clock.now();
  machine.system += 8 * HOUR;
  assert.equal(machine.error, 0);
  machine.pass(100);
  assert.equal(machine.error, 0);
  assert.equal(machine.clock.jumps, 1);
});

test("a clock doesn't jump when the machine has slept and the steady clock went on (macOS, Windows)", () => {
  const machine = new Machine();
  machine.clock.now();
  machine.pass(8 * HOUR);
  assert.equal(machine.error, 0);
  assert.equal(machine.clock.jumps, 0);
});

test("a clock works a small difference off, and time goes on evenly", () => {
  for (const set of [400, -400]) {
    const machine = new Machine();
    machine.pass(100, set);
    for (let before = machine.clock.now(), i = 0; i < 5000; i++) {
      machine.pass(100);
      const now = machine.clock.now(), length = (now - before) / 1e8;
      assert(Math.abs(length - 1) <= 0.00101, `100 ms took ${length} of themselves`);
      before = now;
    }
    assert(Math.abs(machine.error) <= 1);
    assert.equal(machine.clock.jumps, 0);
  }
});

test("a clock follows one that is a little faster or slower, without a jump", () => {
  const rate = fc.integer({ min: -500, max: 500 }).map((millionths) => millionths / 1e6);
  fc.assert(
    fc.property(rate, fc.integer({ min: 100, max: 60_000 }), (rate, interval) => {
      const machine = new Machine();
      // What is seen of a difference is less by the resolution of the system's time.
      const most = 2 + interval * Math.abs(rate);
      for (let i = 0; i < 10_000; i++) {
        machine.pass(interval, interval * rate);
        assert(Math.abs(machine.error) <= most, `${machine.error} ms`);
      }
      assert.equal(machine.clock.jumps, 0);
    }),
    { numRuns: 30 },
  );
});

test("a clock runs backwards at no moment at which it doesn't count a jump", () => {
  const step = fc.record({
    pass: fc.double({ min: 0, max: 10_000, noNaN: true }),
    set: fc.oneof(fc.constant(0), fc.integer({ min: -600, max: 600 }), fc.integer({ min: -HOUR, max: HOUR })),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
    const machine = new Machine();
    let before = machine.clock.now(), { jumps } = machine.clock;
    for (const { pass, set } of steps) {
      machine.pass(pass, set);
      const now = machine.clock.now();
      assert(now >= before || machine.clock.jumps === jumps + 1);
      assert(Math.abs(now / 1e6 - machine.system) <= 501);
      before = now;
      jumps = machine.clock.jumps;
    }
  }));
});

import { CARRY_UNIT } from "../../aggregate/collection.ts";

/** An exact sum of whole numbers, in the two parts that a collection has: `value + carry * 2^53`. */
export class IntTotal {
  value = 0;
  carry = 0;

  /** Starts again from a number whose parts are given. */
  set(value: number, carry: number): void {
    this.value = value;
    this.carry = carry;
  }

  /** Adds a number whose parts are given; `value` is below 2^53 in size. */
  add(value: number, carry: number): void {
    const sum = this.value + value;
    this.carry += carry;
    if (Math.abs(sum) < CARRY_UNIT) {
      this.value = sum;
      return;
    }
    // Both parts are below 2^53 in size, so each of the two steps is exact.
    const sign = Math.sign(sum);
    this.value = this.value - sign * CARRY_UNIT + value;
    this.carry += sign;
  }

  /** Adds a whole number that is given as one double, and isn't negative. */
  addCount(count: number): void {
    if (count < CARRY_UNIT) this.add(count, 0);
    else this.add(count % CARRY_UNIT, Math.floor(count / CARRY_UNIT));
  }
}

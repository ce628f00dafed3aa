import { EMPTY, isInt, LaneKind, type Layout } from "../set/layout.ts";
import { CARRY_UNIT } from "./collection.ts";

/** 2^63 in carry units: an integer total that would reach it stays one below. */
const CARRY_LIMIT = 1024;

/** The lanes of a set's series, one row after another, and how they are added to. */
export class Lanes {
  readonly #layout: Layout;
  /** For each lane of a row, whether it has whole numbers, whose sum is exact: counts, and what counts in `int`. */
  readonly #whole: Uint8Array;
  #values = new Float64Array();
  #carries = new Float64Array();

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#whole = Uint8Array.from(layout.kinds, (kind) => isInt(kind) ? 1 : 0);
    for (const { lane, metric } of layout.fields) if (metric.valueType === "int") this.#whole[lane] = 1;
  }

  /** Lane by lane: `row * stride + lane of the row`. Another array when there are more rows, and longer than they need. */
  get values(): Float64Array {
    return this.#values;
  }

  /** What is to be added to the values of whole numbers, in units of 2^53. */
  get carries(): Float64Array {
    return this.#carries;
  }

  /** Makes room for so many rows. */
  reserve(rows: number): void {
    const { stride } = this.#layout, used = this.#values.length;
    if (rows * stride <= used) return;
    const lanes = Math.max(rows, used / stride * 2) * stride;
    this.#values = extended(this.#values, lanes);
    this.#carries = extended(this.#carries, lanes);
    for (let lane = used; lane < lanes; lane++) this.clear(lane);
  }

  /** Puts nothing into a lane. */
  clear(lane: number): void {
    const kind = this.#layout.kinds[lane % this.#layout.stride] ?? 0;
    // What was observed is summed up, and nothing observed is nothing.
    this.#values[lane] = kind >= LaneKind.total ? 0 : EMPTY[kind] ?? 0;
    this.#carries[lane] = 0;
  }

  /** Puts a number into a lane. */
  set(lane: number, value: number, carry = 0): void {
    this.#values[lane] = value;
    this.#carries[lane] = carry;
  }

  /** Adds to a lane: exactly, up to 2^63-1, where its metric counts in whole numbers. */
  add(lane: number, value: number): void {
    const before = this.#values[lane] ?? 0;
    if (this.#whole[lane % this.#layout.stride] === 1) this.addInt(lane, before, value);
    else this.#values[lane] = before + value;
  }

  /**
   * Merges a lane's value of a frame into a lane of the same kind. False for what depends on who has recorded it:
   * gauges and observed values.
   */
  merge(kind: number, lane: number, value: number): boolean {
    const values = this.#values, before = values[lane] ?? 0;
    switch (kind) {
      case LaneKind.int:
      case LaneKind.net:
      case LaneKind.count:
        this.addInt(lane, before, value);
        return true;
      case LaneKind.sum:
        values[lane] = before + value;
        return true;
      case LaneKind.min:
        if (value < before) values[lane] = value;
        return true;
      case LaneKind.max:
        if (value > before) values[lane] = value;
        return true;
      default:
        return false;
    }
  }

  /**
   * Puts a sum into a lane: of the numbers before `end`, of which the second is the first one's carry. They stay where
   * they are until they are added up, since a double that a function is called with may be allocated.
   */
  setSum(lane: number, parts: Float64Array, end: number): void {
    const values = this.#values, isWhole = this.#whole[lane % this.#layout.stride] === 1;
    values[lane] = parts[0] ?? 0;
    this.#carries[lane] = parts[1] ?? 0;
    for (let i = 2; i < end; i++) {
      const before: number = values[lane] ?? 0, value = parts[i] ?? 0, sum = before + value;
      if (isWhole && Math.abs(sum) >= CARRY_UNIT) this.addInt(lane, before, value);
      else values[lane] = sum;
    }
  }

  /** Adds a whole number to a lane that has the value `before`. */
  addInt(lane: number, before: number, value: number): void {
    const sum = before + value;
    if (Math.abs(sum) < CARRY_UNIT) {
      this.#values[lane] = sum;
      return;
    }
    if (Math.abs(value) >= CARRY_UNIT) {
      // What several workers' sums have come to; what is left of it is exact.
      const units = Math.trunc(value / CARRY_UNIT);
      return this.addWithCarry(lane, value - units * CARRY_UNIT, units);
    }
    // Both parts are below 2^53 in size, so each difference is exact.
    const sign = Math.sign(sum);
    if (this.#carry(lane, sign)) this.#values[lane] = before - sign * CARRY_UNIT + value;
  }

  /** Adds a number to a lane that has a carry of its own. */
  addWithCarry(lane: number, value: number, carry: number): void {
    if (carry === 0 || this.#carry(lane, carry)) this.add(lane, value);
  }

  /** Takes a lane's number away and adds it to a lane of the same kind elsewhere. A later value of a gauge stays. */
  move(lane: number, to: Lanes, target: number): void {
    const { kinds, stride } = this.#layout, value = this.#values[lane] ?? 0, there = to.#values[target] ?? 0;
    switch (kinds[lane % stride]) {
      case LaneKind.last:
        if (Number.isNaN(there)) to.set(target, value);
        break;
      case LaneKind.min:
        to.set(target, Math.min(value, there));
        break;
      case LaneKind.max:
        to.set(target, Math.max(value, there));
        break;
      default:
        to.addWithCarry(target, value, this.#carries[lane] ?? 0);
    }
    this.clear(lane);
  }

  /** False when the total would be beyond what 64 bits hold: it stays just below, visibly. */
  #carry(lane: number, units: number): boolean {
    const carry = (this.#carries[lane] ?? 0) + units;
    if (Math.abs(carry) >= CARRY_LIMIT) {
      this.#carries[lane] = Math.sign(carry) * (CARRY_LIMIT - 1);
      this.#values[lane] = Math.sign(carry) * Number.MAX_SAFE_INTEGER;
      return false;
    }
    this.#carries[lane] = carry;
    return true;
  }
}

/** A longer array that begins with the same numbers. */
export function extended(array: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(length);
  longer.set(array);
  return longer;
}

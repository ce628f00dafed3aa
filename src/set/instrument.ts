import { arena } from "./arena.ts";
import { type BlockPosition, BlockWord, Invalid } from "./block.ts";
import type { FieldLayout, Layout } from "./layout.ts";

const u32 = new Uint32Array(arena);

/**
 * What all instruments share: where their cell lies. Recording never throws and allocates nothing: a value that
 * the instrument can't take is dropped and counted, by reason, in the header of its set.
 */
export abstract class Instrument {
  /** Index of the first lane: in the i32 lanes for whole numbers, else in the f64 lanes. */
  protected lane = 0;
  /** Index of the f64 lane that an int lane spills into, or of a histogram's sum. */
  protected double = 0;
  /** Index of the byte that marks the bucket. */
  protected mark = 0;
  #invalid = 0;

  /** Points the instrument at a bucket of a block. */
  bind(field: FieldLayout, layout: Layout, block: BlockPosition, bucket: number): void {
    const ints = block.ints + bucket * layout.ints;
    const doubles = block.doubles + bucket * layout.doubles;
    this.place(field, ints, doubles);
    this.mark = block.marks + bucket;
    this.#invalid = block.offset / 4 + BlockWord.invalid;
  }

  /** Finds the field's lanes, given the bucket's first i32 and f64. */
  protected abstract place(field: FieldLayout, ints: number, doubles: number): void;

  /** Counts a recording that is dropped. */
  protected refuse(reason: Invalid): void {
    const word = this.#invalid + reason;
    u32[word] = (u32[word] ?? 0) + 1;
  }

  /** Why a value that isn't a safe integer is refused. */
  protected refuseFraction(value: number): void {
    if (Number.isNaN(value)) this.refuse(Invalid.notANumber);
    else if (Math.abs(value) > Number.MAX_SAFE_INTEGER) this.refuse(Invalid.outOfRange);
    else this.refuse(Invalid.fraction);
  }
}

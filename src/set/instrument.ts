import { arena } from "./arena.ts";
import { BlockWord, Invalid } from "./block.ts";
import type { FieldLayout } from "./layout.ts";

const u32 = new Uint32Array(arena);

/** Whether recordings that are refused throw, see {@linkcode setStrict}. */
let strict = false;

/**
 * For development and tests: from now on, a recording on this thread that would be refused throws a `RangeError`
 * that names the metric and the reason.
 */
export function setStrict(on: boolean): void {
  strict = on;
}

/** What each {@linkcode Invalid} reason is, for people. */
export const REFUSALS: readonly string[] = [
  "the value is not a number",
  "the value is negative",
  "the value is not a whole number",
  "the value, or the sum that it gives, is too large",
  "an attribute has no such value",
];

let refusals = 0;

/** How many recordings this thread has refused so far: when a recording doesn't change it, the value was taken. */
export function refusalCount(): number {
  return refusals;
}

/** Which refusals were noted, by what was recorded: a bit for each reason. */
const noted = new Map<string, number>();
let news: string[] = [];

/** Takes what there is to tell of refusals that hadn't happened before. */
export function takeRefusalNews(): readonly string[] {
  const taken = news;
  if (taken.length > 0) news = [];
  return taken;
}

/** Counts a refused recording in the header of a block. */
export function countRefusal(block: number, reason: Invalid, what: string): void {
  refusals++;
  const word = block / 4 + BlockWord.invalid + reason;
  u32[word] = (u32[word] ?? 0) + 1;
  const known = noted.get(what) ?? 0;
  if ((known & 1 << reason) === 0) {
    noted.set(what, known | 1 << reason);
    news.push(`recordings of ${what} are refused: ${REFUSALS[reason]}`);
  }
  if (strict) throw new RangeError(`${what}: ${REFUSALS[reason]}`);
}

/** Where a row lies. */
export interface RowPlace {
  /** Offset of the set's block in bytes; 0 for the row that nobody reads. */
  readonly block: number;
  /** Index of the row's first i32. */
  readonly ints: number;
  /** Index of the first of the row's words that hold exponential histograms' tables. */
  readonly tables: number;
  /** Index of the row's first f64. */
  readonly doubles: number;
  /** Index of the first word of the row's first exemplar slot. */
  readonly exemplars: number;
  /** Offset of the row's mark. */
  readonly mark: number;
}

/** What a field of a set is: it can be pointed at another row. */
export interface Bindable {
  /** Points the instrument at a row. */
  bind(field: FieldLayout, row: RowPlace): void;
}

/**
 * What all instruments share: where their cell lies. Recording never throws and allocates nothing: a value that
 * the instrument can't take is dropped and counted, by reason, in the header of its set.
 */
export abstract class Instrument implements Bindable {
  /** Index of the first lane: in the i32 lanes for whole numbers and counts, else in the f64 lanes. */
  protected lane = 0;
  /** Index of the f64 lane that an int lane spills into, or of a histogram's sum. */
  protected double = 0;
  /** Offset of the byte that marks the row. */
  protected mark = 0;
  /** Offset of the block; 0 when nobody reads what is recorded. */
  protected block = 0;
  #name = "";

  bind(field: FieldLayout, row: RowPlace): void {
    this.mark = row.mark;
    this.block = row.block;
    this.#name = field.metric.name;
    this.place(field, row);
  }

  /** Finds the field's lanes. */
  protected abstract place(field: FieldLayout, row: RowPlace): void;

  /** Counts a recording that is dropped. */
  protected refuse(reason: Invalid): void {
    if (this.block !== 0) countRefusal(this.block, reason, this.#name);
  }

  /** Refuses what isn't a safe integer. Programs without types may give anything. */
  protected refuseFraction(value: number): void {
    if (typeof value !== "number" || Number.isNaN(value)) this.refuse(Invalid.notANumber);
    else if (Math.abs(value) > Number.MAX_SAFE_INTEGER) this.refuse(Invalid.outOfRange);
    else this.refuse(Invalid.fraction);
  }

  /** Refuses what isn't finite. */
  protected refuseInfinite(value: number): void {
    this.refuse(typeof value !== "number" || Number.isNaN(value) ? Invalid.notANumber : Invalid.outOfRange);
  }
}

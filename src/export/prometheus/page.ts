import { CARRY_UNIT } from "../../aggregate/collection.ts";
import { doubleText, intWidth, writeInt } from "./decimal.ts";

const INITIAL_BYTES = 16 * 1024;

/** A text is given in this many bytes at least: one double or one integer always fits. */
const VALUE_BYTES = 32;

/**
 * A text that is rendered again and again, in which the numbers alone change. It is told the whole text each time,
 * piece by piece, but remembers the last one: a number of the same width is overwritten where it stands, and what
 * lies between two numbers of another width is copied in one go. After {@linkcode begin} with `changed` it forgets,
 * and takes every piece.
 */
export class Page {
  /** The text as last rendered, up to `#end`. */
  #page = new Uint8Array(INITIAL_BYTES);
  #end = 0;
  /** The text that takes its place as soon as a width has changed: `#page` up to `#copied`, with the new numbers. */
  #next = new Uint8Array(INITIAL_BYTES);
  #nextEnd = 0;
  #copied = 0;
  /** Of each number: where it begins in the page, its width and its value. NaN when the width is all that is known. */
  #starts: number[] = [];
  #widths: number[] = [];
  #values: number[] = [];
  #index = 0;
  #rebuilding = true;
  /** False while a rendering is under way, and after one that was given up in the middle. */
  #finished = false;

  /** Begins a rendering; `changed` tells that other pieces come than last time. */
  begin(changed: boolean): void {
    this.#rebuilding = changed || !this.#finished;
    this.#finished = false;
    this.#index = this.#nextEnd = this.#copied = 0;
    if (!this.#rebuilding) return;
    this.#end = 0;
    this.#starts = [];
    this.#widths = [];
    this.#values = [];
  }

  /** A piece that stays as it is from one rendering to the next. */
  text(bytes: Uint8Array): void {
    if (this.#rebuilding) this.#append(bytes);
  }

  /** A whole number: `value + carry * 2^53`. */
  int(value: number, carry: number): void {
    if (carry !== 0) return this.#spelled(String(BigInt(value) + BigInt(carry) * BigInt(CARRY_UNIT)), NaN);
    if (this.#kept(value)) return;
    const width = intWidth(value), start = this.#place(width, value);
    if (start >= 0) writeInt(this.#page, start, width, value);
    else writeInt(this.#next, this.#nextEnd - width, width, value);
  }

  /** A double. */
  double(value: number): void {
    if (!this.#kept(value)) this.#spelled(doubleText(value), value);
  }

  /** Ends the rendering: its text, in bytes of its own. */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.#rebuilding || this.#nextEnd > 0) {
      this.#append(this.#page.subarray(this.#copied, this.#end));
      [this.#page, this.#next] = [this.#next, this.#page];
      this.#end = this.#nextEnd;
    }
    this.#finished = true;
    return this.#page.slice(0, this.#end);
  }

  /** Leaves the next number as it is when it has the same value as before. */
  #kept(value: number): boolean {
    if (this.#rebuilding || this.#values[this.#index] !== value) return false;
    this.#starts[this.#index] = (this.#starts[this.#index] ?? 0) + this.#shift();
    this.#index++;
    return true;
  }

  #spelled(text: string, value: number): void {
    const start = this.#place(text.length, value);
    const bytes = start >= 0 ? this.#page : this.#next;
    const at = start >= 0 ? start : this.#nextEnd - text.length;
    for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  }

  /**
   * Where the next number goes: its start in the page when its width is as before, otherwise -1, and its bytes are
   * the last ones of `#next`.
   */
  #place(width: number, value: number): number {
    const index = this.#index++;
    this.#values[index] = value;
    if (!this.#rebuilding) {
      const start = this.#starts[index] ?? 0, before = this.#widths[index] ?? 0;
      this.#starts[index] = start + this.#shift();
      if (before === width) return start;
      this.#append(this.#page.subarray(this.#copied, start));
      this.#copied = start + before;
    }
    this.#reserve(VALUE_BYTES);
    this.#starts[index] = this.#nextEnd;
    this.#widths[index] = width;
    this.#nextEnd += width;
    return -1;
  }

  /** By how much the text moves behind the last number whose width has changed. */
  #shift(): number {
    return this.#nextEnd - this.#copied;
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#next.set(bytes, this.#nextEnd);
    this.#nextEnd += bytes.length;
  }

  #reserve(bytes: number): void {
    const needed = this.#nextEnd + bytes;
    if (needed <= this.#next.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#next.length * 2));
    larger.set(this.#next.subarray(0, this.#nextEnd));
    this.#next = larger;
  }
}
